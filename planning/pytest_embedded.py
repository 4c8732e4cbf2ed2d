"""Gives the test run its own PostgreSQL and Valkey, in a temporary folder and without waiting for the disk.

Loaded with `-p` before pytest-django reads the settings: the addresses are known then, and the servers start when the
first collected test may need them. Where DATABASE_URL or REDIS_URL is set, that one is used instead. Each worker of
pytest-xdist has servers of its own: what one test sends through Valkey, or empties, is no other's.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from planning.bootstrap.browser import find_chromium
from planning.embedded.servers import Servers
from planning.embedded.state import StateFolder

PURE_FOLDERS = {"scheduler"}  # tests without a database: its second of start-up is theirs to save
SET_BY_RUN = "LOCKSTEP_TEST_VARIABLES"  # names of the variables that a run set, for its workers to set anew


class EmbeddedServers:
    """The run's servers, started once."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lockstep-test-"))
        self.state = StateFolder(self.folder)
        self.state.make()
        (self.folder / "staticfiles").mkdir()
        self.servers = Servers(self.state, scratch=True)
        self.started = False
        # The tests make and drop their own database and its triggers, which only the owner may.
        variables = {name: value for name, value in self.servers.environment().items() if name not in os.environ}
        os.environ.update(variables, LOCKSTEP_AS_OWNER="1")
        os.environ[SET_BY_RUN] = " ".join(variables)
        atexit.register(self.stop)

    def start(self) -> None:
        """Start them, unless they run."""
        if not self.started:
            self.servers.start()
            self.started = True

    def stop(self) -> None:
        """Stop them and remove every trace."""
        self.servers.stop()
        if self.servers.postgres:
            self.servers.postgres.forget()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start them where a collected test may need them."""
        folders = {item.path.relative_to(session.config.rootpath).parts[1] for item in session.items}
        if not session.config.option.collectonly and folders - PURE_FOLDERS:
            self.start()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the servers; options are the first thing that pytest asks a plugin for."""
    chromium = find_chromium()
    if chromium:
        os.environ.setdefault("LOCKSTEP_CHROMIUM", str(chromium))
    for name in os.environ.pop(SET_BY_RUN, "").split():
        del os.environ[name]  # a worker's parent set it for itself
    pluginmanager.register(EmbeddedServers(), "lockstep-embedded-servers")
