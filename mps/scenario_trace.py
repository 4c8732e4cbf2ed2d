"""What a merge finds where it writes, and what it leaves: read around the writing, to be told and undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from capacity.models import CapacityException, WorkCenter
from company.models import Site
from materials.models import ItemSite
from mps.scenario_changes import CapacityShift, Change, ItemShift
from mps.scenario_writes import Writes
from mps.scenario_written import (
    CapacityWritten,
    ForecastWritten,
    ItemWritten,
    LineWritten,
    OrderWritten,
    Written,
)
from orders.changes import LineAnswer
from orders.expected import Forecast
from orders.line_values import as_text, texts
from orders.models import OrderLine

ENTERED = ("quantity", "requested_date", "status")


def found_by(writes: Writes, changes: Sequence[Change], site: Site) -> Written:
    """Return what is there now where `writes` will write: `before` and `after` are the same. Lines are locked."""
    lines = OrderLine.objects.filter(pk__in=writes.lines).order_by("pk").select_for_update(of=("self",))
    forecasts = Forecast.objects.filter(pk__in=writes.forecasts, site=site).order_by("pk")
    asked = fields_of(writes.items)
    return Written(
        lines=tuple(_line(line, list(writes.lines[line.pk])) for line in lines),
        forecasts=tuple(ForecastWritten(row.pk, as_text(row.quantity), as_text(row.quantity)) for row in forecasts),
        items=tuple(ItemWritten(item, values, values) for item, values in items_now(asked, site).items()),
        capacity=tuple(
            CapacityWritten(place, minutes, minutes)
            for place, change in enumerate(changes) if isinstance(change, CapacityShift)
            for minutes in [minutes_now(change, site)]
        ),
    )  # fmt: skip


def left_by(
    writes: Writes, found: Written, changes: Sequence[Change], site: Site, answers: Sequence[LineAnswer]
) -> Written:
    """Return what is there after the writing, beside what was `found` before it, without what stayed as it was."""
    waiting = {one.line_id: one.change_id for one in answers if one.change_id is not None}
    now = found_by(writes, changes, site)
    after = {one.line_id: one.after for one in now.lines}
    lines = [
        LineWritten(one.line_id, one.before, dict(writes.lines[one.line_id]), waiting[one.line_id])
        if one.line_id in waiting
        else LineWritten(one.line_id, one.before, after[one.line_id])
        for one in found.lines
    ]
    entered = OrderLine.objects.filter(site=site, order__number__in=[order.number for order in writes.orders])
    return Written(
        lines=tuple(line for line in map(_differing, lines) if line.after),
        orders=tuple(OrderWritten(line.pk, texts(line, *ENTERED)) for line in entered.order_by("pk")),
        forecasts=tuple(
            ForecastWritten(one.forecast_id, one.before, other.after)
            for one, other in zip(found.forecasts, now.forecasts, strict=True) if one.before != other.after
        ),
        items=tuple(
            ItemWritten(one.item, one.before, other.after)
            for one, other in zip(found.items, now.items, strict=True) if one.before != other.after
        ),
        capacity=tuple(
            CapacityWritten(one.place, one.before, other.after)
            for one, other in zip(found.capacity, now.capacity, strict=True)
        ),
    )  # fmt: skip


def _line(line: OrderLine, fields: Sequence[str]) -> LineWritten:
    values = texts(line, *fields)
    return LineWritten(line.pk, values, values)


def _differing(line: LineWritten) -> LineWritten:
    fields = [name for name, text in line.after.items() if line.before.get(name) != text]
    before, after = ({name: values[name] for name in fields} for values in (line.before, line.after))
    return LineWritten(line.line_id, before, after, line.request_id)


def fields_of(shifts: Iterable[ItemShift]) -> dict[str, list[str]]:
    """Return which planning values changes are about, by item (a code)."""
    asked: dict[str, dict[str, None]] = {}
    for shift in shifts:
        asked.setdefault(shift.item, {}).update(dict.fromkeys(shift.values))
    return {item: list(fields) for item, fields in asked.items()}


def items_now(fields: Mapping[str, Sequence[str]], site: Site) -> dict[str, dict[str, str]]:
    """Return planning values as text by item and field; `fields` by item (a code)."""
    rows = ItemSite.objects.filter(site=site, item__code__in=fields).select_related("item").order_by("item__code")
    return {row.item.code: {name: as_text(getattr(row, name)) for name in fields[row.item.code]} for row in rows}


def minutes_now(shift: CapacityShift, site: Site) -> int:
    """Return the minutes a day that there are now of a change of capacity: of its kind and of its very days."""
    center = WorkCenter.objects.filter(site=site, code=shift.work_center).values("pk")
    rows = CapacityException.objects.filter(
        work_center__in=center, from_date=shift.from_date, to_date=shift.to_date, kind=shift.kind
    )
    return sum(rows.values_list("minutes_per_day", flat=True))
