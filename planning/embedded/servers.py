"""Both servers together, and the environment through which Django and Celery find them.

DATABASE_URL and REDIS_URL win, each on its own: what is set there is not started here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from planning.bootstrap import steps
from planning.bootstrap.refusals import Refusal
from planning.embedded import roles
from planning.embedded.postgres import Postgres
from planning.embedded.processes import wait_until
from planning.embedded.state import Instance, StateFolder
from planning.embedded.valkey import Valkey

SECONDS_FOR_THE_OTHER_TO_START = 90.0
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "LOCKSTEP_SECRET_KEY")


class Servers:
    """The embedded servers of one state folder: those of the two that the environment doesn't name already."""

    def __init__(self, state: StateFolder, *, scratch: bool = False) -> None:
        self.state = state
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(state, scratch=scratch)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(state, scratch=scratch)

    def start(self) -> None:
        """Start them and wait until they answer; none stays behind where one refuses."""
        try:
            if self.valkey:
                self.valkey.start()
            if self.postgres:
                self.postgres.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop them: first the queue, last the database."""
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()

    def environment(self) -> dict[str, str]:
        """Return what a process needs to reach them, and this instance's own key. What is set already stays."""
        secrets = self.state.secrets()
        found = {"LOCKSTEP_STATE_DIR": str(self.state.path), "LOCKSTEP_SECRET_KEY": secrets.secret_key}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(roles.APP, secrets.app_password)
            found["DATABASE_OWNER_URL"] = self.postgres.url(roles.OWNER, secrets.owner_password)
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found | _set_outside()


@contextmanager
def joined(state: StateFolder) -> Iterator[dict[str, str]]:
    """Give the environment of the state folder's servers: the running ones, or own ones for as long as this lasts."""
    state.make()
    while True:
        with state.lock("servers") as alone:
            if alone:
                with _started(state) as environment:
                    yield environment
                return
        with state.lock("users", shared=True, wait=True):
            instance = _running(state)
            if instance is not None:
                yield instance.environment | _set_outside()
                return


@contextmanager
def _started(state: StateFolder) -> Iterator[dict[str, str]]:
    state.withdraw()  # a killed command leaves its announcement behind
    servers = Servers(state)
    servers.start()
    try:
        environment = servers.environment()
        state.announce(Instance("command", os.getpid(), "", environment))
        yield environment
    finally:
        state.withdraw()
        with state.lock("users", wait=True):  # until the other commands that joined us have ended
            servers.stop()


def _running(state: StateFolder) -> Instance | None:
    """Wait for whoever holds the servers to announce them; None where it has gone in the meantime."""

    def is_settled() -> bool:
        instance = state.instance()
        return bool(instance and instance.environment) or _is_free(state)

    if not wait_until(is_settled, seconds=SECONDS_FOR_THE_OTHER_TO_START):
        raise Refusal("Another command holds this state folder and does not get ready; stop it and run this one again.")
    if _is_free(state):
        steps.say("The command whose servers were in use has ended; starting them again …")
        return None
    return state.instance()


def _is_free(state: StateFolder) -> bool:
    with state.lock("servers") as free:
        return free


def _set_outside() -> dict[str, str]:
    return {name: os.environ[name] for name in ADDRESSES if os.environ.get(name)}
