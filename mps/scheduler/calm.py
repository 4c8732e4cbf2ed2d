"""
Where costs tie, the last plan is kept: lots that are still wanted come first, and take their components when they did.

The calm plan stands only where it is at rest: planned once more with its own lots as the last plan's it is the same
plan, and so is the plan that it is compared with. So a plan that was published and not changed since is planned again
as it is, by whoever plans it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mps.scheduler.attempt import Attempt, Planned, attempt_of
from mps.scheduler.budget import OutOfTime, Watch
from mps.scheduler.construct import construct
from mps.scheduler.draft import Starts, unguided
from mps.scheduler.network import Network
from mps.scheduler.plan import Lot, LotStatus
from mps.scheduler.problem import PreviousLot

TIE_SHARE = 0.001
MOST_ROUNDS = 3
NEAR_SHARE = 0.97


def calm(planned: Planned, watch: Watch) -> Planned:
    """
    Return the part with a plan that keeps more of the last one, where that costs no more than `TIE_SHARE` on top.

    More: its nervousness is less.

    Where something is late the cheapest plan stands: there nothing ties.
    """
    before = _starts(planned.network, planned.part.problem.previous_lots)
    if not before or planned.best.late > 0 or not planned.finished or before == _starts_of(planned, planned.best):
        return planned
    try:
        found = _at_rest(planned, before, watch)
    except OutOfTime:
        return replace(planned, finished=False)
    return planned if found is None else replace(planned, best=found)


def _at_rest(planned: Planned, before: Starts, watch: Watch) -> Attempt | None:
    """Return the calm plan of a part, None where it has none that ties and is at rest."""
    best = planned.best
    found = _keeping(planned, before, watch)
    for _ in range(MOST_ROUNDS):
        if found.late > 0 or _rows(found) == _rows(best) or _own_cost(found) > _own_cost(best) * (1 + TIE_SHARE):
            return None
        again = _keeping(planned, _starts_of(planned, found), watch)
        if _rows(again) == _rows(found):
            last = planned.part.problem.previous_lots
            if nervousness(last, again.lots) >= nervousness(last, best.lots):
                return None
            rested = _keeping(planned, _starts_of(planned, best), watch)
            return again if _rows(rested) == _rows(best) else None
        found = again
    return None


def _keeping(planned: Planned, starts: Starts, watch: Watch) -> Attempt:
    guidance = replace(unguided(planned.network), starts=starts)
    return attempt_of(construct(planned.network, guidance, watch.count_or_quit), watch.count_or_quit)


def nervousness(before: Iterable[Lot | PreviousLot], now: Iterable[Lot]) -> float:
    """
    Return how much two plans differ: Σ |quantity now − quantity before| · w(day) over items and finishes.

    A change counts less the later it is: w(day) = `NEAR_SHARE` ^ day. Unit: pieces of today.
    """
    change: dict[tuple[str, int], float] = {}
    for lot in now:
        change[lot.item, lot.finish_day] = change.get((lot.item, lot.finish_day), 0.0) + lot.quantity
    for old in before:
        change[old.item, old.finish_day] = change.get((old.item, old.finish_day), 0.0) - old.quantity
    return sum(abs(quantity) * NEAR_SHARE ** max(0, day) for (_, day), quantity in change.items())


def _own_cost(attempt: Attempt) -> float:
    """What a plan costs whatever the last one was."""
    return attempt.cost.total - attempt.cost.changed_lots


def _rows(attempt: Attempt) -> list[tuple[str, float, int, int]]:
    return sorted((lot.item, lot.quantity, lot.start_day, lot.finish_day) for lot in attempt.lots)


def _starts_of(planned: Planned, attempt: Attempt) -> Starts:
    return _starts(planned.network, (lot for lot in attempt.lots if lot.status is LotStatus.PLANNED))


def _starts(network: Network, lots: Iterable[Lot | PreviousLot]) -> Starts:
    """Return the first start of an item's lots that finish on a day."""
    starts: dict[tuple[int, int], int] = {}
    for lot in lots:
        item = network.index.item_number.get(lot.item)
        if item is not None and lot.start_day is not None:
            key = item, lot.finish_day
            starts[key] = min(lot.start_day, starts.get(key, lot.start_day))
    return starts
