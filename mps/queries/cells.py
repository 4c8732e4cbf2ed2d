"""What stands behind a cell of the master schedule: order lines, lots, and the lots of parents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from materials.models import Item
from mps.models import Plan, PlannedOrder
from orders.models import OPEN_STATUSES, OrderLine, OutlookStatus

LINES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LineRow:
    """An order line due in a bucket, with what the plan says about it."""

    id: int
    label: str
    customer: str
    quantity: float
    due: date
    promised: bool
    planned: date | None
    slack_days: int | None
    status: str


@dataclass(frozen=True, slots=True)
class LotRow:
    """A planned lot: of the item itself, or of a parent that takes it."""

    code: str
    name: str
    quantity: float
    start: date
    finish: date
    firm: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands behind a cell of the grid: at most `LINES_SHOWN` rows of each list, and how many lines there are."""

    line_count: int
    lines: tuple[LineRow, ...]
    lots: tuple[LotRow, ...]
    parent_lots: tuple[LotRow, ...]


def cell(*, plan_id: int, item_id: int, first: date, last: date, lines: QuerySet[OrderLine]) -> Cell:
    """
    Return what stands behind an item's cell from day `first` to day `last`, both included.

    `lines` are the order lines that the person who asks may see. A cell that begins with the plan also holds what was
    due before it, as the balance does. Raises Plan.DoesNotExist.
    """
    plan = Plan.objects.only("site_id", "bucket_starts").get(pk=plan_id)
    since_ever = first == plan.bucket_starts[0]
    due = lines.filter(
        _due("promised_date", since_ever, first, last)
        | (Q(promised_date=None) & _due("requested_date", since_ever, first, last)),
        item_id=item_id, site_id=plan.site_id, status__in=OPEN_STATUSES,
    )
    lots = PlannedOrder.objects.filter(plan_id=plan_id)
    parents = Item.objects.filter(components__component_id=item_id)
    return Cell(
        line_count=due.count(),
        lines=_lines(due),
        lots=_lots(lots.filter(item_id=item_id, finish_date__range=(first, last)).order_by("finish_date", "pk")),
        parent_lots=_lots(
            lots.filter(item_id__in=parents.values("pk"), start_date__range=(first, last)).order_by("start_date", "pk")
        ),
    )


def _due(column: str, since_ever: bool, first: date, last: date) -> Q:
    return Q(**{f"{column}__lte": last}) & (Q() if since_ever else Q(**{f"{column}__gte": first}))


def _lines(due: QuerySet[OrderLine]) -> tuple[LineRow, ...]:
    found = due.select_related("order__customer", "outlook").order_by(
        Coalesce("promised_date", "requested_date"), "priority", "pk"
    )[:LINES_SHOWN]
    return tuple(_line(line) for line in found)


def _line(line: OrderLine) -> LineRow:
    outlook = getattr(line, "outlook", None)
    return LineRow(
        id=line.pk,
        label=str(line),
        customer=str(line.order.customer),
        quantity=float(line.quantity - line.shipped_quantity),
        due=line.promised_date or line.requested_date,
        promised=line.promised_date is not None,
        planned=outlook.planned_date if outlook else None,
        slack_days=outlook.slack_days if outlook else None,
        status=outlook.status if outlook else OutlookStatus.NOT_PLANNED,
    )


def _lots(lots: QuerySet[PlannedOrder]) -> tuple[LotRow, ...]:
    return tuple(
        LotRow(lot.item.code, lot.item.name, lot.quantity, lot.start_date, lot.finish_date, lot.status == "firm")
        for lot in lots.select_related("item")[:LINES_SHOWN]
    )
