"""Plans a plant as a planning run does, together with whoever helps, in a process of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from benchmarks.fresh_process import PROJECT, late_by_priority, peak_mib
from benchmarks.growth_plant import plant
from mps.scheduler.attempt import Planned
from mps.scheduler.budget import Watch
from mps.scheduler.parts import Part
from mps.scheduler.problem import PlanningProblem, digest


class Spread(msgspec.Struct, frozen=True):
    """
    What a first plan took.

    Unit: wall seconds of plan and check; CPU seconds of this process, for both; its peak memory in MiB. `plan` is the
          digest of the whole result but its seconds: equal ones are equal plans, byte for byte. `handed_out` tells
          whether others were called; where they were not, how good the plan is hangs on the time it may take.
    """

    orders: int
    on_time: int
    lots: int
    plan_seconds: float
    check_seconds: float
    cpu_seconds: float
    peak_mib: float
    plan: str
    handed_out: bool


def measured(*, items: int, seed: int, load: float, cross: float) -> Spread:
    """Plan a plant in a fresh process. Raises RuntimeError with its last words where it ends badly."""
    words = ["--items", items, "--seed", seed, "--load", load, "--cross", cross]
    command = [sys.executable, "-m", "benchmarks.spread_plan", *map(str, words)]
    done = subprocess.run(command, capture_output=True, cwd=PROJECT, check=False)
    if done.returncode:
        raise RuntimeError(f"planning ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2_000:]}")
    return msgspec.json.decode(done.stdout, type=Spread)


def planned(problem: PlanningProblem) -> Spread:
    """Plan and check a problem as the first plan of a site is. Raises PlanBroken where the plan is not correct."""
    from django.conf import settings

    from mps import spread
    from mps.scheduler.budget import SOON
    from mps.scheduler.check import check
    from mps.scheduler.planner import Planner

    limits = replace(SOON, seconds=settings.FIRST_SECONDS)
    handed_out: list[bool] = []

    def together(parts: Sequence[Part], watch: Watch) -> list[Planned] | None:
        made = spread.first_plans(parts, watch)
        handed_out.append(made is not None)
        return made

    began, cpu_before = time.monotonic(), time.process_time()
    result = Planner().plan(problem, limits=limits, stop=lambda: False, timer=time.monotonic, together=together)
    solved = time.monotonic()
    check(problem, result)
    checked, cpu_seconds = time.monotonic(), time.process_time() - cpu_before
    late = late_by_priority(problem, result.plan)
    orders = sum(total for _, total in late.values())
    return Spread(
        orders=orders,
        on_time=orders - sum(late_ones for late_ones, _ in late.values()),
        lots=len(result.plan.lots),
        plan_seconds=solved - began,
        check_seconds=checked - solved,
        cpu_seconds=cpu_seconds,
        peak_mib=peak_mib(),
        plan=digest(msgspec.json.encode((result.plan, result.cost, result.steps, result.refused), enc_hook=list)),
        handed_out=any(handed_out),
    )


def main() -> None:
    """Plan the plant that the arguments name and write what was measured to standard output."""
    import django

    from mps.scheduler.budget import collector_paused

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--load", type=float, default=1.0)
    parser.add_argument("--cross", type=float, default=0.0)
    options = parser.parse_args()
    problem = plant(options.items, seed=options.seed, load=options.load, cross=options.cross)
    with collector_paused():
        found = planned(problem)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
