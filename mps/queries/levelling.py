"""Level load: what is too much in the weeks of a work centre goes to others of them, the nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mps.queries.kept_plan import NO_LOT, KeptLot, KeptPlan
from mps.queries.load import Cell, LoadMap, Week
from mps.queries.moving import Moved, StartOf, Stays, Way, propose, with_moved
from mps.scheduler.plan import SupplyKind

LEAST_MINUTES = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """
    No week of some of a work centre (its code) is to be filled above a share of what is available without overtime.

    Lots of `staying` (keys) are not asked; `start_of`: when a lot begins that finishes on a day.
    """

    center: str
    weeks: tuple[Week, ...]
    share: float
    start_of: StartOf
    staying: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Levelled:
    """
    The lots that would move; the cells of the weeks before and after, reckoned without planning.

    `stays` counts why others did not go: why each of them could not at last.
    """

    moved: tuple[Moved, ...]
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    stays: Mapping[Stays, int]


def level(plan: KeptPlan, found: LoadMap, wish: Wish) -> Levelled:
    """
    Return which lots go, by the rules of `moving.propose`, each once and none beside one that it takes or goes into.

    The fullest week is relieved first. What has gone makes room for what comes after: it is taken or left as a whole.
    """
    now, why_not = found, dict[str, Stays]()
    moved: list[Moved] = []
    staying = set(wish.staying)
    for source in sorted(wish.weeks, key=lambda week: -_excess(found, wish, week)):
        for target in sorted(wish.weeks, key=lambda week: (abs(week.start - source.start), week.start)):
            wanted = _excess(now, wish, source)
            if target == source or wanted < LEAST_MINUTES:
                continue
            way = Way(wish.center, source, target, wish.start_of, wish.share, frozenset(staying))
            proposed = propose(plan, now, way, wanted)
            why_not |= proposed.why_not
            moved += proposed.moved
            now = with_moved(plan, now, proposed.moved)
            for one in proposed.moved:
                staying |= _linked(plan, one.lot)
    gone = {one.lot.key for one in moved}
    stays = Counter(why for key, why in why_not.items() if key not in gone)
    return Levelled(tuple(moved), _cells(found, wish), _cells(now, wish), stays)


def _cells(found: LoadMap, wish: Wish) -> tuple[Cell, ...]:
    own = next(center for center in found.centers if center.code == wish.center)
    return tuple(own.cells[found.weeks.index(week)] for week in wish.weeks)


def _excess(found: LoadMap, wish: Wish, week: Week) -> float:
    """Return the minutes of a week above the share."""
    own = next(center for center in found.centers if center.code == wish.center)
    cell = own.cells[found.weeks.index(week)]
    return max(0.0, cell.load - cell.available * wish.share)


def _linked(plan: KeptPlan, lot: KeptLot) -> set[str]:
    """Return the keys of a lot, of those that it takes, and of those that it goes into: their days hang together."""
    takes = [link.supply for link in plan.drawn_by_lot[lot.place] if link.kind is SupplyKind.LOT]
    goes = [link.consumer_lot for link in plan.drawn_from_lot[lot.place] if link.consumer_lot != NO_LOT]
    return {lot.key, *(plan.lots[place].key for place in [*takes, *goes])}
