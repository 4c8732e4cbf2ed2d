"""Entries from what the database's triggers wrote: every change of an order and of its lines, whoever made it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from company.models import Site
from company.people import names_of
from materials.models import Item
from orders.history.entries import Entry, FieldChange, Kind, Value
from orders.models import ORDER_COLUMNS, Customer, SalesOrder
from orders.shipments.record import ShipmentKind

# What a person recognises as a change of the line.
TOLD_FIELDS = (
    "item", "site", "quantity", "requested_date", "promised_date", "priority", "status", "shipped_quantity",
    "unit_price", "may_split", "planning_frozen", "make_to_order_key", "note",
)  # fmt: skip
NAMED = {"item": Item, "site": Site, "customer": Customer}
MOST_EVENTS = 20_000
KNOWN = "known"  # how an order was when its history began, by the migration that began it

Codes = Mapping[tuple[str, int], str]


def of_lines(order: SalesOrder, site_ids: Collection[int], *, line_id: int | None = None) -> list[Entry]:
    """Return what happened to the order's lines at the sites (or to one), promises of plans too, oldest first."""
    model = apps.get_model("orders", "OrderLineEvent")
    found = model._default_manager.filter(order_id=order.pk, site_id__in=site_ids)
    events = _newest(found if line_id is None else found.filter(pgh_obj_id=line_id))
    names, codes = _names(events), _codes(events, "item", "site")
    entries: list[Entry] = []
    by_line = sorted(events, key=lambda event: event.pgh_obj_id)  # stable: each line's in their order
    for _line_id, of_line in groupby(by_line, key=lambda event: event.pgh_obj_id):
        earlier = None
        for event in of_line:
            if earlier is not None:
                entries += _promise_of_plan(earlier, event)
            entries.append(_line_entry(earlier, event, names, codes))
            earlier = event
    return entries


def promised_since(line: Any, last: Any) -> list[Entry]:
    """Return the promise that a plan made after a line's last event: publication writes no history of its own."""
    return _promise_of_plan(last, line)


def last_events(line_ids: Collection[int]) -> list[Any]:
    """Return each line's last event."""
    model = apps.get_model("orders", "OrderLineEvent")
    found = model._default_manager.filter(pgh_obj_id__in=line_ids).order_by("pgh_obj_id", "-pgh_id")
    return list(found.distinct("pgh_obj_id"))


def of_order(order: SalesOrder) -> list[Entry]:
    """Return what happened to the order itself, oldest first."""
    events = _newest(apps.get_model("orders", "SalesOrderEvent")._default_manager.filter(pgh_obj_id=order.pk))
    names, codes = _names(events), _codes(events, "customer")
    entries, earlier = [], None
    for event in events:
        if event.pgh_label != KNOWN:
            changes = _differences(earlier, event, ORDER_COLUMNS, codes, of_order=True)
            entries.append(_entry(f"order-{event.pgh_id}", event, _kind(event), names, changes))
        earlier = event
    return entries


def _newest(found: QuerySet[Any]) -> list[Any]:
    """Return at most so many events, oldest first, each with its context."""
    return list(found.select_related("pgh_context").order_by("-pgh_id")[:MOST_EVENTS])[::-1]


def context_of(event: Any) -> Mapping[str, Any]:
    """Return who, from where and why, as far as the one who wrote said it."""
    return (event.pgh_context.metadata or {}) if event.pgh_context else {}


def line_name(row: Any) -> str:
    """Return the number of a line (or of its event) within the order."""
    return f"{row.line_number}/{row.schedule_number}" if row.schedule_number > 1 else str(row.line_number)


def _line_entry(earlier: Any, event: Any, names: Mapping[int | None, str], codes: Codes) -> Entry:
    before = {"promised_date": event.plan_promised_date} if earlier and _plan_promised(earlier, event) else {}
    changes = _differences(earlier, event, TOLD_FIELDS, codes, known=before)
    return _entry(
        f"line-{event.pgh_id}", event, _kind(event), names, changes,
        line_id=event.pgh_obj_id, line=line_name(event), version=event.version, event_id=event.pgh_id,
    )  # fmt: skip


def _entry(
    key: str, event: Any, kind: Kind, names: Mapping[int | None, str], changes: tuple[FieldChange, ...], **of_line: Any
) -> Entry:
    context = context_of(event)
    return Entry(
        key=key, at=event.pgh_created_at, kind=kind, changes=changes,
        who=names.get(context.get("user"), ""), user_id=context.get("user"),
        decided_by=names.get(context.get("approved_by"), ""),
        channel=str(context.get("channel", "")), why=str(context.get("why", "")),
        shipment_id=context.get("shipment"), document=str(context.get("document", "")), **of_line,
    )  # fmt: skip


def _kind(event: Any) -> Kind:
    context = context_of(event)
    if "reverses_shipment" in context:
        return Kind.PUT_RIGHT
    if "shipment" in context:
        return Kind.CAME_BACK if context.get("shipment_kind") == ShipmentKind.RETURN else Kind.SHIPPED
    if event.pgh_label == "update":
        return Kind.REVERTED if context.get("reverts") else Kind.CHANGED
    return Kind.CREATED if event.pgh_label == "insert" else Kind.DELETED


def _differences(
    earlier: Any, event: Any, fields: Collection[str], codes: Codes, *,
    known: Mapping[str, Value] | None = None, of_order: bool = False,
) -> tuple[FieldChange, ...]:  # fmt: skip
    """Return the fields that differ; `known` values count in place of the earlier event's."""
    if earlier is None or event.pgh_label == "delete":
        return ()
    pairs = ((name, _value(earlier, name, codes), _value(event, name, codes)) for name in fields)
    told = ((name, (known or {}).get(name, before), after) for name, before, after in pairs)
    return tuple(FieldChange(name, before, after, of_order) for name, before, after in told if before != after)


def _value(event: Any, name: str, codes: Codes) -> Value:
    if name not in NAMED:
        value: Value = getattr(event, name)
        return value
    pk = getattr(event, f"{name}_id")
    return codes.get((name, pk), str(pk))


def _promise_of_plan(earlier: Any, later: Any) -> list[Entry]:
    if not _plan_promised(earlier, later):
        return []
    change = FieldChange("promised_date", earlier.promised_date, later.plan_promised_date)
    line_id = earlier.pgh_obj_id
    key = f"promise-{line_id}-{later.plan_promised_at:%Y%m%d%H%M%S%f}"
    return [
        Entry(
            key=key, at=later.plan_promised_at, kind=Kind.PROMISED, line_id=line_id, line=line_name(later),
            channel="plan", changes=(change,),
        )
    ]  # fmt: skip


def _plan_promised(earlier: Any, later: Any) -> bool:
    return later.plan_promised_at is not None and earlier.plan_promised_at != later.plan_promised_at


def _names(events: Collection[Any]) -> dict[int | None, str]:
    contexts = [context_of(event) for event in events]
    return names_of(context.get(role) for context in contexts for role in ("user", "approved_by"))


def _codes(events: Collection[Any], *names: str) -> Codes:
    return dict(_code_pairs(events, names))


def _code_pairs(events: Collection[Any], names: Collection[str]) -> Iterator[tuple[tuple[str, int], str]]:
    for name in names:
        ids = {getattr(event, f"{name}_id") for event in events}
        for pk, code in NAMED[name]._default_manager.filter(pk__in=ids).values_list("pk", "code"):
            yield (name, pk), code
