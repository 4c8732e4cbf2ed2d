"""The chain that a lot is a link of: its components' lots before it, its parents' lots after it, up to order lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mps.queries.cells import lines_by_key
from mps.queries.kept_plan import NO_LOT, KeptPlan, kept_plan
from mps.scheduler.plan import SupplyKind
from mps.scheduler.problem import DemandKind
from orders.models import OrderLine, OutlookStatus

LINKS_SHOWN = 200

Edge = tuple[int, int]  # places of lots: a component's, and the one that takes it


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """An order line that a lot of the chain is for; `label` and `customer` are empty where the asker may not see it."""

    lot: str
    label: str
    customer: str
    line_id: int | None
    due: date
    status: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Links from a component's lot to the lot that takes it, by key; `cut`: there are more than `LINKS_SHOWN`."""

    links: tuple[tuple[str, str], ...]
    ends: tuple[ChainEnd, ...]
    cut: bool


def chain(*, plan_id: int, key: str, lines: QuerySet[OrderLine]) -> Chain:
    """
    Return the chain of a lot; `lines` are the order lines that the asker may see.

    Raises UnknownLotError, or PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    lot = plan.lot(key)
    above, cut_above = _walk(lot.place, lambda place: _takers(plan, place))
    below, cut_below = _walk(lot.place, lambda place: _suppliers(plan, place))
    edges = [*above, *((other, place) for place, other in below)]
    keys = [one.key for one in plan.lots]
    ends, cut_ends = _ends(plan, {lot.place, *(taker for _, taker in above)}, lines)
    links = tuple((keys[component], keys[taker]) for component, taker in edges)
    return Chain(links, ends, cut_above or cut_below or cut_ends)


def _walk(begin: int, following: Callable[[int], Iterator[int]]) -> tuple[list[Edge], bool]:
    """Return the edges that lead on from a lot, the nearest first, and whether there are more."""
    edges: list[Edge] = []
    seen, waiting = {begin}, [begin]
    for place in waiting:  # grows while it is walked
        for other in dict.fromkeys(following(place)):
            if len(edges) == LINKS_SHOWN:
                return edges, True
            edges.append((place, other))
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return edges, False


def _takers(plan: KeptPlan, place: int) -> Iterator[int]:
    return (link.consumer_lot for link in plan.drawn_from_lot[place] if link.consumer_lot != NO_LOT)


def _suppliers(plan: KeptPlan, place: int) -> Iterator[int]:
    return (link.supply for link in plan.drawn_by_lot[place] if link.kind is SupplyKind.LOT)


def _ends(plan: KeptPlan, places: set[int], lines: QuerySet[OrderLine]) -> tuple[tuple[ChainEnd, ...], bool]:
    demands = plan.problem.demands
    found = [
        (place, demands[link.consumer_demand])
        for place in sorted(places)
        for link in plan.drawn_from_lot[place]
        if link.consumer_lot == NO_LOT and demands[link.consumer_demand].kind is DemandKind.ORDER
    ]
    shown = sorted(found, key=lambda one: (one[1].due_day, one[1].key))[:LINKS_SHOWN]
    seen = lines_by_key((demand.key for _, demand in shown), lines)
    ends = []
    for place, demand in shown:
        line = seen.get(demand.key)
        outlook = getattr(line, "outlook", None)
        ends.append(
            ChainEnd(
                plan.lots[place].key, str(line) if line else "", str(line.order.customer) if line else "",
                line.pk if line else None, plan.date_of(demand.due_day),
                outlook.status if outlook else OutlookStatus.NOT_PLANNED if line else "",
            )
        )  # fmt: skip
    return tuple(ends), len(found) > len(shown)
