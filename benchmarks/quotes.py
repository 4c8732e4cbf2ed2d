"""`benchmark quotes FOLDER`: promised dates of random items, quantities and dates, asked of a plan in memory."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.factory import problem_of
from benchmarks.output import Line, show
from mps.scheduler.problem import DemandKind, PlanningProblem
from mps.scheduler.promise import quote
from mps.scheduler.promise_basis import build
from mps.scheduler.solve import solve

DAYS_AHEAD = 7 * 12


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("folder", type=Path, help=_("folder with the tables: docs/data-format.md"))
    parser.add_argument("--site", default="", help=_("code of the site to plan; default: the first of the set"))
    parser.add_argument("--count", type=count_of, default=500, help=_("how many quotes"))
    parser.add_argument("--seed", type=none_or_more, default=1)


def run(options: Namespace) -> int:
    """Plan the set, ask, and print how long answers take."""
    problem = problem_of(options.folder, options.site)
    milliseconds = measured(problem, count=options.count, seed=options.seed)
    if not milliseconds:
        raise CommandError(_("%(folder)s has no order to ask a quote like.") % {"folder": options.folder})
    show([line(milliseconds)], as_json=options.json)
    return 0


def measured(problem: PlanningProblem, *, count: int, seed: int) -> list[float]:
    """Return the milliseconds of each quote, on top of a plan that is made first. Empty where nothing is sold."""
    basis = build(problem, solve(problem, stop=lambda: False, timer=time.monotonic).plan)
    random, milliseconds = Random(seed), []
    orders = [demand for demand in problem.demands if demand.kind is DemandKind.ORDER]
    for _number in range(count if orders else 0):
        asked = random.choice(orders)
        day, factor = a_wish(random)
        wish = partial(quote, basis, item=asked.item, quantity=asked.quantity * factor, wanted_day=day)
        milliseconds.append(milliseconds_of(wish))
    return milliseconds


def a_wish(random: Random) -> tuple[int, int]:
    """Return days ahead, and how many times the quantity of an order."""
    return random.randrange(DAYS_AHEAD), random.choice((1, 2, 5, 20))


def milliseconds_of(ask: Callable[[], object]) -> float:
    """Return how long an answer takes."""
    began = time.perf_counter()
    ask()
    return 1_000 * (time.perf_counter() - began)


def line(milliseconds: list[float]) -> Line:
    """Return the figures as a line of output."""
    p50, p95, most = np.percentile(milliseconds, [50, 95, 100]).tolist() if milliseconds else (0.0, 0.0, 0.0)
    return Line(
        f"{len(milliseconds)} quotes: p50 {p50:.2f} ms, p95 {p95:.2f} ms, max {most:.2f} ms",
        {"quotes": len(milliseconds), "p50_ms": p50, "p95_ms": p95, "max_ms": most},
    )
