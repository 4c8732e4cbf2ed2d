"""What stands behind a cell of the master schedule: order lines, lots, and the lots of parents."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import msgspec
from django.db.models import QuerySet

from materials.models import Item
from mps.models import Plan, PlanDetail, PlannedOrder
from mps.scheduler.problem import Demand, DemandKind
from orders.models import OrderLine, OutlookStatus

LINES_SHOWN = 50
PLANS_REMEMBERED = 3


class _Demands(msgspec.Struct):
    """The part of a stored problem that is read here."""

    demands: list[Demand]


class _Keys(msgspec.Struct):
    """The part of a stored pegging that is read here; a plan of before has none."""

    make_to_order: dict[str, list[str]] = {}


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
    """A planned lot: of the item itself, or of a parent that takes it; `keys`: the make-to-order keys it is for."""

    code: str
    name: str
    quantity: float
    start: date
    finish: date
    firm: bool
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands behind a cell of the grid: at most `LINES_SHOWN` rows of each list, and how many lines there are."""

    line_count: int
    lines: tuple[LineRow, ...]
    lots: tuple[LotRow, ...]
    parent_lots: tuple[LotRow, ...]


def cell(*, plan_id: int, item: Item, first: date, last: date, lines: QuerySet[OrderLine]) -> Cell:
    """
    Return what stands behind an item's cell from day `first` to day `last`, both included.

    `lines` are the order lines that the person who asks may see. They stand where the plan saw them, and so add up to
    the cell: a later change of a date shows with the next plan. Past-due ones stand on the first day.
    """
    plan = Plan.objects.only("bucket_starts").get(pk=plan_id)
    start = plan.bucket_starts[0]
    wanted = {
        demand.key: demand
        for demand in _order_demands(plan_id).get(item.code, ())
        if first <= start + timedelta(days=max(0, demand.due_day)) <= last
    }
    due = _lines(wanted, start, lines.filter(item=item))
    lots = PlannedOrder.objects.filter(plan_id=plan_id)
    parents = Item.objects.filter(components__component=item)
    return Cell(
        line_count=len(due),
        lines=due[:LINES_SHOWN],
        lots=_lots(plan_id, lots.filter(item=item, finish_date__range=(first, last)).order_by("finish_date", "pk")),
        parent_lots=_lots(
            plan_id,
            lots.filter(item_id__in=parents.values("pk"), start_date__range=(first, last)).order_by("start_date", "pk"),
        ),
    )


@lru_cache(maxsize=PLANS_REMEMBERED)
def _order_demands(plan_id: int) -> dict[str, list[Demand]]:
    """
    Return what customers wanted of each item when the plan was made, by the item's code.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    stored = PlanDetail.objects.values_list("problem", flat=True).get(pk=plan_id)
    found: dict[str, list[Demand]] = {}
    for demand in msgspec.json.decode(zlib.decompress(bytes(stored)), type=_Demands).demands:
        if demand.kind is DemandKind.ORDER:
            found.setdefault(demand.item, []).append(demand)
    return found


def _lines(wanted: dict[str, Demand], start: date, lines: QuerySet[OrderLine]) -> tuple[LineRow, ...]:
    orders = {key.rsplit("/", 2)[0] for key in wanted}
    found = lines.filter(order__number__in=orders).select_related("order__customer", "outlook")
    keyed = ((f"{line.order.number}/{line.line_number}/{line.schedule_number}", line) for line in found)
    rows = [_line(line, wanted[key], start) for key, line in keyed if key in wanted]
    return tuple(sorted(rows, key=lambda row: (row.due, row.label)))


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


@lru_cache(maxsize=PLANS_REMEMBERED)
def _keys_of_lots(plan_id: int) -> dict[str, list[str]]:
    """Return the make-to-order keys that the lots of a plan are for, by lot key. Raises as `_order_demands` does."""
    stored = bytes(PlanDetail.objects.values_list("pegging", flat=True).get(pk=plan_id))
    return msgspec.json.decode(zlib.decompress(stored), type=_Keys).make_to_order if stored else {}


def _lots(plan_id: int, lots: QuerySet[PlannedOrder]) -> tuple[LotRow, ...]:
    keys = _keys_of_lots(plan_id)
    return tuple(
        LotRow(
            lot.item.code, lot.item.name, lot.quantity, lot.start_date, lot.finish_date, lot.status == "firm",
            tuple(keys.get(lot.lot_key, ())),
        )
        for lot in lots.select_related("item")[:LINES_SHOWN]
    )  # fmt: skip
