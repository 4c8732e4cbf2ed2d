"""What becomes of a late line where what it waits for comes sooner from the supplier: proven by plans."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from mps.scheduler.awaited import Awaited
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair_elements import BuySooner, Expedite
from mps.scheduler.repair_options import Slot
from mps.scheduler.repair_trials import Enough, Trials, Verdict


@dataclass(frozen=True, slots=True)
class Pushed:
    """What becomes of the line where what it waits for comes `days` sooner, on `day`: proven by a plan."""

    item: str
    record: str
    day: int
    days: int
    verdict: Verdict


def pushed(trials: Trials, slots: Sequence[Slot], found: Awaited) -> tuple[Pushed, ...]:
    """Return what becomes of the line where it comes half as late as it does, and on the day on which it is needed."""
    levels: list[Expedite | BuySooner] = [*_of_receipt(trials.problem, found), *_of_purchase(slots, found)]
    enough = next((place for place, one in enumerate(levels) if one.day <= found.needed_day), len(levels) - 1)
    answers: list[Pushed] = []
    with suppress(Enough):
        for place in sorted({enough // 2, enough} if levels else ()):
            one = levels[place]
            answers.append(Pushed(found.item, found.record, one.day, one.days, trials.verdict((one,))))
    return tuple(answers)


def _of_receipt(problem: PlanningProblem, found: Awaited) -> list[Expedite]:
    """Return a receipt that comes sooner by one day after the other, not before tomorrow; none where there is none."""
    days = [one.arrives_day for one in problem.receipts if (one.key, one.item) == (found.record, found.item)]
    return [Expedite(found.record, found.item, day - sooner, sooner, 0.0) for day in days for sooner in range(1, day)]


def _of_purchase(slots: Sequence[Slot], found: Awaited) -> list[BuySooner]:
    """Return a purchase that is only planned, ordered today, and sooner; none where a receipt is awaited."""
    if found.record:
        return []
    return [one for slot in slots for one in slot if isinstance(one, BuySooner) and one.item == found.item]
