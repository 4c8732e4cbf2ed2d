"""What a person typed into the forms of a scenario, read as a change. Every refusal is fit for who typed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _

from capacity import spans
from capacity.exceptions import CapacityRefused, Span
from capacity.models import WorkCenter
from company import typed as typing
from company.models import Site, User
from materials import planning_values
from materials.models import Item
from mps.queries import items
from mps.scenario_changes import (
    LEAST_PERCENT,
    MOST_PERCENT,
    CapacityShift,
    Change,
    DemandShift,
    ItemShift,
    LineWish,
    NewOrder,
    Period,
    Wanted,
)
from mps.scenarios import ScenarioRefused, about
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from orders import line_values
from orders.customers import customer_typed
from orders.line_values import NotAValue, as_text
from orders.models import Customer, LineStatus, OrderLine, SalesOrder
from orders.visible import visible_to

LONGEST_NUMBER = 64
HOURS_IN_A_DAY = 24
MOST_PLACE_DIGITS = 6
FIELDS_OF_LINES = {"requested_date": "date", "promised_date": "date", "status": "line"}  # as the form calls them
Typed = Mapping[str, str]


@contextmanager
def _of(field: str) -> Iterator[None]:
    """Let what is refused in here be the refusal of a field of the form."""
    try:
        yield
    except (NotAValue, CapacityRefused, ScenarioRefused) as refusal:
        raise about(field, str(refusal)) from refusal


def read(kind: str, asked: Typed, site: Site, by: User) -> Change:
    """Return the change that a form of that kind says. Raises ScenarioRefused, with the fields that it is about."""
    reader = READERS.get(kind)
    if reader is None:
        raise ScenarioRefused(_("There is no such kind of change."))
    return reader(asked, site, by)


def line_named(text: str, site: Site, by: User) -> OrderLine:
    """Return the line of a name like SO-1/2, or of an order that has one line at the site. Raises ScenarioRefused."""
    wanted = text.replace("\x00", "").strip()
    mine = visible_to(by).filter(site=site).select_related("order", "item")
    number, _slash, place = wanted.rpartition("/")
    by_place = mine.filter(order__number=number, line_number=int(place)) if _is_place(place) else mine.none()
    for lines in (list(by_place[:2]), list(mine.filter(order__number=wanted)[:2])):
        if len(lines) == 1:
            return lines[0]
        if lines:
            words = _("“%(name)s” has several lines: write one of them, like %(example)s.")
            raise ScenarioRefused(words % {"name": wanted, "example": lines[0]})
    raise ScenarioRefused(_("There is no order line “%(name)s”.") % {"name": wanted})


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_PLACE_DIGITS


def _line(asked: Typed, site: Site, by: User) -> LineWish:
    with _of("line"):
        line = line_named(asked.get("line", ""), site, by)
    raw: dict[str, object] = {name: asked[name] for name in ("quantity", "priority") if asked.get(name, "").strip()}
    day = asked.get("date", "").strip()
    if day:
        raw["requested_date"] = day
        if line.promised_date:  # the plan holds on to the promise: a wish alone would move nothing
            raw["promised_date"] = day
    if asked.get("cancel"):
        raw = {"status": LineStatus.CANCELLED.value}
    values, reasons = line_values.read_all(line, raw)
    if reasons:
        fields = {FIELDS_OF_LINES.get(name, name): why for name, why in reasons.items()}
        raise ScenarioRefused(" ".join(dict.fromkeys(reasons.values())), fields=fields)
    if not values:
        raise ScenarioRefused(_("Say what is to be different."))
    texts = {name: as_text(value) for name, value in values.items()}
    return LineWish(line.pk, texts, line_values.texts(line, *texts))


def _new_order(asked: Typed, site: Site, _by: User) -> NewOrder:
    number = " ".join(asked.get("number", "").replace("\x00", "").split())[:LONGEST_NUMBER]
    if not number or SalesOrder.objects.filter(number=number).exists():
        raise about("number", _("Give the order a number that no other has."))
    with _of("customer"):
        customer = _customer_typed(asked.get("customer", ""))
    with _of("item"):
        item = _item_typed(asked.get("item", ""), site)
    with _of("quantity"):
        quantity = line_values.read_quantity(asked.get("quantity", ""))
        line_values.refuse_parts(quantity, item=item.code, unit=item.unit)
    with _of("date"):
        day = _day(asked.get("date", ""), site)
    with _of("priority"):
        priority = line_values.read_priority(asked["priority"]) if asked.get("priority", "").strip() else None
    return NewOrder(number, customer.code, item.code, quantity, day, priority)


def _demand(asked: Typed, site: Site, _by: User) -> DemandShift:
    with _of("percent"):
        percent = _number(asked.get("percent", ""))
    if not LEAST_PERCENT <= percent <= MOST_PERCENT or not percent:
        words = _("Write a percentage from %(least)d to %(most)d, like 10 or −20.")
        raise about("percent", words % {"least": LEAST_PERCENT, "most": MOST_PERCENT})
    of = asked.get("of", Wanted.BOTH.value)
    wanted = Wanted(of) if of in list(Wanted) else Wanted.BOTH
    with _of("name"):
        named = _named_by(asked.get("about", ""), asked.get("name", "").replace("\x00", "").strip(), site)
    due = _period(asked, site)
    return DemandShift(percent, of=Wanted.ORDERS if "customer" in named else wanted, due=due, **named)


def _period(asked: Typed, site: Site) -> Period | msgspec.UnsetType:
    """Return the period that a form says; UNSET where it says none. Raises ScenarioRefused."""
    typed_begin, typed_end = (asked.get(name, "").strip() for name in ("from", "to"))
    if not typed_begin and not typed_end:
        return msgspec.UNSET
    with _of("from"):
        begin = _day(typed_begin, site) if typed_begin else None
    with _of("to"):
        end = _last_day(typed_end, site) if typed_end else None
        if begin and end and end < begin:
            raise ScenarioRefused(_("The last day is before the first."))
    return Period(begin, end)


def _named_by(kind: str, name: str, site: Site) -> dict[str, str]:
    """Return whose demand it is: nothing for everybody's. Raises ScenarioRefused."""
    if kind == "item":
        return {"item": _item_typed(name, site).code}
    if kind == "family":
        if not name or not Item.objects.filter(family=name, item_sites__site=site).exists():
            raise ScenarioRefused(_("There is no family “%(name)s”.") % {"name": name})
        return {"family": name}
    return {"customer": _customer_typed(name).code} if kind == "customer" else {}


