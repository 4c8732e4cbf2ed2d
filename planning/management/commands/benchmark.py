"""`manage.py benchmark NAME`: print the figures that the documentation may quote."""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from importlib import import_module
from io import UnsupportedOperation
from typing import Any, NoReturn, Protocol, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

import benchmarks
from company.statements import all_rows


class Benchmark(Protocol):
    """What a module of `benchmarks/` is."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""

    def run(self, options: Namespace) -> int:
        """Print the figures; return the exit status."""


class OwnArguments(ArgumentParser):
    """A parser that answers what it can't read with one sentence, as every command does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong. Raises CommandError, always."""
        raise CommandError(f"{self.prog}: {message}")


def keep_output_for_figures() -> None:
    """
    Let what a solver's library writes past Python go to the errors: `--json` is read by programs, line by line.

    HiGHS writes a line of its own for some improved solutions, whatever its options say.
    """
    try:
        here = sys.stdout.fileno()
    except UnsupportedOperation:  # a test that reads what is printed
        return
    sys.stdout.flush()
    sys.stdout = os.fdopen(os.dup(here), "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    os.dup2(sys.stderr.fileno(), here)


class Command(BaseCommand):
    """Hand the arguments on to the benchmark of that name. Only its own module is imported."""

    help = (
        f"Run a benchmark. These need a running instance (see `up`): {', '.join(benchmarks.ON_AN_INSTANCE)}."
        f" This one starts workers of its own: {', '.join(benchmarks.WITH_QUEUE)}."
        f" These run by themselves: {', '.join(benchmarks.ALONE)}. `benchmark NAME --help` names its arguments;"
        " without a name it is the table of what the planning core is held to."
    )
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Let options without a name be the table's: `benchmark --json`."""
        if argv[2:3] and argv[2].startswith("-") and argv[2] not in ("-h", "--help"):
            argv = [*argv[:2], benchmarks.TABLE, *argv[2:]]
        keep_output_for_figures()
        super().run_from_argv(argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name, and everything after it for the benchmark's own parser."""
        parser.add_argument("name", choices=benchmarks.NAMES, nargs="?", default=benchmarks.TABLE)
        parser.add_argument("arguments", nargs=REMAINDER, help=_("the benchmark's own arguments"))

    @all_rows("measures; nobody is told of what it reads")
    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one benchmark; its status is the command's."""
        module = import_module(f"benchmarks.{options['name']}")
        benchmark = cast("Benchmark", module)
        parser = OwnArguments(prog=f"manage.py benchmark {options['name']}", description=module.__doc__)
        parser.add_argument("--json", action="store_true", help=_("one JSON object per line instead of a table"))
        benchmark.add_arguments(parser)
        status = benchmark.run(parser.parse_args(options["arguments"]))
        if status:
            sys.exit(status)
