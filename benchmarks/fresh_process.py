"""Plans a problem in a process of its own, so that its CPU time and its peak memory are nobody else's."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import msgspec

from mps.scheduler import problem as problems
from mps.scheduler.check import check
from mps.scheduler.plan import Plan
from mps.scheduler.problem import DemandKind, PlanningProblem
from mps.scheduler.solve import Limits, solve

PROJECT = Path(__file__).resolve().parents[1]
KIB_IN_A_MIB = 1_024
QUANTITY_TOLERANCE = 1e-6
ALL_ROUNDS = Limits().rounds


class Measured(msgspec.Struct, frozen=True):
    """
    What planning a problem took, and how well its orders are served.

    Unit: CPU seconds of the process, without reading the problem; the peak is of the whole process, in MiB. An order is
          on time when all of it is delivered by its due day. `late_by_priority` is priority → (late, all) orders.
    """

    orders: int
    lots: int
    on_time: int
    late_by_priority: dict[int, tuple[int, int]]
    solve_cpu_seconds: float
    check_cpu_seconds: float
    peak_mib: float

    @property
    def cpu_seconds(self) -> float:
        """Solve and check together: a plan counts once it is checked."""
        return self.solve_cpu_seconds + self.check_cpu_seconds

    @property
    def on_time_percent(self) -> float:
        """The share of the orders that are on time, in percent."""
        return 100.0 * self.on_time / self.orders if self.orders else 100.0


def measured(problem: PlanningProblem, *, rounds: int) -> Measured:
    """Plan and check a problem in a fresh process. Raises RuntimeError with its last words where it ends badly."""
    command = [sys.executable, "-m", "benchmarks.fresh_process", "--rounds", str(rounds)]
    done = subprocess.run(command, input=problems.to_bytes(problem), capture_output=True, cwd=PROJECT, check=False)
    if done.returncode:
        raise RuntimeError(f"planning ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2_000:]}")
    return msgspec.json.decode(done.stdout, type=Measured)


def planned(problem: PlanningProblem, *, rounds: int) -> Measured:
    """Plan and check a problem here. Raises PlanBroken where the plan is not correct."""
    began = time.process_time()
    result = solve(problem, limits=Limits(rounds=rounds), stop=lambda: False, timer=time.monotonic)
    solved = time.process_time()
    check(problem, result)
    checked = time.process_time()
    late = late_by_priority(problem, result.plan)
    return Measured(
        orders=sum(total for _, total in late.values()),
        lots=len(result.plan.lots),
        on_time=sum(total - late_ones for late_ones, total in late.values()),
        late_by_priority=late,
        solve_cpu_seconds=solved - began,
        check_cpu_seconds=checked - solved,
        peak_mib=peak_mib(),
    )


def peak_mib(process: int | str = "self") -> float:
    """
    Return the most memory that this process, or the one of a number, has had.

    From the kernel's own note of this program: what getrusage says begins with the size of the process it came from.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / KIB_IN_A_MIB


def late_by_priority(problem: PlanningProblem, plan: Plan) -> dict[int, tuple[int, int]]:
    """Return priority → how many orders are late or never delivered in full, and how many there are."""
    in_time = [0.0] * len(problem.demands)
    for delivery in plan.deliveries:
        if delivery.day <= problem.demands[delivery.demand].due_day:
            in_time[delivery.demand] += delivery.quantity
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for demand, quantity in zip(problem.demands, in_time, strict=True):
        if demand.kind is DemandKind.ORDER:
            missing = demand.quantity - quantity
            counts[demand.priority][0] += missing > QUANTITY_TOLERANCE * max(1.0, demand.quantity)
            counts[demand.priority][1] += 1
    return {priority: (late, total) for priority, (late, total) in sorted(counts.items())}


def main() -> None:
    """Read a problem from standard input and write what was measured to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ALL_ROUNDS)
    options = parser.parse_args()
    found = planned(problems.from_bytes(sys.stdin.buffer.read()), rounds=options.rounds)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
