"""Runs one command in the prepared environment, with its servers at hand."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from benchmarks import needs_servers
from planning.embedded import servers
from planning.embedded.state import StateFolder

JOINED = "LOCKSTEP_JOINED"  # set for the processes of `up`, whose environment is complete
# Those that make or change tables run as the owner; everything else runs as the application does.
AS_OWNER = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "pgtrigger", "flush", "sqlflush"}
WITHOUT_SERVERS = {
    "help", "--help", "-h", "version", "--version", "check", "collectstatic", "spectacular", "solve_file",
}  # fmt: skip


def run(arguments: list[str]) -> int:
    """Run `arguments` and return the exit status. Raises Refusal where the servers can't be had."""
    name = arguments[0]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planning.settings")
    if name == "up":
        from planning.supervisor import up

        return up.run(arguments[1:])
    if name in ("test", "lint"):
        from planning.bootstrap import suite

        return suite.run(name, arguments[1:])
    if name in WITHOUT_SERVERS or (name == "benchmark" and not needs_servers(arguments[1:])):
        os.environ.setdefault("LOCKSTEP_BUILD", "1")
        return _django(arguments)
    if name in AS_OWNER:
        os.environ["LOCKSTEP_AS_OWNER"] = "1"
    if os.environ.get(JOINED) == "1":
        return _django(arguments)
    signal.signal(signal.SIGTERM, _leave)
    with servers.joined(StateFolder.from_environment()) as environment:
        os.environ.update(environment)
        return _django(arguments)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End as at a sys.exit, so that the servers we started are stopped."""
    sys.exit(143)


def _django(arguments: list[str]) -> int:
    """Run a management command; Django's own exits become a status."""
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(end.code + "\n")
            return 1
        return end.code or 0
    return 0
