"""What stands behind a cell of the master schedule: the documents of each term, all of them, so that they add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from materials.models import Item
from mps.queries.atp_terms import AtpTerms, atp_terms
from mps.queries.kept_plan import KeptLot, KeptPlan, kept_plan
from mps.queries.reasons import Reason, reasons_of_cell
from mps.scheduler.problem import Demand, DemandKind
from orders.models import OrderLine, OutlookStatus

LINES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LineRow:
    """An order line due in a bucket, with what the plan says about it."""

    id: int
    label: str
    customer: str
    quantity: float
    due: date
    planned: date | None
    slack_days: int | None
    status: str
    key: str


@dataclass(frozen=True, slots=True)
class LotRow:
    """
    A planned lot: of the item itself, or of a parent that takes it; `keys`: the make-to-order keys it is for.

    `taken` is how much of the cell's item a parent's lot takes, what is lost on the way included; else 0.
    """

    lot: str
    code: str
    name: str
    quantity: float
    start: date
    finish: date
    firm: bool
    keys: tuple[str, ...] = ()
    taken: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """A receipt, by document and line, or a net forecast; `counts`: it is part of the balance."""

    label: str
    quantity: float
    date: date
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Totals:
    """What all documents of each term add up to, shown or not; `forecast` is what counts. In the item's unit."""

    receipts: float
    mps: float
    orders: float
    forecast: float
    dependent: float


@dataclass(frozen=True, slots=True)
class Cell:
    """
    What stands behind a cell of the grid: at most `LINES_SHOWN` rows of each list, and how many there are.

    `opening` is the stock, and whatever came and went before the cell.
    """

    line_count: int
    lines: tuple[LineRow, ...]
    lot_count: int
    lots: tuple[LotRow, ...]
    parent_lot_count: int
    parent_lots: tuple[LotRow, ...]
    receipts: tuple[Document, ...]
    forecasts: tuple[Document, ...]
    opening: float
    totals: Totals
    atp: AtpTerms
    reasons: tuple[Reason, ...]


def cell(*, plan_id: int, item: Item, first: date, last: date, lines: QuerySet[OrderLine]) -> Cell:
    """
    Return what stands behind an item's cell from day `first` to day `last`, both included.

    `lines` are the order lines that the person who asks may see. They stand where the plan saw them, and so add up to
    the cell: a later change of a date shows with the next plan. Past-due ones stand on the first day.
    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    days = range(plan.day_of(first), plan.day_of(last) + 1)
    wanted = [one for one in plan.demands_of[item.code] if max(0, one.due_day) in days]
    ordered = {one.key: one for one in wanted if one.kind is DemandKind.ORDER}
    due = _lines(ordered, plan.start, lines.filter(item=item))
    arriving = [lot for lot in plan.lots_of[item.code] if lot.finish_day in days]
    taking = _taking(plan, item.code, days)
    totals = totals_of(plan, item.code, days)
    return Cell(
        line_count=len(due),
        lines=due[:LINES_SHOWN],
        lot_count=len(arriving),
        lots=_lots(plan, sorted(arriving, key=lambda lot: (lot.finish_day, lot.key))),
        parent_lot_count=len(taking),
        parent_lots=_lots(plan, sorted(taking, key=lambda lot: (lot.start_day, lot.key)), of=item.code),
        receipts=_receipts(plan, item.code, days)[:LINES_SHOWN],
        forecasts=_forecasts(plan, wanted)[:LINES_SHOWN],
        opening=opening_of(plan, item.code, days.start),
        totals=totals,
        atp=atp_terms(plan, item.code, days, cumulative=plan.atp_is_cumulative),
        reasons=reasons_of_cell(plan, item.code, days, arriving),
    )


def totals_of(plan: KeptPlan, code: str, days: range) -> Totals:
    """Return what every term of an item's balance is on some days, from the documents alone."""
    wanted = [one for one in plan.demands_of[code] if max(0, one.due_day) in days]
    orders, forecast = (
        sum(one.quantity for one in wanted if one.kind is kind and plan.counts(one))
        for kind in (DemandKind.ORDER, DemandKind.FORECAST)
    )
    return Totals(
        receipts=sum(one.quantity for one in plan.receipts_of[code] if max(0, one.arrives_day) in days),
        mps=sum(lot.quantity for lot in plan.lots_of[code] if lot.finish_day in days),
        orders=orders,
        forecast=forecast,
        dependent=sum(lot.quantity * plan.usage(lot.item, code) for lot in _taking(plan, code, days)),
    )


