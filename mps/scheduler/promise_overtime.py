"""Sooner with overtime: what a quantity could have of the overtime that the plan has not bought, and for how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from mps.scheduler.backing import Backing
from mps.scheduler.capable_to_promise import MINUTES_TOLERANCE, Resources, Trial
from mps.scheduler.promise import earliest_day

# The least share of the overtime that still does it is sought by halving so many times.
HALVINGS = 6


@dataclass(frozen=True, slots=True)
class WithOvertime:
    """
    A day on which a quantity can leave if overtime is worked: minutes in all, what they cost, and what is left after.

    Unit: `cost` is money in the site's currency.
    """

    day: int
    minutes: float
    cost: float
    backing: Backing
    left: Resources


def sooner_with_overtime(
    resources: Resources, *, item: str, quantity: float, due_day: int, earliest: int | None
) -> WithOvertime | None:
    """
    Return the first delivery day, `due_day` or later, that overtime makes possible, with as little of it as that takes.

    None where overtime brings nothing sooner than `earliest`, the day without it (None: not inside the horizon).
    """
    basis = resources.basis
    place = basis.places.get(item)
    if place is None or not any(any(resources.overtime_before(center)) for center in range(len(basis.work_centers))):
        return None
    ready = earliest_day(open_to_overtime(resources), place, quantity, guess=due_day)
    day = None if ready is None else basis.delivery_day_from(max(ready, due_day))
    if day is None or (earliest is not None and day >= earliest):
        return None
    return by_day_with_overtime(resources, item=item, quantity=quantity, day=day)


def by_day_with_overtime(resources: Resources, *, item: str, quantity: float, day: int) -> WithOvertime | None:
    """Return what a quantity rests on that leaves on a day with as little overtime as it takes; None: not even so."""
    place = resources.basis.places.get(item)
    if place is None or not Trial(open_to_overtime(resources)).run(place, quantity, day):
        return None
    enough, too_little = 1.0, 0.0
    for _halving in range(HALVINGS):
        middle = (enough + too_little) / 2
        if Trial(open_to_overtime(resources, middle)).run(place, quantity, day):
            enough = middle
        else:
            too_little = middle
    trial = Trial(open_to_overtime(resources, enough))
    trial.run(place, quantity, day)
    backing = trial.backing()
    minutes = _overtime_of(backing, resources)
    left = _told_apart(trial.left(), backing, resources)
    return WithOvertime(day, sum(minutes.values()), _cost(minutes, resources), backing, left)


def open_to_overtime(resources: Resources, share: float = 1.0) -> Resources:
    """Return the same with a share of the overtime that the plan has not bought added to the free minutes."""
    added = {
        center: tuple(free + share * over for free, over in zip(resources.minutes_before(center), row, strict=True))
        for center in range(len(resources.basis.work_centers))
        if (row := resources.overtime_before(center)) and row[-1] > MINUTES_TOLERANCE
    }
    return replace(resources, changed_minutes={**resources.changed_minutes, **added})


def _told_apart(left: Resources, backing: Backing, before: Resources) -> Resources:
    """Return what is left, with the overtime beside the free minutes again: of each day those are worked first."""
    used = _used_by_day(backing)
    free, overtime = dict(before.changed_minutes), dict(before.changed_overtime)
    for center in {before.basis.work_centers.index(code) for code, _day in used}:
        code = before.basis.work_centers[center]
        loads = [used.get((code, day), 0.0) for day in range(before.basis.day_count)]
        minutes = _by_day(before.minutes_before(center))
        free[center] = _totals(max(0.0, has - load) for has, load in zip(minutes, loads, strict=True))
        if row := before.overtime_before(center):
            over = [max(0.0, load - has) for has, load in zip(minutes, loads, strict=True)]
            overtime[center] = _totals(max(0.0, has - more) for has, more in zip(_by_day(row), over, strict=True))
    return replace(left, changed_minutes=free, changed_overtime=overtime)


def _by_day(before: tuple[float, ...]) -> list[float]:
    return [after - total for total, after in pairwise(before)]


def _totals(minutes: Iterable[float]) -> tuple[float, ...]:
    return tuple(accumulate(minutes, initial=0.0))


def _used_by_day(backing: Backing) -> dict[tuple[str, int], float]:
    """Return the minutes of each work centre and day that a backing uses."""
    used: dict[tuple[str, int], float] = {}
    for load in backing.loads:
        used[load.work_center, load.day] = used.get((load.work_center, load.day), 0.0) + load.minutes
    return used


def _overtime_of(backing: Backing, resources: Resources) -> dict[str, float]:
    """Return, by work centre, the minutes that a backing uses beyond what is free on each of its days."""
    centers = {code: number for number, code in enumerate(resources.basis.work_centers)}
    beyond: dict[str, float] = {}
    for (code, day), minutes in _used_by_day(backing).items():
        before = resources.minutes_before(centers[code])
        over = minutes - (before[day + 1] - before[day])
        if over > MINUTES_TOLERANCE:
            beyond[code] = beyond.get(code, 0.0) + over
    return beyond


def _cost(minutes: dict[str, float], resources: Resources) -> float:
    prices = dict(zip(resources.basis.work_centers, resources.basis.overtime_prices, strict=True))
    return sum(over * prices[code] for code, over in minutes.items())
