"""Why not a day sooner: the obstacle that, taken away, would allow it; found by taking obstacles away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mps.scheduler.backing import Blocked, BlockedBy
from mps.scheduler.capable_to_promise import Resources, Trial

# More minutes than any promise wants, every day.
PLENTY_OF_MINUTES = 1e12
WORK_CENTERS_TRIED = 3


def obstacle(resources: Resources, place: int, quantity: float, earliest_day: int | None) -> Blocked:
    """
    Return what keeps a quantity from being there the day before `earliest_day` (None: by the end of the horizon).

    Where unlimited capacity would not help, it is the component, lead time or fence in the way then. Where it would, it
    is the work centre that would be enough alone and gain most, or the one that holds the work up longest where several
    are needed.
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
    alone = [found for center in suspects if (found := _ready(resources, center, place, quantity, day))]
    if not alone:
        return Blocked(BlockedBy.CAPACITY, basis.work_centers[suspects[0]], earliest_day, minutes_of[suspects[0]])
    most = min(alone, key=lambda found: found.soonest_day)
    center, before = most.center, resources.minutes_before(most.center)
    blocked = Blocked(BlockedBy.CAPACITY, basis.work_centers[center], earliest_day, minutes_of[center])
    free = max(0.0, before[limited.days_at(center)[1] + 1] - before[most.from_day])
    # Where the work comes back to the centre several times, no one stretch of days says it all.
    return replace(blocked, from_day=most.from_day, free_minutes=free) if free < blocked.amount else blocked


@dataclass(frozen=True, slots=True)
class _Ready:
    """If `center` had plenty of minutes: the day the quantity would be there, and the day work there would begin."""

    center: int
    soonest_day: int
    from_day: int


def _ready(resources: Resources, center: int, place: int, quantity: float, day: int) -> _Ready | None:
    """Return what plenty of minutes at one work centre would gain; None where they would not help by `day`."""
    without = _without_limits(resources, [center])

    def possible(by: int) -> bool:
        return Trial(without).run(place, quantity, by)

    if not possible(day):
        return None
    soonest = bisect_left(range(day), True, key=possible)  # later is never worse
    trial = Trial(without)
    trial.run(place, quantity, soonest)
    return _Ready(center, soonest, trial.days_at(center)[0])


def _without_limits(resources: Resources, centers: Iterable[int]) -> Resources:
    """Return the resources with plenty of minutes at some work centres."""
    plenty = tuple(day * PLENTY_OF_MINUTES for day in range(resources.basis.day_count + 1))
    minutes = {**resources.changed_minutes, **dict.fromkeys(centers, plenty)}
    return Resources(resources.basis, resources.changed_items, minutes)