def opening_of(plan: KeptPlan, code: str, day: int) -> float:
    """Return the projected balance of an item when a day begins: stock, and all that came and went before."""
    before = totals_of(plan, code, range(day))
    came = plan.item(code).on_hand + before.receipts + before.mps
    return came - before.orders - before.forecast - before.dependent


def _taking(plan: KeptPlan, code: str, days: range) -> list[KeptLot]:
    """Return the lots of parents that take an item on some days; what began before the plan takes it on its first."""
    parents = {line.parent for line in plan.lines_above[code]}
    return [lot for parent in sorted(parents) for lot in plan.lots_of[parent] if max(0, lot.start_day) in days]


def _lines(wanted: dict[str, Demand], start: date, lines: QuerySet[OrderLine]) -> tuple[LineRow, ...]:
    found = lines_by_key(wanted, lines)
    rows = [_line(line, wanted[key], start) for key, line in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.due, row.label)))


def lines_by_key(wanted: Iterable[str], lines: QuerySet[OrderLine]) -> dict[str, OrderLine]:
    """Return those of the lines whose keys are wanted, by the key that a plan has for them."""
    keys = set(wanted)
    orders = {key.rsplit("/", 2)[0] for key in keys}
    found = lines.filter(order__number__in=orders).select_related("order__customer", "outlook", "item")
    return {line.key: line for line in found if line.key in keys}



def _line(line: OrderLine, demand: Demand, start: date) -> LineRow:
    outlook = getattr(line, "outlook", None)
    return LineRow(
        id=line.pk,
        label=str(line),
        customer=str(line.order.customer),
        quantity=demand.quantity,
        due=start + timedelta(days=demand.due_day),
        planned=outlook.planned_date if outlook else None,
        slack_days=outlook.slack_days if outlook else None,
        status=outlook.status if outlook else OutlookStatus.NOT_PLANNED,
        key=line.make_to_order_key,
    )


def _receipts(plan: KeptPlan, code: str, days: range) -> tuple[Document, ...]:
    found = [one for one in plan.receipts_of[code] if max(0, one.arrives_day) in days]
    rows = [Document(one.key, one.quantity, plan.date_of(max(0, one.arrives_day))) for one in found]
    return tuple(sorted(rows, key=lambda row: (row.date, row.label)))


def _forecasts(plan: KeptPlan, wanted: Iterable[Demand]) -> tuple[Document, ...]:
    rows = [
        Document("", one.quantity, plan.date_of(max(0, one.due_day)), plan.counts(one))
        for one in wanted
        if one.kind is DemandKind.FORECAST
    ]
    return tuple(sorted(rows, key=lambda row: row.date))


def _lots(plan: KeptPlan, lots: Sequence[KeptLot], of: str = "") -> tuple[LotRow, ...]:
    """Return lots as rows; those of parents say how much of the component `of` they take."""
    shown = lots[:LINES_SHOWN]
    names = dict(Item.objects.filter(code__in={lot.item for lot in shown}).values_list("code", "name"))
    return tuple(
        LotRow(
            lot.key, lot.item, names.get(lot.item, ""), lot.quantity, plan.date_of(lot.start_day),
            plan.date_of(lot.finish_day), lot.firm, tuple(plan.make_to_order.get(lot.key, ())),
            lot.quantity * plan.usage(lot.item, of) if of else 0.0,
        )
        for lot in shown
    )  # fmt: skip
