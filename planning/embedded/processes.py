"""Starting a process that doesn't outlive us, and stopping one with all it started."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
SECONDS_BETWEEN_LOOKS = 0.05

Words = list[str | Path]


@dataclass(frozen=True, slots=True)
class Account:
    """The user whom a server runs as, where that isn't ourselves."""

    user_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class Command:
    """What to start. `parting_signal` ends it when we die without a word; `log` takes all it says."""

    words: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    parting_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    folder: Path = Path("/")


def start(command: Command) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C at the keyboard reaches only us."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    account = command.account
    with command.log.open("ab") as log:
        # The only way to a signal at the parent's death is a call between fork and exec; whoever
        # starts processes here has one thread.
        return subprocess.Popen(
            [str(word) for word in command.words],
            env=dict(command.environment),
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_leash(command.parting_signal),  # noqa: PLW1509
            user=account.user_id if account else None,
            group=account.group_id if account else None,
            extra_groups=[] if account else None,
        )


def stop(process: subprocess.Popen[bytes], how: signal.Signals, *, grace_seconds: float) -> None:
    """Ask a process to end; after the grace, end it and whatever it started."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=grace_seconds)
        except subprocess.TimeoutExpired:
            end_group(process.pid)
            process.wait()
    end_group(process.pid)


def end_group(group_id: int) -> None:
    """Kill what is left of a process and of those it started."""
    try:
        os.killpg(group_id, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # none is left, or only ones that have ended and wait to be counted
        return


def stop_stranger(process: psutil.Process, how: signal.Signals, *, grace_seconds: float) -> None:
    """Stop a process that an earlier run left behind (it is no child of ours), and its group."""
    group_id = process.pid
    try:
        process.send_signal(how)
        process.wait(timeout=grace_seconds)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        end_group(group_id)


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Look until `is_so` holds or the time is over; return whether it holds."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return True


def _leash(how: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def take() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(how))
            if os.getppid() != parent:  # it died between fork and here
                os._exit(1)

    return take
