"""`manage.py solve_file PROBLEM.json`: plan an exported problem, without a database; for tests and support."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mps.scheduler.budget import Limits
from mps.scheduler.check import PlanBroken, check
from mps.scheduler.plan import Result
from mps.scheduler.problem import PlanningProblem, from_bytes


class Command(BaseCommand):
    """Plan a problem as a worker does, check the plan, and say what it costs."""

    help = "Plan an exported problem (see export_problem), check the plan, and print what it costs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("problem", type=Path, help=_("file with the problem"))
        parser.add_argument("--seconds", type=_seconds, help=_("wall time after which the best plan so far is taken"))
        parser.add_argument("--plan", type=Path, help=_("file to write the plan to"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, plan, check, print."""
        from mps.scheduler.solve import solve  # loads the solver, which no other command needs

        problem = _read(options["problem"])
        limits = Limits(seconds=options["seconds"])
        result = solve(problem, limits=limits, stop=lambda: False, timer=time.monotonic)
        if options["plan"]:
            _write(options["plan"], result)
        try:
            check(problem, result)
        except PlanBroken as broken:
            raise CommandError(_("The plan is not a correct one. %(rule)s") % {"rule": broken}) from broken
        self.stdout.write(json.dumps(_summary(result), indent=2))


def _seconds(text: str) -> float:
    """Return a time limit. Raises ArgumentTypeError for what is none."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < inf:
        raise ArgumentTypeError(_("%(text)s is no number of seconds above 0") % {"text": text})
    return seconds


def _read(path: Path) -> PlanningProblem:
    try:
        return from_bytes(path.read_bytes())
    except OSError as error:
        told = {"file": path, "reason": error.strerror}
        raise CommandError(_("%(file)s can't be read: %(reason)s.") % told) from error
    except msgspec.MsgspecError as error:
        told = {"file": path, "reason": str(error)}
        raise CommandError(_("%(file)s is not an exported problem: %(reason)s.") % told) from error


def _write(path: Path, result: Result) -> None:
    try:
        path.write_bytes(msgspec.json.encode(result.plan, enc_hook=list))
    except OSError as error:
        told = {"file": path, "reason": error.strerror}
        raise CommandError(_("%(file)s can't be written: %(reason)s.") % told) from error


def _summary(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "cost": asdict(result.cost),
        "total": result.cost.total,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": result.seconds,
        "steps": result.steps,
        "lots": len(result.plan.lots),
        "deliveries": len(result.plan.deliveries),
        "refused": [asdict(refused) for refused in result.refused],
    }
