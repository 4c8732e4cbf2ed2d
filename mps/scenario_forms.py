"""What a person typed into the forms of a scenario, read as a change. Every refusal is fit for who typed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

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
    Wanted,
)
from mps.scenarios import ScenarioRefused
from orders import line_values
from orders.customers import customer_typed
from orders.line_values import NotAValue, as_text
from orders.models import Customer, LineStatus, OrderLine, SalesOrder
from orders.visible import visible_to

LONGEST_NUMBER = 64
MOST_PLACE_DIGITS = 6
Typed = Mapping[str, str]


def read(kind: str, asked: Typed, site: Site, by: User) -> Change:
    """Return the change that a form of that kind says. Raises ScenarioRefused."""
    reader = READERS.get(kind)
    if reader is None:
        raise ScenarioRefused(_("There is no such kind of change."))
    try:
        return reader(asked, site, by)
    except (NotAValue, CapacityRefused, planning_values.PlanningValuesRefused) as refusal:
        raise ScenarioRefused(str(refusal)) from refusal


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
        raise ScenarioRefused(" ".join(dict.fromkeys(reasons.values())))
    if not values:
        raise ScenarioRefused(_("Say what is to be different."))
    texts = {name: as_text(value) for name, value in values.items()}
    return LineWish(line.pk, texts, line_values.texts(line, *texts))


def _new_order(asked: Typed, site: Site, _by: User) -> NewOrder:
    number = " ".join(asked.get("number", "").replace("\x00", "").split())[:LONGEST_NUMBER]
    if not number or SalesOrder.objects.filter(number=number).exists():
        raise ScenarioRefused(_("Give the order a number that no other has."))
    customer = customer_typed(Customer.objects.all(), asked.get("customer", ""))
    if customer is None:
        raise ScenarioRefused(_("There is no customer “%(code)s”.") % {"code": asked.get("customer", "")})
    item = _item_typed(asked.get("item", ""), site)
    quantity = line_values.read_quantity(asked.get("quantity", ""))
    line_values.refuse_parts(quantity, item=item.code, unit=item.unit)
    day = line_values.read_date(asked.get("date", ""), near=site.horizon_start)
    priority = line_values.read_priority(asked["priority"]) if asked.get("priority", "").strip() else None
    return NewOrder(number, customer.code, item.code, quantity, day, priority)


def _demand(asked: Typed, site: Site, _by: User) -> DemandShift:
    percent = _number(asked.get("percent", ""))
    if not LEAST_PERCENT <= percent <= MOST_PERCENT or not percent:
        words = _("Write a percentage from %(least)d to %(most)d, like 10 or −20.")
        raise ScenarioRefused(words % {"least": LEAST_PERCENT, "most": MOST_PERCENT})
    of = asked.get("of", Wanted.BOTH.value)
    wanted = Wanted(of) if of in list(Wanted) else Wanted.BOTH
    about, name = asked.get("about", ""), asked.get("name", "").replace("\x00", "").strip()
    if about == "item":
        return DemandShift(percent, item=_item_typed(name, site).code, of=wanted)
    if about == "family":
        if not name or not Item.objects.filter(family=name, item_sites__site=site).exists():
            raise ScenarioRefused(_("There is no family “%(name)s”.") % {"name": name})
        return DemandShift(percent, family=name, of=wanted)
    if about == "customer":
        customer = customer_typed(Customer.objects.all(), name)
        if customer is None:
            raise ScenarioRefused(_("There is no customer “%(code)s”.") % {"code": name})
        return DemandShift(percent, customer=customer.code, of=Wanted.ORDERS)
    return DemandShift(percent, of=wanted)


def _capacity(asked: Typed, site: Site, _by: User) -> CapacityShift:
    center = WorkCenter.objects.filter(site=site, code=asked.get("work_center", "").replace("\x00", "")).first()
    if center is None:
        raise ScenarioRefused(_("Choose a work centre."))
    begin, end = (_day(asked.get(name, ""), site) for name in ("from", "to"))
    minutes = _number(asked.get("minutes", ""))
    if minutes != minutes.to_integral_value():
        raise ScenarioRefused(_("Write whole minutes."))
    kind = asked.get("capacity_kind", "")
    spans.check(center, Span(center.pk, begin, end, kind, int(minutes)))
    return CapacityShift(center.code, begin, end, int(minutes), kind)


def _item(asked: Typed, site: Site, _by: User) -> ItemShift:
    item = _item_typed(asked.get("item", ""), site)
    values = {name: asked[name].strip() for name in planning_values.FIELDS if asked.get(name, "").strip()}
    planning_values.check(site=site, item=item.code, values=values)
    return ItemShift(item.code, values)


def _item_typed(text: str, site: Site) -> items.ItemName:
    found = items.find(items.items_at(site), text)
    if found is None:
        raise ScenarioRefused(_("The site plans no item “%(code)s”.") % {"code": text.strip()})
    return found


def _day(text: str, site: Site) -> date:
    return line_values.read_date(text, near=site.horizon_start)


def _number(text: str) -> Decimal:
    try:
        return typing.read_number(text.replace("−", "-").replace("%", "")[:LONGEST_NUMBER])
    except typing.Unread as error:
        raise ScenarioRefused(_("Write a number.")) from error


READERS: Mapping[str, Callable[[Typed, Site, User], Change]] = {
    "line": _line, "new_order": _new_order, "demand": _demand, "capacity": _capacity, "item": _item,
}  # fmt: skip
