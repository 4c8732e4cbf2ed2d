"""Promises that a plan does not know yet: what it leaves uncommitted, less what they take of it.

A promise is made between two plans. Until the next one carries it as an order, every answer is worked out as if its
stock, minutes and components were gone; so the same ones are never promised twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mps.scheduler.backing import Backing
from mps.scheduler.capable_to_promise import Resources, Trial
from mps.scheduler.promise import due_day, earliest_day, most_by
from mps.scheduler.promise_overtime import by_day_with_overtime


@dataclass(frozen=True, slots=True)
class Commitment:
    """
    A quantity of an item, by its code, that was promised to leave on a day of the plan's horizon.

    `overtime` says that it may work overtime which the plan has not bought, where it can't be there without.
    """

    item: str
    quantity: float
    day: int
    overtime: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a commitment rests on, and what it leaves for the next; the minutes of overtime in it, and what they cost.

    Unit: `overtime_cost` is money in the site's currency.
    """

    backing: Backing
    left: Resources
    overtime_minutes: float = 0.0
    overtime_cost: float = 0.0


def take(resources: Resources, commitment: Commitment) -> Taken | None:
    """Return what a commitment takes and leaves; None where it can't leave on its day, or the plan has no such item."""
    place = resources.basis.places.get(commitment.item)
    if place is None or not 0 <= commitment.day < resources.basis.day_count or commitment.quantity <= 0:
        return None
    trial = Trial(resources)
    if trial.run(place, commitment.quantity, commitment.day):
        return Taken(trial.backing(), trial.left())
    if not commitment.overtime:
        return None
    found = by_day_with_overtime(
        resources, item=commitment.item, quantity=commitment.quantity, day=commitment.day
    )
    return Taken(found.backing, found.left, found.minutes, found.cost) if found else None


def first_day_for(resources: Resources, item: str, quantity: float, wanted_day: int) -> int | None:
    """Return the day to promise: the wanted one, or the first after it that is possible; None: not in the horizon."""
    basis = resources.basis
    place = basis.places.get(item)
    if place is None or quantity <= 0 or wanted_day >= basis.day_count:
        return None
    due = due_day(basis, wanted_day)
    ready = earliest_day(resources, place, quantity, guess=due)
    earliest = None if ready is None else basis.delivery_day_from(ready)
    return None if earliest is None else max(earliest, due)


def left_after(resources: Resources, commitments: Iterable[Commitment]) -> Resources:
    """
    Return what commitments leave, taken in the order given, the one made first first.

    A plan published since may leave less than the one that a promise was made on. Then the promise takes what it needs
    as soon as it can be had, or as much of it as can be had at all: it is in danger, and still nobody else may be
    promised what it needs.
    """
    for commitment in commitments:
        taken = take(resources, commitment) or _as_soon_as_can_be(resources, commitment)
        if taken is not None:
            resources = taken.left
    return resources


def _as_soon_as_can_be(resources: Resources, commitment: Commitment) -> Taken | None:
    place = resources.basis.places.get(commitment.item)
    if place is None or commitment.quantity <= 0:
        return None
    wanted = min(max(0, commitment.day), resources.basis.day_count - 1)
    day, quantity = earliest_day(resources, place, commitment.quantity, guess=wanted), commitment.quantity
    if day is None:
        day = resources.basis.day_count - 1
        quantity = most_by(resources, place, quantity, day)
    return take(resources, Commitment(commitment.item, quantity, day))
