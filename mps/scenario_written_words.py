"""What a merge wrote, in words: before and after with their units, and what somebody made of it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity.models import CapacityException
from company.models import Site
from materials.models import Item, ItemSite, LotPolicy
from mps.scenario_changes import CapacityShift, Change, NewOrder
from mps.scenario_trace import items_now, minutes_now
from mps.scenario_written import Written
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from orders.expected import Forecast
from orders.history.entries import as_words, field_label
from orders.line_values import as_text, texts
from orders.models import LineStatus, OrderLine

HOUR_DECIMALS = 2
OF_QUANTITY = ("lot_minimum", "lot_multiple", "lot_maximum", "safety_stock")
NONE = "–"
TRUTHS = {"true": True, "false": False}  # as `orders.line_values.as_text` writes them


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A value that a merge wrote. `now` is empty where it is as it was left (or put back)."""

    kind: str
    about: str
    field: str
    before: str
    after: str
    now: str = ""
    waits: bool = False


def rows_of(written: Written, changes: Sequence[Change], lines: Iterable[OrderLine], site: Site) -> list[WrittenRow]:
    """Return the values in words; `lines` are those that the reader may see, of the others there is no name."""
    seen = {line.pk: line for line in lines}
    return [
        *_lines(written, seen), *_orders(written, changes, seen), *_forecasts(written),
        *_capacity(written, changes, site), *_items(written, site),
    ]  # fmt: skip


def line_ids(written: Written) -> list[int]:
    """Return the ids of the order lines that it is about."""
    return [*(one.line_id for one in written.lines), *(one.line_id for one in written.orders)]


def in_unit(text: str, unit: str) -> str:
    """Return a number with its unit; a dash where there is none."""
    return f"{text} {unit}".strip() if text else NONE


def item_value(name: str, text: str, unit: str) -> str:
    """Return a planning value as a person reads it."""
    if name == "lot_policy":
        return str(dict(LotPolicy.choices).get(text, text))
    return in_unit(text, unit) if name in OF_QUANTITY else text or NONE


def item_labels() -> dict[str, str]:
    """Return what planning values are called, by field."""
    return {column.name: str(capfirst(column.verbose_name)) for column in ItemSite._meta.fields}


def _lines(written: Written, seen: Mapping[int, OrderLine]) -> Iterator[WrittenRow]:
    for one in written.lines:
        line = seen.get(one.line_id)
        now = texts(line, *one.after) if line else {}
        for name, after in one.after.items():
            before, current = one.before.get(name, ""), now.get(name, after)
            yield WrittenRow(
                _("Order line"), str(line) if line else NONE, field_label(name),
                line_value(line, name, before), line_value(line, name, after),
                line_value(line, name, current) if current not in (before, after) else "",
                waits=one.request_id is not None and current == before,
            )  # fmt: skip


def line_value(line: OrderLine | None, name: str, text: str) -> str:
    """Return a value of an order line as a person reads it, a quantity with its unit."""
    if text in TRUTHS:
        return as_words(name, TRUTHS[text])
    words = as_words(name, text) if text else NONE
    return in_unit(words, line.item.unit) if name == "quantity" and line else words


def _orders(written: Written, changes: Sequence[Change], seen: Mapping[int, OrderLine]) -> Iterator[WrittenRow]:
    names = [one.number for one in changes if isinstance(one, NewOrder)]
    for one in written.orders:
        line = seen.get(one.line_id)
        after = _("%(quantity)s, wanted on %(day)s") % {
            "quantity": line_value(line, "quantity", one.after["quantity"]), "day": one.after["requested_date"]
        }  # fmt: skip
        now = line.get_status_display() if line and line.status != LineStatus.REQUESTED else ""
        yield WrittenRow(
            _("New order"), str(line) if line else ", ".join(names), pgettext("of what a merge wrote", "Order"),
            pgettext("an order", "none"), after, now,
        )  # fmt: skip


def _forecasts(written: Written) -> Iterator[WrittenRow]:
    found = Forecast.objects.filter(pk__in=[one.forecast_id for one in written.forecasts]).select_related("item")
    rows = {row.pk: row for row in found}
    for one in written.forecasts:
        row = rows.get(one.forecast_id)
        unit, about = (row.item.unit, f"{row.item.code} {_iso(row.period_start)}") if row else ("", NONE)
        current = as_text(row.quantity) if row else ""
        now = "" if current in (one.before, one.after) else in_unit(current, unit)
        yield WrittenRow(
            _("Forecast"), about, _("Quantity"), in_unit(one.before, unit), in_unit(one.after, unit), now
        )  # fmt: skip


def _capacity(written: Written, changes: Sequence[Change], site: Site) -> Iterator[WrittenRow]:
    kinds = {kind.value: str(kind.label) for kind in CapacityException.Kind}
    for one in written.capacity:
        shift = changes[one.place]
        if not isinstance(shift, CapacityShift):
            continue
        current = minutes_now(shift, site)
        field = f"{kinds.get(shift.kind, shift.kind)}, {_iso(shift.from_date)} – {_iso(shift.to_date)}"
        now = "" if current in (one.before, one.after) else _hours(current)
        yield WrittenRow(_("Capacity"), shift.work_center, field, _hours(one.before), _hours(one.after), now)


def _items(written: Written, site: Site) -> Iterator[WrittenRow]:
    now, labels = items_now({one.item: list(one.after) for one in written.items}, site), item_labels()
    units = dict(Item.objects.filter(code__in=now).values_list("code", "unit"))
    for one in written.items:
        for name, after in one.after.items():
            before, current = one.before.get(name, ""), now.get(one.item, {}).get(name, "")
            if before == after:
                continue
            unit = units.get(one.item, "")
            changed = item_value(name, current, unit) if current not in (before, after) else ""
            yield WrittenRow(
                _("Planning values"), one.item, labels.get(name, name), item_value(name, before, unit),
                item_value(name, after, unit), changed,
            )  # fmt: skip


def _hours(minutes: int) -> str:
    return _("%(hours)s h a day") % {"hours": f"{round(minutes / MINUTES_IN_AN_HOUR, HOUR_DECIMALS):g}"}


def _iso(day: date) -> str:
    return day.isoformat()
