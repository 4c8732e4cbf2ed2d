"""The state folder of one instance: its secrets, its data, its logs, and who is using it now.

Everything is keyed by this folder, so that two instances on one machine never meet.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planning.bootstrap.refusals import Refusal, from_os_error
from planning.embedded.account import servers_account

# Root's servers run as a user who can't enter root's folders, so their data lies where the system keeps such things.
SYSTEM_AREA = Path("/var/lib/lockstep")
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may have 107 characters
KEY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once per state folder, readable by its owner only."""

    instance_id: str
    secret_key: str
    superuser_password: str
    owner_password: str
    app_password: str


@dataclass(frozen=True, slots=True)
class Instance:
    """Who serves this state folder now.

    `kind` is "up" or "command"; `environment` lets other commands join, and is empty while the servers are starting.
    """

    kind: str
    process_id: int
    address: str
    environment: dict[str, str]


class StateFolder:
    """One instance's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.key = hashlib.sha1(str(self.path.resolve()).encode(), usedforsecurity=False).hexdigest()[:KEY_LENGTH]

    @classmethod
    def from_environment(cls) -> StateFolder:
        """Return the folder that LOCKSTEP_STATE_DIR names."""
        return cls(Path(os.environ["LOCKSTEP_STATE_DIR"]))

    @property
    def logs(self) -> Path:
        """The folder of the processes' logs."""
        return self.path / "logs"

    def make(self) -> None:
        """Make the folder, closed to others. Raises Refusal where it can't be written to."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
            (self.path / "servers.lock").touch(mode=0o600)
        except (FileExistsError, NotADirectoryError) as error:
            raise Refusal(f"A file is in the way of {self.path}: name a folder with --state-dir.") from error
        except OSError as error:
            words = f"The state folder {self.path} can't be made ({error.strerror}): choose another with --state-dir."
            raise from_os_error(error) or Refusal(words) from error

    def secrets(self) -> Secrets:
        """Return this instance's secrets; make them at the first call."""
        path = self.path / "secrets.json"
        if not path.exists():
            made = Secrets(secrets.token_hex(8), secrets.token_urlsafe(48), *(secrets.token_hex(24) for _ in range(3)))
            write_private(path, asdict(made))
        return Secrets(**json.loads(path.read_text()))

    def socket_folder(self) -> Path:
        """Return the short folder of the sockets, closed to others. Raises Refusal where another user holds it."""
        base = Path(tempfile.gettempdir())
        if len(str(base)) > LONGEST_SOCKET_FOLDER - KEY_LENGTH - len("/lockstep-"):
            base = Path("/tmp")  # noqa: S108 (whose folder it is gets checked below)
        folder = base / f"lockstep-{self.key}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = found.st_uid in (os.geteuid(), _uid_of_servers())
        if not stat.S_ISDIR(found.st_mode) or not ours:
            raise Refusal("Another user holds the folder for this instance's sockets: choose another --state-dir.")
        return folder

    def announce(self, instance: Instance) -> None:
        """Tell other commands how to reach the running servers."""
        write_private(self.path / "instance.json", asdict(instance))

    def instance(self) -> Instance | None:
        """Return who serves this folder, as last announced."""
        try:
            return Instance(**json.loads((self.path / "instance.json").read_text()))
        except FileNotFoundError:
            return None

    def withdraw(self) -> None:
        """Take the announcement back."""
        (self.path / "instance.json").unlink(missing_ok=True)

    def remember(self, name: str, text: str) -> None:
        """Keep a small note (what was migrated, what was loaded) beside the data it speaks of."""
        write_private(self.path / "notes.json", {**self._notes(), name: text})

    def recall(self, name: str) -> str:
        """Return a note, empty where there is none."""
        return str(self._notes().get(name, ""))

    def forget_notes(self) -> None:
        """Drop the notes, since what they speak of is no more."""
        (self.path / "notes.json").unlink(missing_ok=True)

    def _notes(self) -> dict[str, Any]:
        path = self.path / "notes.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    @contextmanager
    def lock(self, name: str, *, shared: bool = False, wait: bool = False) -> Iterator[bool]:
        """Hold one of the folder's locks, as long as this process lives at most; give whether we got it."""
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        descriptor = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, how if wait else how | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
    draft.replace(path)


def _uid_of_servers() -> int:
    account = servers_account()
    return account.user_id if account else os.geteuid()
