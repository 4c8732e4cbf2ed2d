"""
What the steps of a draft decide, one after the other, without writing anything: what begins, what ends, what is wrong.

A step that is wrong decides nothing; the others go on, so that a person sees all that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from mps.models import Steering
from mps.steering import deciding_lots as lots
from mps.steering import deciding_rooms as rooms
from mps.steering import deciding_schedule as schedule
from mps.steering import steps
from mps.steering.known import Known
from mps.steering.steps import Step
from mps.steering.violations import Refused, Violation


@dataclass(slots=True)
class Decided:
    """Rows that begin (unsaved) with the place of their step, rows that end, and what speaks against the steps."""

    begun: list[Steering] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    ended: list[Steering] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    @property
    def refused(self) -> list[Violation]:
        """What can't be published."""
        return [one for one in self.violations if one.refuses]


def decide(known: Known, sent: Sequence[Step]) -> Decided:
    """Return what steps decide; `known.active` is afterwards what would hold."""
    was, decided = list(known.active), Decided()
    new: dict[int, tuple[Steering, int]] = {}  # with the rows, so that no other one gets the id of one that is gone
    # What is unlocked is so for the whole draft, wherever in it that stands.
    for place, step in sorted(enumerate(sent), key=lambda one: not isinstance(one[1], steps.Unlock)):
        try:
            warnings = _done(step, known)
        except Refused as why:
            decided.violations.append(
                Violation(
                    place, why.code, why.text, item_id=_item_of(step, known), bucket=why.bucket or _bucket_of(step),
                    work_center_id=why.work_center_id or getattr(step, "work_center_id", None),
                )
            )  # fmt: skip
        else:
            decided.violations += [
                Violation(place, code, text, refuses=False, item_id=_item_of(step, known), bucket=_bucket_of(step))
                for code, text in warnings
            ]
            for row in known.active:
                if row._state.adding:
                    new.setdefault(id(row), (row, place))
    holds = {row.pk for row in known.active}
    decided.begun = [row for row in known.active if row._state.adding]
    decided.places = [new[id(row)][1] for row in decided.begun]
    decided.ended = [row for row in was if row.pk not in holds]
    return decided


Warnings = list[tuple[str, str]]


def _done(step: Step, known: Known) -> Warnings:
    match step:
        case steps.Firm():
            return lots.firm(step, known)
        case steps.Unfirm():
            return lots.unfirm(step, known)
        case steps.Move():
            return lots.move(step, known)
        case steps.Split():
            return lots.split(step, known)
        case steps.LotWorkCenter():
            return lots.work_center(step, known)
    return _done_elsewhere(step, known)


def _done_elsewhere(
    step: steps.Quantity | steps.ForecastQuantity | steps.WorkCenterRule | steps.CapacityChange | steps.Unlock,
    known: Known,
) -> Warnings:
    match step:
        case steps.Unlock(lot_key=None):
            return schedule.unlock(step, known)
        case steps.Unlock():
            return lots.unlock(step, known)
        case steps.Quantity():
            return schedule.quantity(step, known)
        case steps.ForecastQuantity():
            return schedule.forecast(step, known)
        case steps.WorkCenterRule():
            return rooms.work_center(step, known)
        case steps.CapacityChange():
            return rooms.capacity(step, known)


def _item_of(step: Step, known: Known) -> int | None:
    item_id: int | None = getattr(step, "item_id", None)
    if item_id is None and (key := getattr(step, "lot_key", "")):
        lot = lots.find(known, key)
        item_id = lot.item_id if lot else None
    return item_id


def _bucket_of(step: Step) -> date | None:
    bucket: date | None = getattr(step, "bucket", None)
    return bucket
