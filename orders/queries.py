"""What the order pages read: every line of a site in columns, what changed since, and a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat

from company.models import Site
from materials.models import Item
from orders.models import OPEN_STATUSES, Customer, OrderLine, OutlookStatus, SalesOrder
from orders.open_requests import ShownRequest

FOUND_AT_MOST = 8
# What `searchText` of the order grid looks into (static/src/orders/lines.ts), and the customer's code.
SEARCHED_FIELDS = (
    "label", "order__customer__code", "order__customer__name", "item__code", "item__name", "make_to_order_key", "note",
)  # fmt: skip
LINE_LABEL = Concat(
    "order__number", Value("/"), Cast("line_number", CharField()),
    Case(
        When(schedule_number__gt=1, then=Concat(Value("/"), Cast("schedule_number", CharField()))), default=Value("")
    ),
    output_field=CharField(),
)  # fmt: skip

# A line's columns in the order in which they travel. Customer and item are places in the two lists beside them.
COLUMNS = (
    "id", "version", "order", "line", "delivery", "customer", "item", "status", "quantity", "requested", "promised",
    "planned", "slack", "priority", "price", "note", "shipped", "frozen", "key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineColumns:
    """
    Lines as columns of equal length, with the customers and items (code, name) they point to by place.

    `waiting` is what waits for approval of any line, every time: a request that is decided leaves nothing to be found.
    """

    cursor: str
    count: int
    customers: list[tuple[str, str]]
    items: list[tuple[str, str]]
    columns: dict[str, list[Any]]
    waiting: Sequence[ShownRequest] = ()


def cursor() -> str:
    """Return a mark in time: the oldest transaction still under way. Whatever becomes visible later is not older."""
    with connection.cursor() as query:
        query.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return str(query.fetchone()[0])


def line_columns(lines: QuerySet[OrderLine], *, since: str = "") -> LineColumns:
    """
    Return the lines, or those of them that somebody or a plan touched since a cursor of an earlier answer.

    The row versions of PostgreSQL itself say what was touched, so bulk updates and raw SQL count too; a line may come
    twice, none is missed. Lines that are gone show only in `count`. Dates are ISO text, quantities numbers.
    """
    mark = cursor()  # read before the lines: what is committed in between comes again next time
    found = _touched(lines, since) if since else lines
    rows = list(_values(found))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _name in COLUMNS]
    named = dict(zip(COLUMNS, columns, strict=True))
    return LineColumns(
        cursor=mark,
        count=lines.count() if since else len(rows),
        customers=_places(named, "customer"),
        items=_places(named, "item"),
        columns=named,
    )


def _touched(lines: QuerySet[OrderLine], since: str) -> QuerySet[OrderLine]:
    newer = Q(line_age__lte=RawSQL("age(%s::xid)", (since,))) | Q(outlook_age__lte=RawSQL("age(%s::xid)", (since,)))
    return (
        lines.select_related("outlook")
        .annotate(
            has_outlook=F("outlook__status"),  # makes the join that the second age reads
            line_age=RawSQL('age("orders_orderline".xmin)', (), output_field=IntegerField()),
            outlook_age=RawSQL('age("orders_lineoutlook".xmin)', (), output_field=IntegerField()),
        )
        .filter(newer)
    )


def _values(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine, tuple[Any, ...]]:
    is_open = Q(status__in=OPEN_STATUSES)
    shown = Case(
        When(is_open, then=Coalesce("outlook__status", Value(OutlookStatus.NOT_PLANNED.value))),
        default=F("status"),
        output_field=CharField(),
    )
    return lines.annotate(
        shown=shown,
        amount=Cast("quantity", FloatField()),
        shipped=Cast("shipped_quantity", FloatField()),
        price=Cast("unit_price", FloatField()),
        requested=Cast("requested_date", CharField()),
        promised=Cast("promised_date", CharField()),
        planned=Cast("outlook__planned_date", CharField()),
    ).order_by("requested_date", "order__number", "line_number", "schedule_number").values_list(
        "pk", "version", "order__number", "line_number", "schedule_number", "order__customer_id", "item_id", "shown",
        "amount", "requested", "promised", "planned", "outlook__slack_days", "priority", "price", "note",
        "shipped", "planning_frozen", "make_to_order_key",
    )  # fmt: skip


def _places(columns: dict[str, list[Any]], name: str) -> list[tuple[str, str]]:
    """Replace the ids in a column by places in the list of codes and names that is returned."""
    ids = list(dict.fromkeys(columns[name]))
    place = {pk: number for number, pk in enumerate(ids)}
    columns[name] = [place[pk] for pk in columns[name]]
    model: type[Customer | Item] = Customer if name == "customer" else Item
    named = {pk: (code, text) for pk, code, text in model.objects.filter(pk__in=ids).values_list("pk", "code", "name")}
    return [named[pk] for pk in ids]


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """How a line stands: a code that chooses shape and colour, and its word."""

    code: str
    label: str


def shown_status(line: OrderLine) -> ShownStatus:
    """Return how the plan stands to an open line, or where a finished one ended."""
    if line.status not in OPEN_STATUSES:
        return ShownStatus(line.status, line.get_status_display())
    outlook = getattr(line, "outlook", None)
    code = OutlookStatus(outlook.status) if outlook else OutlookStatus.NOT_PLANNED
    return ShownStatus(code.value, str(code.label))


def matching(lines: QuerySet[OrderLine], text: str) -> QuerySet[OrderLine]:
    """Return the lines that the order grid finds: each word in order, customer, item or note, in any case."""
    found = lines.alias(label=LINE_LABEL)
    for word in unicodedata.normalize("NFKC", text).split():
        found = found.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in SEARCHED_FIELDS)))
    return found


def orders_like(orders: QuerySet[SalesOrder], text: str) -> list[tuple[str, str]]:
    """Return a few orders (number, customer) whose number begins with, or whose customer contains, the text."""
    by_customer = Q(customer__name__icontains=text) | Q(customer__code__istartswith=text)
    found = orders.filter(Q(number__istartswith=text) | by_customer).order_by("number")
    return [
        (number, name or code)
        for number, code, name in found.values_list("number", "customer__code", "customer__name")[:FOUND_AT_MOST]
    ]


def items_like(site: Site, text: str) -> list[tuple[str, str]]:
    """Return a few items (code, name) of the site that contain the text."""
    found = Item.objects.filter(Q(code__icontains=text) | Q(name__icontains=text), item_sites__site=site)
    return list(found.order_by("code").values_list("code", "name")[:FOUND_AT_MOST])
