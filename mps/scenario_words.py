"""What a scenario changes, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.models import CapacityException
from company.models import Site
from materials.models import Item
from mps.scenario_changes import CapacityShift, Change, DemandShift, ItemShift, LineWish, NewOrder, Period, Wanted
from mps.scenario_trace import fields_of, items_now
from mps.scenario_written_words import NONE, item_labels, item_value, line_value
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from orders.history.entries import field_label
from orders.models import LineStatus, OrderLine

HOUR_DECIMALS = 2
DEMANDS: Mapping[Wanted, Any] = {
    Wanted.BOTH: gettext_lazy("orders and forecast"),
    Wanted.ORDERS: gettext_lazy("orders"),
    Wanted.FORECAST: gettext_lazy("forecast"),
}
KINDS: Mapping[type[Any], Any] = {
    LineWish: gettext_lazy("Order line"),
    NewOrder: gettext_lazy("New order"),
    DemandShift: gettext_lazy("Demand"),
    CapacityShift: gettext_lazy("Capacity"),
    ItemShift: gettext_lazy("Planning values"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A change as a list shows it: its place, its kind, what it is about, and what becomes different."""

    place: int
    kind: str
    about: str
    what: str


@dataclass(frozen=True, slots=True)
class Known:
    """
    What changes are told with: the order lines that the reader may see, by id, and by item (a code) its unit and the
    planning values that it has now; none where they are no longer those that a change found.
    """

    lines: Mapping[int, OrderLine]
    units: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def said(changes: Sequence[Change], lines: Iterable[OrderLine], site: Site | None = None) -> list[Said]:
    """
    Return changes in words; `lines` are those that the reader may see, of the others there is no name.

    With a `site` the planning values that it has now are told beside those that a change sets.
    """
    asked = fields_of(one for one in changes if isinstance(one, ItemShift))
    units = dict(Item.objects.filter(code__in=asked).values_list("code", "unit"))
    known = Known({line.pk: line for line in lines}, units, items_now(asked, site) if site else {})
    return [
        Said(place, str(KINDS[type(change)]), *_said(change, known)) for place, change in enumerate(changes)
    ]


@singledispatch
def _said(_change: object, _known: Known) -> tuple[str, str]:
    raise TypeError("no such change")


@_said.register
def _line(change: LineWish, known: Known) -> tuple[str, str]:
    line = known.lines.get(change.line_id)
    about = str(line) if line else NONE
    if change.values.get("status") == LineStatus.CANCELLED:
        return about, _("cancelled")
    parts = []
    for name, after in change.values.items():
        before = change.before.get(name, "")
        words = {"field": field_label(name), "before": line_value(line, name, before)}
        parts.append(_("%(field)s %(before)s → %(after)s") % {**words, "after": line_value(line, name, after)})
    return about, ", ".join(parts)


@_said.register
def _new_order(change: NewOrder, _known: Known) -> tuple[str, str]:
    words = {
        "quantity": f"{change.quantity.normalize():f}", "item": change.item, "customer": change.customer,
        "day": change.requested_date.isoformat(),
    }  # fmt: skip
    return change.number, _("%(quantity)s × %(item)s for %(customer)s, wanted on %(day)s") % words


@_said.register
def _demand(change: DemandShift, _known: Known) -> tuple[str, str]:
    about = change.item or change.family or change.customer or _("everything")
    sign = "+" if change.percent > 0 else "−"
    percent = f"{sign}{abs(change.percent).normalize():f}"
    words = _("%(percent)s %% of %(demand)s") % {"percent": percent, "demand": DEMANDS[change.of]}
    if change.due is msgspec.UNSET:
        return about, words
    return about, _("%(what)s, %(due)s") % {"what": words, "due": _due(change.due)}


def _due(period: Period) -> str:
    days = {"from": period.from_date, "to": period.to_date}
    if period.to_date is None:
        return _("due from %(from)s on") % days
    return (_("due from %(from)s to %(to)s") if period.from_date else _("due until %(to)s")) % days


@_said.register
def _capacity(change: CapacityShift, _known: Known) -> tuple[str, str]:
    kinds = {kind.value: str(kind.label) for kind in CapacityException.Kind}
    words = {
        "kind": kinds.get(change.kind, change.kind),
        "hours": f"{round(change.minutes_per_day / MINUTES_IN_AN_HOUR, HOUR_DECIMALS):g}",
        "from": change.from_date.isoformat(), "to": change.to_date.isoformat(),
    }  # fmt: skip
    return change.work_center, _("%(kind)s, %(hours)s h a day from %(from)s to %(to)s") % words


@_said.register
def _item(change: ItemShift, known: Known) -> tuple[str, str]:
    labels, now, unit = item_labels(), known.values.get(change.item, {}), known.units.get(change.item, "")
    parts = []
    for name, text in change.values.items():
        before = f"{item_value(name, now[name], unit)} " if name in now else ""
        parts.append(f"{labels.get(name, name)} {before}→ {item_value(name, text, unit)}")
    return change.item, ", ".join(parts)
