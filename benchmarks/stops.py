"""`benchmark stops`: how soon a search for a better plan ends once it is told to, wherever it is at that moment."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of
from benchmarks.book_maker import Wanted, make_book
from benchmarks.book_plans import problem_of
from benchmarks.chain_maker import WantedChains, make_chains
from benchmarks.growth import sizes_of
from benchmarks.growth_plant import plant
from benchmarks.lot_levels import lot_problem
from benchmarks.output import Line, show
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.lotsizing.search import solve_lots
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.solve import solve

Search = Callable[[Callable[[], bool]], object]
MILLISECONDS = 1_000
ONLY_THE_FIRST = Limits(rounds=1, lot_rounds=0)
HEADING = f"{'problem':<44}{'first plan s':>14}{'searches s':>12}{'wishes':>8}{'p50 ms':>8}{'max ms':>8}"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--count", type=count_of, default=8, help=_("how many times each search is told to stop"))
    parser.add_argument("--sizes", type=sizes_of, default=(1_000,), help=_("numbers of items, in hundreds: 100,1000"))
    parser.add_argument("--seconds", type=above_zero, default=10.0, help=_("how many seconds a search may take"))


def run(options: Namespace) -> int:
    """Print how long each search goes on after it is told to stop."""
    show([Line(HEADING)], as_json=options.json)
    for name, problem in _problems(options.sizes):
        first = _seconds_of(partial(_planning(problem, ONLY_THE_FIRST), _never))
        search = _planning(problem, Limits(seconds=options.seconds))
        show([measured(name, search, first=first, count=options.count)], as_json=options.json)
    search = _lot_sizing(Limits(seconds=options.seconds))
    show([measured("lot sizing, 100 items on 3 levels", search, first=0.0, count=options.count)], as_json=options.json)
    return 0


def _problems(sizes: Sequence[int]) -> Iterator[tuple[str, PlanningProblem]]:
    yield "order book, 300 items, load 1.05", problem_of(make_book(Wanted(items=300, load=1.05)))
    yield "3 steps, shared components, load 1.05", make_chains(WantedChains(load=1.05, components=50))
    for items in sizes:
        yield f"plant of {items} items on 3 levels", plant(items)


def _planning(problem: PlanningProblem, limits: Limits) -> Search:
    return lambda stop: solve(problem, limits=limits, stop=stop, timer=time.monotonic)


def _lot_sizing(limits: Limits) -> Search:
    problem = lot_problem(100)
    return lambda stop: solve_lots(problem, Watch(limits, stop, time.monotonic), rounds=limits.lot_rounds, seed=0)


def measured(name: str, search: Search, *, first: float, count: int) -> Line:
    """
    Return how long after each of some wishes a search has ended.

    The wishes are spread evenly over it, from `first` seconds on: then its first plan is there, which is always made.
    """
    whole = max(first, _seconds_of(partial(search, _never)))
    wishes = [first + (whole - first) * (number + 0.5) / count for number in range(count)]
    late = sorted(MILLISECONDS * _seconds_after(search, wish) for wish in wishes)
    middle, longest = late[len(late) // 2], late[-1]
    return Line(
        f"{name:<44}{first:>14.2f}{whole:>12.2f}{count:>8}{middle:>8.0f}{longest:>8.0f}",
        {
            "problem": name, "first_plan_seconds": first, "search_seconds": whole, "wishes": count,
            "p50_ms": middle, "max_ms": longest,
        },
    )  # fmt: skip


def _seconds_after(search: Search, wish: float) -> float:
    """Return how many seconds a search goes on after a wish; 0 where it had ended before."""
    told = time.monotonic() + wish
    search(lambda: time.monotonic() >= told)
    return max(0.0, time.monotonic() - told)


def _never() -> bool:
    return False


def _seconds_of(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
