"""
The last plan's lots on the minutes that they had, and those of promises made since on the minutes they were quoted.

A quote fits beside the plan that it was made on, minute by minute, and nobody in that plan is later for it. So the last
plan with the new lots beside its own is a plan, in which every promise is kept that was; where lots are placed anew,
by their finish only or without the overtime that had been bought, they may stand in each other's way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mps.scheduler.faults import TOLERANCE
from mps.scheduler.network import Network, Step
from mps.scheduler.problem import PreviousLot, PreviousMinutes
from mps.scheduler.shop import Taken

_DUST = 1e-9
Rows = list[PreviousMinutes]


def minutes_by_lot(rows: Iterable[PreviousMinutes]) -> dict[str, Rows]:
    """Return the rows by the key of their lot."""
    found = defaultdict[str, Rows](list)
    for row in rows:
        found[row.lot].append(row)
    return found


def taken_again(network: Network, number: int, lot: PreviousLot, rows: Rows) -> tuple[Taken, ...] | None:
    """
    Return the minutes of a lot as a lot of today takes them; None where its steps or its days are no longer those.

    That is what `check` asks of a lot: all its minutes, on its days, step by step, each step on one work centre that
    can do it.
    """
    first, last, lead_days = lot.start_day, lot.finish_day, network.items[number].lead_time_days
    fence = max(0, network.items[number].frozen_days)
    if first is None or not fence <= first <= last - lead_days:
        return None
    by_step, day, taken = _by_step(rows), first, list[Taken]()
    for step in network.steps[number]:
        of_step = by_step.pop(network.index.accepted.operations[step.place].step, [])
        choice = _choice(network, step, of_step)
        if choice is None or not _is_whole(choice, lot.quantity, of_step):
            return None
        if of_step and not day <= of_step[0].day <= of_step[-1].day <= last:
            return None
        day = of_step[-1].day if of_step else day
        taken += [(choice.place, choice.center, row.day, row.minutes) for row in of_step]
    return None if by_step else tuple(taken)


def _by_step(rows: Rows) -> dict[int, Rows]:
    found = defaultdict[int, Rows](list)
    for row in sorted(rows, key=lambda row: (row.day, row.work_center, row.minutes)):
        if row.minutes > _DUST:
            found[row.step].append(row)
    return found


def _choice(network: Network, step: Step, rows: Rows) -> Step | None:
    """Return the step on the work centre where all the rows are; the preferred one where there is none."""
    centers = {network.index.center_number.get(row.work_center, -1) for row in rows}
    return next((one for one in step.choices if centers <= {one.center}), None)


def _is_whole(step: Step, quantity: float, rows: Rows) -> bool:
    wanted = step.setup_minutes + step.run_minutes * quantity
    return abs(sum(row.minutes for row in rows) - wanted) <= TOLERANCE * max(1.0, wanted)
