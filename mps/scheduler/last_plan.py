"""What the next problem knows of a plan, and of the promises made on it since: lots, their minutes, what was late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mps.scheduler.backing import Backing, ProposedLoad
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.cost import lateness_by_demand
from mps.scheduler.plan import LotStatus, Plan
from mps.scheduler.problem import PlanningProblem, PreviousLot, PreviousMinutes

_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Making:
    """What a lot takes for a step: minutes once, and for every piece."""

    setup_minutes: float
    run_minutes: float




def minutes_of(plan: Plan) -> tuple[PreviousMinutes, ...]:
    """Return the minutes of a plan's lots; those of firm orders are booked by their days."""
    lots = plan.lots
    return tuple(
        PreviousMinutes(lots[load.lot].key, load.step, load.work_center, load.day, load.minutes)
        for load in plan.loads
        if lots[load.lot].status is LotStatus.PLANNED
    )


def late_in(problem: PlanningProblem, plan: Plan) -> tuple[str, ...]:
    """Return the keys of the promised demands that a plan does not keep."""
    index = index_of(problem)
    lateness = lateness_by_demand(index, columns_of(plan, index)) * index.demand_columns.promised
    return tuple([problem.demands[place].key for place in lateness.nonzero()[0].tolist()])


def lots_of_promise(key: str, backing: Backing) -> Iterator[PreviousLot]:
    """Yield the lots that a promise rests on, as the next problem has them."""
    for number, (item, quantity, start, finish) in enumerate(_single_lots(backing), start=1):
        yield PreviousLot(f"{key}/{number}", item, quantity, finish, start)


def minutes_of_promise(key: str, backing: Backing, problem: PlanningProblem) -> Iterator[PreviousMinutes]:
    """
    Yield the minutes of those lots.

    A quote says how many an item's lots take together on each day: the last lot gets the last of them.
    """
    steps = steps_of(problem)
    of_step = defaultdict[tuple[str, int], list[ProposedLoad]](list)
    for load in backing.loads:
        of_step[load.item, load.step].append(load)
    left = {step: sorted(([one.day, one.minutes, one.work_center] for one in loads), key=lambda row: row[0])
            for step, loads in of_step.items()}  # fmt: skip
    numbered = list(enumerate(_single_lots(backing), start=1))
    for number, (item, quantity, _, _) in reversed(numbered):
        for place, (step, making) in enumerate(steps.get(item, [])):
            wanted = making.setup_minutes + making.run_minutes * quantity
            for center, day, minutes in _last_of(left.get((item, place), []), wanted):
                yield PreviousMinutes(f"{key}/{number}", step, center, day, minutes)


def steps_of(problem: PlanningProblem) -> dict[str, list[tuple[int, Making]]]:
    """Return the steps of each item in the order of its routing, as quotes number them."""
    found = defaultdict[str, list[tuple[int, Making]]](list)
    for one in index_of(problem).accepted.operations:
        found[one.item].append((one.step, Making(one.setup_minutes, one.run_minutes_per_unit)))
    return found


def _single_lots(backing: Backing) -> Iterator[tuple[str, float, int, int]]:
    for lot in backing.lots:
        for _ in range(lot.count):
            yield lot.item, lot.quantity, lot.start_day, lot.finish_day


def _last_of(rows: list[list[float | int | str]], wanted: float) -> Iterator[tuple[str, int, float]]:
    """Take minutes off the last of the rows, and yield them as (work centre, day, minutes)."""
    while rows and wanted > _DUST:
        day, minutes, center = rows[-1]
        part = min(float(minutes), wanted)
        yield str(center), int(day), part
        wanted -= part
        rows[-1][1] = float(minutes) - part
        if rows[-1][1] <= _DUST:
            rows.pop()
