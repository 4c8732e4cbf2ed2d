"""What stands behind a lot: who draws from it up to customer orders, what it draws, the minutes it takes, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from capacity.models import WorkCenter
from materials.models import Item
from mps.queries.cells import LINES_SHOWN, lines_by_key
from mps.queries.kept_plan import NO_LOT, KeptLot, KeptPlan, Link, kept_plan
from mps.queries.reasons import Reason, reasons_of_lot
from mps.queries.standing import standing_of
from mps.scheduler.explain import lot_cause
from mps.scheduler.plan import SupplyKind
from mps.scheduler.problem import DemandKind
from orders.models import OrderLine

FORECAST, ORDER, LOT = "forecast", "order", "lot"


@dataclass(frozen=True, slots=True)
class Drawer:
    """
    Who draws from a lot, directly or through the lots above: an order line, forecast, or a lot of a parent.

    `quantity` is of the lot's own item. `label` and `customer` are empty where the asker may not see the line.
    """

    kind: str
    quantity: float
    date: date
    label: str = ""
    customer: str = ""
    line_id: int | None = None
    code: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a lot draws of a component, and from where: `stock`, a `receipt` (its document) or a `lot` (its key)."""

    code: str
    name: str
    kind: str
    quantity: float
    label: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """How much of a component a lot needs, and how much of it is pegged; a firm lot may lack some."""

    code: str
    needed: float
    pegged: float


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of a lot's step on a work centre, from the first to the last day of it."""

    step: int
    code: str
    name: str
    minutes: float
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LotBehind:
    """
    What stands behind a lot: `drawers` and `orders` with at most `LINES_SHOWN` rows, and how many there are.

    drawn + rest = quantity; ordered + forecast + stocked = quantity too, followed up through every level: `stocked` is
    what is in stock at last, of this item or of a parent, because of lot rules or for the safety stock.
    """

    key: str
    code: str
    name: str
    unit: str
    quantity: float
    start: date
    finish: date
    firm: bool
    drawer_count: int
    drawers: tuple[Drawer, ...]
    drawn: float
    rest: float
    order_count: int
    orders: tuple[Drawer, ...]
    ordered: float
    forecast: float
    stocked: float
    components: tuple[Component, ...]
    supplies: tuple[Supply, ...]
    work: tuple[Work, ...]
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Ends:
    """For whom a lot is in the end: pieces of it by demand (its place), and what nobody needs yet."""

    by_demand: dict[int, float]
    stocked: float


def lot_behind(*, plan_id: int, key: str, lines: QuerySet[OrderLine]) -> LotBehind:
    """
    Return what stands behind a lot; `lines` are the order lines that the asker may see.

    Raises UnknownLotError, or PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    lot = plan.lot(key)
    links, ends = plan.drawn_from_lot[lot.place], ends_of(plan, lot)
    drawn = sum(link.quantity for link in links)
    seen = _seen(plan, [*ends.by_demand, *(link.consumer_demand for link in links)], lines)
    drawers = [_drawer(plan, link, seen) for link in links]
    orders = _orders(plan, ends, seen)
    ordered, forecast = (
        sum(quantity for place, quantity in ends.by_demand.items() if plan.problem.demands[place].kind is kind)
        for kind in (DemandKind.ORDER, DemandKind.FORECAST)
    )
    item = Item.objects.filter(code=lot.item).first()
    return LotBehind(
        key=key, code=lot.item, name=item.name if item else "", unit=item.unit if item else "",
        quantity=lot.quantity, start=plan.date_of(lot.start_day), finish=plan.date_of(lot.finish_day), firm=lot.firm,
        drawer_count=len(drawers), drawers=tuple(sorted(drawers, key=_soonest)[:LINES_SHOWN]),
        drawn=drawn, rest=lot.quantity - drawn,
        order_count=len(orders), orders=tuple(sorted(orders, key=_soonest)[:LINES_SHOWN]),
        ordered=ordered, forecast=forecast, stocked=ends.stocked,
        components=_components(plan, lot), supplies=_supplies(plan, lot), work=_work(plan, lot),
        reasons=_reasons(plan_id, lot, lot.quantity - drawn),
    )  # fmt: skip


def _reasons(plan_id: int, lot: KeptLot, rest: float) -> tuple[Reason, ...]:
    plan = kept_plan(plan_id)
    needed = _needed_day(plan, plan.drawn_from_lot[lot.place])
    held = None if needed is None else lot_cause(standing_of(plan_id), lot.place, needed)
    return reasons_of_lot(plan, lot, needed, rest, held=held)


def ends_of(plan: KeptPlan, lot: KeptLot, known: dict[int, Ends] | None = None) -> Ends:
    """Return for whom a lot is in the end: each parent's lot hands its own answer down by what it takes."""
    known = {} if known is None else known
    if lot.place in known:
        return known[lot.place]
    by_demand: dict[int, float] = defaultdict(float)
    stocked = lot.quantity
    for link in plan.drawn_from_lot[lot.place]:
        stocked -= link.quantity
        if link.consumer_lot == NO_LOT:
            by_demand[link.consumer_demand] += link.quantity
            continue
        parent = plan.lots[link.consumer_lot]
        above, share = ends_of(plan, parent, known), link.quantity / parent.quantity
        stocked += share * above.stocked
        for demand, quantity in above.by_demand.items():
            by_demand[demand] += share * quantity
    known[lot.place] = Ends(by_demand, stocked)
    return known[lot.place]


