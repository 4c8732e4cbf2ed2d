"""Why not a day sooner: the obstacle that, taken away, would allow it; found by taking obstacles away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from mps.scheduler.backing import Blocked, BlockedBy
from mps.scheduler.capable_to_promise import Resources, Trial

# More minutes than any promise wants, every day.
PLENTY_OF_MINUTES = 1e12
WORK_CENTERS_TRIED = 3


def obstacle(resources: Resources, place: int, quantity: float, earliest_day: int | None) -> Blocked:
    """
    Return what keeps a quantity from being there the day before `earliest_day` (None: by the end of the horizon).

    Where unlimited capacity would not help, it is the component, lead time or fence in the way then. Where it would, it
    is the work centre that would be enough alone, or the one that holds the work up longest where several are needed.
    """
    basis = resources.basis
    day = basis.day_count - 1 if earliest_day is None else earliest_day - 1
    centers = range(len(basis.work_centers))
    unlimited = Trial(_without_limits(resources, centers))
    if not unlimited.run(place, quantity, day) and unlimited.blocked is not None:
        return unlimited.blocked
    limited = Trial(resources)
    limited.run(place, quantity, day)
    minutes_of = dict(limited.stretches())
    suspects = list(minutes_of)[:WORK_CENTERS_TRIED]
    for center in suspects:
        without = _without_limits(resources, [center])
        if Trial(without).run(place, quantity, day):
            from_day, before = _ready_day(without, center, place, quantity, day), resources.minutes_before(center)
            free = max(0.0, before[limited.days_at(center)[1] + 1] - before[from_day])
            return Blocked(
                BlockedBy.CAPACITY, basis.work_centers[center], earliest_day, minutes_of[center], from_day, free
            )
    return Blocked(BlockedBy.CAPACITY, basis.work_centers[suspects[0]], earliest_day, minutes_of[suspects[0]])


def _ready_day(without: Resources, center: int, place: int, quantity: float, day: int) -> int:
    """Return the first day on which the work could be done at a work centre if it had plenty of minutes."""

    def possible(by: int) -> bool:
        return Trial(without).run(place, quantity, by)

    soonest = bisect_left(range(day), True, key=possible)  # later is never worse
    trial = Trial(without)
    trial.run(place, quantity, soonest)
    return trial.days_at(center)[0]


def _without_limits(resources: Resources, centers: Iterable[int]) -> Resources:
    """Return the resources with plenty of minutes at some work centres."""
    plenty = tuple(day * PLENTY_OF_MINUTES for day in range(resources.basis.day_count + 1))
    minutes = {**resources.changed_minutes, **dict.fromkeys(centers, plenty)}
    return Resources(resources.basis, resources.changed_items, minutes)
