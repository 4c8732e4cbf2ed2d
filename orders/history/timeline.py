"""The whole story of an order, or of one line of it, as a person may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from company import access
from orders.history import effects, events, requests
from orders.history.entries import Entry, FieldChange, Kind, Value
from orders.line_values import EDITABLE, REOPENED_STATUSES, SETTABLE_STATUSES
from orders.models import OPEN_STATUSES, LineStatus, OrderLine, SalesOrder, Shipment
from orders.visible import visible_to


def of_order(order: SalesOrder, by: access.Person) -> list[Entry]:
    """Return what happened to an order and to those of its lines that the person may see, the latest first."""
    lines = list(visible_to(by).filter(order=order).select_related("outlook"))
    sites = sites_of(order, by)
    return _told([*events.of_order(order), *events.of_lines(order, sites)], lines, sites, by)


def of_line(line: OrderLine, by: access.Person) -> list[Entry]:
    """Return what happened to a line, the latest first."""
    sites = sites_of(line.order, by)
    return _told(events.of_lines(line.order, sites, line_id=line.pk), [line], sites, by)


def sites_of(order: SalesOrder, by: access.Person) -> set[int]:
    """Return the ids of the sites whose lines of the order a person may see, lines that are gone included."""
    territory = order.customer.territory
    return {
        reached.site_id
        for reached in access.reach(by, "orders.view")
        if not reached.territory or reached.territory == territory
    }


def _told(
    happened: Sequence[Entry], lines: Sequence[OrderLine], sites: Collection[int], by: access.Person
) -> list[Entry]:
    names = {entry.line_id: entry.line for entry in happened if entry.line_id is not None}
    by_id = {line.pk: line for line in lines}
    promised = [
        entry
        for event in events.last_events(list(by_id))
        for entry in events.promised_since(by_id[event.pgh_obj_id], event)
    ]
    entries = [*happened, *promised, *requests.of_lines(lines)]
    planned = {line.pk: _planned_version(line) for line in lines if line.status in OPEN_STATUSES}
    told = effects.told(entries, sites, planned, names)
    may, open_reports = _changeable(lines, by), _reversible(lines, by)
    told = [
        _on_line(entry, by_id[entry.line_id], may.get(entry.line_id, frozenset()), open_reports)
        if entry.line_id in by_id and entry.line_id is not None
        else entry
        for entry in told
    ]
    told.sort(key=lambda entry: (entry.at, entry.kind is not Kind.CREATED))
    return told[::-1]


def _changeable(lines: Sequence[OrderLine], by: access.Person) -> dict[int, frozenset[str]]:
    """Return the fields that a person may write of those of the lines that are theirs to change: seeing is more."""
    mine = visible_to(by, "orders.change").filter(pk__in=[line.pk for line in lines])
    return {
        line_id: access.fields_for(by, "orders.change", site_id)
        for line_id, site_id in mine.values_list("pk", "site_id")
    }


def _reversible(lines: Sequence[OrderLine], by: access.Person) -> frozenset[int]:
    """Return which reports of shipments and returns the person may still put right."""
    mine = visible_to(by, "orders.ship").filter(pk__in=[line.pk for line in lines])
    reports = Shipment.objects.filter(line__in=mine, reverses=None, reversal=None)
    return frozenset(reports.values_list("pk", flat=True))


def _on_line(entry: Entry, line: OrderLine, fields: Collection[str], open_reports: Collection[int]) -> Entry:
    return replace(
        entry, revertable=revertable(entry, line, fields), version_now=line.version,
        reversible=entry.shipment_id in open_reports,
    )  # fmt: skip


def _planned_version(line: OrderLine) -> int:
    outlook = getattr(line, "outlook", None)
    return outlook.line_version if outlook else 0


def revertable(entry: Entry, line: OrderLine, fields: Collection[str]) -> tuple[str, ...]:
    """Return which fields of a change a person who may write `fields` can put back on the line as it is now."""
    if entry.kind not in (Kind.CHANGED, Kind.REVERTED) or entry.event_id is None:
        return ()
    return tuple(change.name for change in entry.changes if change.name in fields and can_return(change, line))


def can_return(change: FieldChange, line: OrderLine) -> bool:
    """Return whether the line could have the value from before the change, and does not have it."""
    now: Value = getattr(line, change.name) if change.name in EDITABLE else change.before
    reopens = line.status == LineStatus.CLOSED and change.before in REOPENED_STATUSES
    settable = change.name != "status" or change.before in SETTABLE_STATUSES or reopens
    return settable and now != change.before