def _capacity(asked: Typed, site: Site, _by: User) -> CapacityShift:
    center = WorkCenter.objects.filter(site=site, code=asked.get("work_center", "").replace("\x00", "")).first()
    if center is None:
        raise about("work_center", _("Choose a work centre."))
    with _of("from"):
        begin = _day(asked.get("from", ""), site)
    with _of("to"):
        end = _last_day(asked.get("to", ""), site)
    kind = asked.get("capacity_kind", "")
    with _of("hours"):
        minutes = _minutes(asked.get("hours", ""), center)
    with _of("to" if end < begin else "hours"):
        spans.check(center, Span(center.pk, begin, end, kind, minutes))
    return CapacityShift(center.code, begin, end, minutes, kind)


def _minutes(hours_typed: str, center: WorkCenter) -> int:
    """Return the minutes a day that a text says in hours, to the nearest minute. Raises ScenarioRefused."""
    hours, most = _number(hours_typed), HOURS_IN_A_DAY * max(1, center.machines)
    minutes = round(hours * MINUTES_IN_AN_HOUR) if 0 < hours <= most else 0
    if not minutes:
        raise ScenarioRefused(_("Write hours a day, more than 0 and at most %(most)d.") % {"most": most})
    return minutes


def _item(asked: Typed, site: Site, _by: User) -> ItemShift:
    with _of("item"):
        item = _item_typed(asked.get("item", ""), site)
    values = {name: asked[name].strip() for name in planning_values.FIELDS if asked.get(name, "").strip()}
    try:
        planning_values.check(site=site, item=item.code, values=values)
    except planning_values.PlanningValuesRefused as refusal:
        fields = {refusal.field: str(refusal)} if refusal.field else None
        raise ScenarioRefused(str(refusal), fields=fields) from refusal
    return ItemShift(item.code, values)


def _customer_typed(text: str) -> Customer:
    customer = customer_typed(Customer.objects.all(), text)
    if customer is None:
        raise ScenarioRefused(_("There is no customer “%(code)s”.") % {"code": text})
    return customer


def _item_typed(text: str, site: Site) -> items.ItemName:
    found = items.find(items.items_at(site), text)
    if found is None:
        raise ScenarioRefused(_("The site plans no item “%(code)s”.") % {"code": text.strip()})
    return found


def _day(text: str, site: Site) -> date:
    try:
        typing.read_day(text, near=site.horizon_start)
    except typing.Unread as error:
        if not error.readings:
            raise ScenarioRefused(_("Write a date or a week, like 2026-01-31 or 2026-W05.")) from error
    return line_values.read_date(text, near=site.horizon_start)


def _last_day(text: str, site: Site) -> date:
    """Return the day of a text; of a week (W49) its last one, for it is to be included."""
    day = _day(text, site)
    return day + timedelta(days=6) if typing.is_week(text) else day


def _number(text: str) -> Decimal:
    try:
        return typing.read_number(text.replace("−", "-").replace("%", "")[:LONGEST_NUMBER])
    except typing.Unread as error:
        raise ScenarioRefused(_("Write a number.")) from error


READERS: Mapping[str, Callable[[Typed, Site, User], Change]] = {
    "line": _line, "new_order": _new_order, "demand": _demand, "capacity": _capacity, "item": _item,
}  # fmt: skip
