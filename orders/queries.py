"""What the order pages read: every line of a site in columns, what changed since, one line's story, and a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Case, CharField, F, Field, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.template.defaultfilters import yesno
from django.utils.text import capfirst

from company.models import Site
from company.people import names_of
from materials.models import Item
from orders import line_values
from orders.models import OPEN_STATUSES, ChangeState, Customer, LineStatus, OrderLine, OutlookStatus, SalesOrder

FOUND_AT_MOST = 8
EVENTS_SHOWN = 50
# What `searchText` of the order grid looks into (static/src/orders/lines.ts), and the customer's code.
SEARCHED_FIELDS = ("label", "order__customer__code", "order__customer__name", "item__code", "item__name", "note")
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
    "planned", "slack", "priority", "price", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Lines as columns of equal length, with the customers and items (code, name) they point to by place."""

    cursor: str
    count: int
    customers: list[tuple[str, str]]
    items: list[tuple[str, str]]
    columns: dict[str, list[Any]]


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
        price=Cast("unit_price", FloatField()),
        requested=Cast("requested_date", CharField()),
        promised=Cast("promised_date", CharField()),
        planned=Cast("outlook__planned_date", CharField()),
    ).order_by("requested_date", "order__number", "line_number", "schedule_number").values_list(
        "pk", "version", "order__number", "line_number", "schedule_number", "order__customer_id", "item_id", "shown",
        "amount", "requested", "promised", "planned", "outlook__slack_days", "priority", "price", "note",
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


@dataclass(frozen=True, slots=True)
class LineEvent:
    """Something that happened to a line: when, by whom, through which door, and the fields before and after."""

    at: datetime
    who: str
    channel: str
    why: str
    kind: str
    changes: list[tuple[str, str, str]]


# What a person recognises as a change of the line, by the field's own label.
TOLD_FIELDS = (
    "quantity", "requested_date", "promised_date", "priority", "status", "shipped_quantity", "unit_price", "may_split",
    "planning_frozen", "note",
)  # fmt: skip


def history(line: OrderLine) -> list[LineEvent]:
    """Return what happened to a line, the latest first, at most `EVENTS_SHOWN`."""
    events = list(
        apps.get_model("orders", "OrderLineEvent")
        .objects.filter(pgh_obj_id=line.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: EVENTS_SHOWN + 1]
    )
    names = names_of(_context(event).get("user") for event in events)
    told = _promise_of_plan(events[0], line) if events else []
    for number, event in enumerate(events[:EVENTS_SHOWN]):
        context = _context(event)
        earlier = events[number + 1] if number + 1 < len(events) else None
        told.append(
            LineEvent(
                at=event.pgh_created_at,
                who=names.get(context.get("user"), ""),
                channel=str(context.get("channel", "")),
                why=str(context.get("why", "")),
                kind="created" if earlier is None and len(events) <= EVENTS_SHOWN else "changed",
                changes=_differences(earlier, event),
            )
        )
        if earlier is not None:
            told += _promise_of_plan(earlier, event)
    return told


def _promise_of_plan(earlier: Any, later: Any) -> list[LineEvent]:
    """Return the promise that a plan made between two states of a line: publication writes no history of its own."""
    if not _plan_promised(earlier, later):
        return []
    before, after = earlier.promised_date, later.plan_promised_date
    changes = [(field_label("promised_date"), as_words("promised_date", before), as_words("promised_date", after))]
    return [LineEvent(at=later.plan_promised_at, who="", channel="plan", why="", kind="promised", changes=changes)]


def _plan_promised(earlier: Any, later: Any) -> bool:
    return later.plan_promised_at is not None and earlier.plan_promised_at != later.plan_promised_at


def _context(event: Any) -> Mapping[str, Any]:
    return (event.pgh_context.metadata or {}) if event.pgh_context else {}


def _differences(earlier: Any, event: Any) -> list[tuple[str, str, str]]:
    if earlier is None:
        return []
    before = {name: getattr(earlier, name) for name in TOLD_FIELDS}
    if _plan_promised(earlier, event):
        before["promised_date"] = event.plan_promised_date
    return [
        (field_label(name), as_words(name, value), as_words(name, getattr(event, name)))
        for name, value in before.items()
        if value != getattr(event, name)
    ]


def field_label(name: str) -> str:
    """Return a line's field as the screen calls it."""
    field = OrderLine._meta.get_field(name)
    return str(capfirst(field.verbose_name)) if isinstance(field, Field) else name


def as_words(name: str, value: Any) -> str:
    """Return a field's value as a person reads it: a status by its name, truths as yes or no, nothing as a dash."""
    if name == "status":
        return str(LineStatus(value).label)
    if isinstance(value, bool):
        return str(yesno(value))
    return line_values.as_text(value) or "–"


def waiting_changes(line: OrderLine) -> list[LineEvent]:
    """Return the changes of a line that wait for approval, as what they would change."""
    requests = line.change_requests.filter(state=ChangeState.SUBMITTED).select_related("requested_by").order_by("pk")
    return [
        LineEvent(
            at=request.requested_at, who=request.requested_by.shown_name() if request.requested_by else "",
            channel=request.channel, why=request.why, kind="waiting",
            changes=[
                (field_label(name), request.before.get(name, "") or "–", text)
                for name, text in request.proposal.items()
            ],
        )
        for request in requests
    ]  # fmt: skip


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