def _needed_day(plan: KeptPlan, links: Iterable[Link]) -> int | None:
    """Return the last day on which a lot is in time for who draws first: a parent needs it the evening before."""
    days = [
        plan.problem.demands[link.consumer_demand].due_day
        if link.consumer_lot == NO_LOT
        else plan.lots[link.consumer_lot].start_day - 1
        for link in links
    ]
    return max(0, min(days)) if days else None


def _seen(plan: KeptPlan, demands: Iterable[int], lines: QuerySet[OrderLine]) -> dict[str, OrderLine]:
    """Return the order lines among some demands that the asker may see, by key."""
    places = {place for place in demands if place >= 0}
    return lines_by_key((plan.problem.demands[place].key for place in places), lines)


def _drawer(plan: KeptPlan, link: Link, seen: dict[str, OrderLine]) -> Drawer:
    if link.consumer_lot == NO_LOT:
        return _of_demand(plan, link.consumer_demand, link.quantity, seen)
    parent = plan.lots[link.consumer_lot]
    return Drawer(LOT, link.quantity, plan.date_of(max(0, parent.start_day)), code=parent.item, lot=parent.key)


def _of_demand(plan: KeptPlan, place: int, quantity: float, seen: dict[str, OrderLine]) -> Drawer:
    demand = plan.problem.demands[place]
    when, line = plan.date_of(demand.due_day), seen.get(demand.key)
    if demand.kind is DemandKind.FORECAST:
        return Drawer(FORECAST, quantity, when, code=demand.item)
    if line is None:
        return Drawer(ORDER, quantity, when, code=demand.item)
    return Drawer(ORDER, quantity, when, str(line), str(line.order.customer), line.pk, demand.item)


def _orders(plan: KeptPlan, ends: Ends, seen: dict[str, OrderLine]) -> list[Drawer]:
    return [
        _of_demand(plan, place, quantity, seen)
        for place, quantity in ends.by_demand.items()
        if plan.problem.demands[place].kind is DemandKind.ORDER
    ]


def _soonest(drawer: Drawer) -> tuple[date, str, str]:
    return drawer.date, drawer.label, drawer.lot


def _components(plan: KeptPlan, lot: KeptLot) -> tuple[Component, ...]:
    pegged: dict[str, float] = defaultdict(float)
    for link in plan.drawn_by_lot[lot.place]:
        pegged[link.item] += link.quantity
    codes = sorted({line.component for line in plan.lines_below[lot.item]})
    return tuple(Component(code, lot.quantity * plan.usage(lot.item, code), pegged[code]) for code in codes)


def _supplies(plan: KeptPlan, lot: KeptLot) -> tuple[Supply, ...]:
    links = plan.drawn_by_lot[lot.place]
    names = dict(Item.objects.filter(code__in={link.item for link in links}).values_list("code", "name"))
    return tuple(_supply(plan, link, names.get(link.item, "")) for link in sorted(links, key=lambda one: one.item))


def _supply(plan: KeptPlan, link: Link, name: str) -> Supply:
    if link.kind is SupplyKind.LOT:
        lot = plan.lots[link.supply]
        return Supply(link.item, name, LOT, link.quantity, lot.key, plan.date_of(lot.finish_day))
    if link.kind is SupplyKind.RECEIPT:
        receipt = plan.problem.receipts[link.supply]
        return Supply(link.item, name, "receipt", link.quantity, receipt.key, plan.date_of(max(0, receipt.arrives_day)))
    return Supply(link.item, name, "stock", link.quantity)


def _work(plan: KeptPlan, lot: KeptLot) -> tuple[Work, ...]:
    rows = plan.minutes_of_lot[lot.key]
    names = dict(WorkCenter.objects.filter(code__in={row.work_center for row in rows}).values_list("code", "name"))
    steps: dict[tuple[int, str], list[tuple[int, float]]] = defaultdict(list)
    for row in rows:
        steps[row.step, row.work_center].append((row.day, row.minutes))
    return tuple(
        Work(
            step, code, names.get(code, ""), sum(minutes for _, minutes in taken),
            plan.date_of(min(taken)[0]), plan.date_of(max(taken)[0]),
        )
        for (step, code), taken in sorted(steps.items())
    )  # fmt: skip
