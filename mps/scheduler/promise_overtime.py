"""Sooner with overtime: what a quantity could have of the overtime that the plan has not bought, and for how much."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mps.scheduler.backing import Backing
from mps.scheduler.capable_to_promise import MINUTES_TOLERANCE, Resources, Trial
from mps.scheduler.promise import earliest_day

# The least share of the overtime that still does it is sought by halving so many times.
HALVINGS = 6


@dataclass(frozen=True, slots=True)
class WithOvertime:
    """
    A day on which a quantity can leave if overtime is worked: minutes in all, and what they cost.

    Unit: `cost` is money in the site's currency.
    """

    day: int
    minutes: float
    cost: float
    backing: Backing


def sooner_with_overtime(
    resources: Resources, *, item: str, quantity: float, due_day: int, earliest: int | None
) -> WithOvertime | None:
    """
    Return the first delivery day, `due_day` or later, that overtime makes possible, with as little of it as that takes.

    None where overtime brings nothing sooner than `earliest`, the day without it (None: not inside the horizon).
    """
    basis = resources.basis
    place = basis.places.get(item)
    if place is None or not any(any(row) for row in basis.overtime_minutes_before):
        return None
    ready = earliest_day(open_to_overtime(resources), place, quantity, guess=due_day)
    day = None if ready is None else basis.delivery_day_from(max(ready, due_day))
    if day is None or (earliest is not None and day >= earliest):
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
    return WithOvertime(day, sum(minutes.values()), _cost(minutes, resources), backing)


def open_to_overtime(resources: Resources, share: float = 1.0) -> Resources:
    """Return the same with a share of the overtime that the plan has not bought added to the free minutes."""
    added = {
        center: tuple(free + share * over for free, over in zip(resources.minutes_before(center), row, strict=True))
        for center, row in enumerate(resources.basis.overtime_minutes_before)
        if row and row[-1] > MINUTES_TOLERANCE
    }
    return replace(resources, changed_minutes={**resources.changed_minutes, **added})


def _overtime_of(backing: Backing, resources: Resources) -> dict[str, float]:
    """Return, by work centre, the minutes that a backing uses beyond what is free on each of its days."""
    centers = {code: number for number, code in enumerate(resources.basis.work_centers)}
    used: dict[tuple[str, int], float] = {}
    for load in backing.loads:
        used[load.work_center, load.day] = used.get((load.work_center, load.day), 0.0) + load.minutes
    beyond: dict[str, float] = {}
    for (code, day), minutes in used.items():
        before = resources.minutes_before(centers[code])
        over = minutes - (before[day + 1] - before[day])
        if over > MINUTES_TOLERANCE:
            beyond[code] = beyond.get(code, 0.0) + over
    return beyond


def _cost(minutes: dict[str, float], resources: Resources) -> float:
    prices = dict(zip(resources.basis.work_centers, resources.basis.overtime_prices, strict=True))
    return sum(over * prices[code] for code, over in minutes.items())
