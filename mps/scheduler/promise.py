"""What we can promise: the day on which a quantity of an item can be there, against the published plan.

Stock and other uncommitted supply first, then free capacity and components through the bill of material. Nothing here
changes the plan or touches what it has promised; a quote holds as long as its plan does and nobody takes what backs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from mps.scheduler.backing import Backing, Blocked
from mps.scheduler.capable_to_promise import Resources, Trial
from mps.scheduler.horizon import DAYS_IN_A_WEEK
from mps.scheduler.obstacle import obstacle
from mps.scheduler.promise_basis import QUANTITY_TOLERANCE, PromiseBasis

WEEKS_SHOWN = 8
# A quantity that is not whole (metres, kilograms) is split in hundredths of what was asked for.
PARTS_OF_A_QUANTITY = 100


class UnknownItemError(LookupError):
    """The item is not in the plan that the quote is asked of; `args[0]` is its code."""


@dataclass(frozen=True, slots=True)
class PartialDelivery:
    """A quantity that can leave on a day."""

    day: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Split:
    """Two deliveries instead of one, and what both rest on."""

    first: PartialDelivery
    rest: PartialDelivery
    backing: Backing


@dataclass(frozen=True, slots=True)
class WeekAvailability:
    """
    What of the item is available to promise in one calendar week (Monday to Sunday; the first begins on day 0).

    `quantity` becomes available during the week, `cumulative_quantity` is what can be taken by its end in all.
    """

    first_day: int
    last_day: int
    quantity: float
    cumulative_quantity: float


@dataclass(frozen=True, slots=True)
class Quote:
    """
    The answer to "when can we have it?".

    `due_day` is the day that the wanted one means: itself, or the last before it on which the site delivers.
    `earliest_day` is the first on which the whole quantity can leave (None: not inside the horizon), `delivery_day` the
    day to promise: that one, or the due day where it is later; None too where the wanted day lies `beyond_horizon`,
    because no plan reaches there. `from_uncommitted` is what of it needs no new production or purchase. `why_not` is
    what stands in the way of having it ready a day sooner, stated when the wanted day can't be met; `split` is there
    when a part can come sooner. `backing` is what the whole delivery rests on.
    """

    item: str
    quantity: float
    wanted_day: int
    due_day: int
    beyond_horizon: bool
    earliest_day: int | None
    delivery_day: int | None
    quantity_on_wanted_day: float
    from_uncommitted: float
    split: Split | None
    weeks: tuple[WeekAvailability, ...]
    why_not: Blocked | None
    backing: Backing


def quote(
    basis: PromiseBasis, *, item: str, quantity: float, wanted_day: int, resources: Resources | None = None
) -> Quote:
    """
    Return when a quantity can be there on top of the plan; a wanted day in the past means today.

    `resources` are what promises that the plan does not know yet have left of the basis; None: all of it.
    Raises: UnknownItemError; ValueError where the quantity is not a positive number.
    """
    if not 0 < quantity < math.inf:
        raise ValueError(f"a quote needs a positive quantity, not {quantity}")
    if item not in basis.places:
        raise UnknownItemError(item)
    place, resources = basis.places[item], resources or Resources(basis)
    beyond, due = wanted_day >= basis.day_count, due_day(basis, wanted_day)
    ready = earliest_day(resources, place, quantity, guess=due)
    earliest = None if ready is None else basis.delivery_day_from(ready)
    on_time = earliest is not None and earliest <= due
    delivery_day = None if earliest is None or beyond else max(earliest, due)
    by_due = PartialDelivery(due, quantity if on_time else most_by(resources, place, quantity, due))
    taken = 0.0 if delivery_day is None else min(quantity, _uncommitted_by(resources, place, delivery_day))
    return Quote(
        item=item,
        quantity=quantity,
        wanted_day=wanted_day,
        due_day=due,
        beyond_horizon=beyond,
        earliest_day=earliest,
        delivery_day=delivery_day,
        quantity_on_wanted_day=by_due.quantity,
        from_uncommitted=taken,
        split=None if on_time else _split(resources, place, quantity, by_due, earliest),
        weeks=_weeks(resources, place),
        why_not=None if on_time else obstacle(resources, place, quantity, ready),
        backing=_backing(resources, place, quantity, delivery_day),
    )


def due_day(basis: PromiseBasis, wanted_day: int) -> int:
    """Return the day that a wanted one means: itself, or the last before it on which the site delivers."""
    day = min(max(0, wanted_day), basis.day_count - 1)
    found = basis.delivery_day_by(day)
    return found if found is not None else basis.delivery_day_from(day) or day


def earliest_day(resources: Resources, place: int, quantity: float, *, guess: int, low: int = 0) -> int | None:
    """Find the first day from `low` on, by doubling steps from a guess and then by halving: later is never worse."""
    last = resources.basis.day_count - 1
    not_yet, by, step = low - 1, min(guess, last), 1
    while not Trial(resources).run(place, quantity, by):
        if by == last:
            return None
        not_yet, by, step = by, min(last, by + step), 2 * step
    while by - not_yet > 1:
        middle = (by + not_yet) // 2
        if Trial(resources).run(place, quantity, middle):
            by = middle
        else:
            not_yet = middle
    return by


def most_by(resources: Resources, place: int, quantity: float, day: int) -> float:
    """Return how much less than `quantity` can be there by the day, in whole units where it is whole."""
    unit = _unit(quantity)
    enough, too_much = _units(_uncommitted_by(resources, place, day), unit), _units(quantity, unit)
    enough = min(enough, too_much - 1)
    while too_much - enough > 1:
        middle = (too_much + enough) // 2
        if Trial(resources).run(place, middle * unit, day):
            enough = middle
        else:
            too_much = middle
    return enough * unit


def _split(
    resources: Resources, place: int, quantity: float, part: PartialDelivery, whole_day: int | None
) -> Split | None:
    """Return two deliveries: what can be there on the wanted day, or else with the next supply, and then the rest."""
    if part.quantity <= 0:
        part = _next_supply(resources, place, quantity, part.day)
    if part.quantity <= 0 or (whole_day is not None and part.day >= whole_day):
        return None
    first = Trial(resources)
    if not first.run(place, part.quantity, part.day):
        return None
    left, missing = first.left(), quantity - part.quantity
    guess = part.day + 1 if whole_day is None else whole_day
    rest_ready = earliest_day(left, place, missing, guess=guess, low=part.day + 1)
    rest_day = None if rest_ready is None else resources.basis.delivery_day_from(rest_ready)
    if rest_day is None:
        return None
    backing = first.backing().with_more(_backing(left, place, missing, rest_day))
    return Split(part, PartialDelivery(rest_day, missing), backing)


def _next_supply(resources: Resources, place: int, quantity: float, after_day: int) -> PartialDelivery:
    """Return the first uncommitted supply after a day, up to less than the quantity."""
    unit = _unit(quantity)
    uncommitted = resources.uncommitted(place)
    for moment, free in zip(uncommitted.moments, uncommitted.quantities, strict=True):
        units = min(_units(free, unit), _units(quantity, unit) - 1)
        day = resources.basis.delivery_day_from(moment // 2)
        if day is not None and day > after_day and units > 0:
            return PartialDelivery(day, units * unit)
    return PartialDelivery(after_day, 0.0)


def _weeks(resources: Resources, place: int) -> tuple[WeekAvailability, ...]:
    basis = resources.basis
    weeks: list[WeekAvailability] = []
    first, before = 0, 0.0
    while len(weeks) < WEEKS_SHOWN and first < basis.day_count:
        to_sunday = DAYS_IN_A_WEEK - 1 - (basis.start_date + timedelta(days=first)).weekday()
        last = min(first + to_sunday, basis.day_count - 1)
        by_then = _uncommitted_by(resources, place, last)
        weeks.append(WeekAvailability(first, last, by_then - before, by_then))
        first, before = last + 1, by_then
    return tuple(weeks)


def _backing(resources: Resources, place: int, quantity: float, day: int | None) -> Backing:
    trial = Trial(resources)
    return trial.backing() if day is not None and trial.run(place, quantity, day) else Backing()


def _uncommitted_by(resources: Resources, place: int, day: int) -> float:
    """Return what can be taken by the evening of a day."""
    return resources.uncommitted(place).at(2 * day + 1)


def _unit(quantity: float) -> float:
    return 1.0 if quantity == math.floor(quantity) else quantity / PARTS_OF_A_QUANTITY


def _units(quantity: float, unit: float) -> int:
    return math.floor(quantity / unit + QUANTITY_TOLERANCE)
