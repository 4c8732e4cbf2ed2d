"""`benchmark chains`: books of several operations and shared components, against a bound that no plan can beat."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of, none_or_more
from benchmarks.chain_maker import WantedChains, make_chains
from benchmarks.fresh_process import late_by_priority
from benchmarks.orderbook import cpu_seconds
from benchmarks.output import Line, show
from benchmarks.service_bound import most_on_time
from mps.scheduler.check import check
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.solve import Limits, solve

LOADS = (0.85, 0.95, 1.05)
HEADING = (
    f"{'steps':>6}{'components':>12}{'load':>6}{'orders':>8}{'construct %':>13}{'final %':>9}{'bound %':>9}"
    f"{'points off':>12}{'construct CPU s':>17}{'final CPU s':>13}"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    wanted = WantedChains()
    parser.add_argument("--items", type=count_of, default=wanted.items, help=_("end items of a made book"))
    parser.add_argument(
        "--loads", type=above_zero, nargs="+", default=LOADS, help=_("work ÷ working time of a made book")
    )
    parser.add_argument("--seed", type=none_or_more, default=wanted.seed)


def run(options: Namespace) -> int:
    """Plan books without and with shared components and print how far they are from the bound."""
    show([Line(HEADING)], as_json=options.json)
    show(_lines(options), as_json=options.json)
    return 0


def _lines(options: Namespace) -> Iterator[Line]:
    for components in (0, options.items // 4):
        for load in options.loads:
            wanted = WantedChains(items=options.items, load=load, seed=options.seed, components=components)
            problem = make_chains(wanted)
            construct, construct_seconds = _on_time(problem, 1)
            final, final_seconds = _on_time(problem, Limits().rounds)
            orders = len(problem.demands)
            bound = 100 * sum(most_on_time(problem).values()) / orders
            shares = 100 * construct / orders, 100 * final / orders
            yield Line(
                f"{wanted.steps:>6}{components:>12}{load:>6.2f}{orders:>8}{shares[0]:>13.2f}{shares[1]:>9.2f}{bound:>9.2f}"
                f"{bound - shares[1]:>12.2f}{construct_seconds:>17.3f}{final_seconds:>13.3f}",
                {
                    "steps": wanted.steps, "components": components, "load": load, "orders": orders,
                    "on_time_construct": construct, "on_time_final": final, "bound_percent": bound,
                    "points_off": bound - shares[1], "cpu_seconds_construct": construct_seconds,
                    "cpu_seconds_final": final_seconds,
                },
            )  # fmt: skip


def _on_time(problem: PlanningProblem, rounds: int) -> tuple[int, float]:
    result, seconds = cpu_seconds(
        lambda: solve(problem, limits=Limits(rounds=rounds), stop=lambda: False, timer=time.monotonic)
    )
    check(problem, result)
    return sum(total - late for late, total in late_by_priority(problem, result.plan).values()), seconds
