"""A question for a date as a person typed it, read alike for all pages: what is meant, or what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from capacity.models import WorkCenter
from company.access import Person
from company.models import Site
from mps import wording
from mps.queries import items
from mps.queries.items import ItemName
from mps.scheduler.backing import BlockedBy
from mps.whatif import Obstacle
from orders import line_values
from orders.customers import customer_typed, customers_for
from orders.models import Customer


class NotAQuestion(Exception):
    """What was typed can't be asked: `state` says what is wrong, `reason` in words, `closest` what may be meant."""

    def __init__(self, state: str, reason: str = "", closest: tuple[ItemName, ...] = ()) -> None:
        super().__init__(reason)
        self.state, self.reason, self.closest = state, reason, closest


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood. `dated` says that the customer named a date."""

    item: ItemName
    quantity: float
    wanted: date
    dated: bool
    today: date


def read(typed: Mapping[str, str], known: tuple[ItemName, ...], *, today: date) -> Asked:
    """
    Return the question: `item` by code or name, `quantity`, `wanted` (ISO; empty: as soon as possible).

    Raises NotAQuestion: unknown_item, no_quantity, no_date.
    """
    name = typed.get("item", "")
    item = items.find(known, name)
    if item is None:
        raise NotAQuestion("unknown_item", closest=items.closest(known, name))
    try:
        quantity = line_values.read_quantity(unicodedata.normalize("NFKC", typed.get("quantity", "")))
        line_values.refuse_parts(quantity, item=item.code, unit=item.unit)
    except line_values.NotAValue as error:
        raise NotAQuestion("no_quantity", str(error)) from error
    try:
        wanted = line_values.read_optional_date(typed.get("wanted", "").strip())
    except line_values.NotAValue as error:
        raise NotAQuestion("no_date", str(error)) from error
    return Asked(item, float(quantity), wanted or today, dated=wanted is not None, today=today)


def customer_of(typed: str, person: Person, site: Site) -> Customer | None:
    """Return the customer whom a person may promise something and typed; None: nobody. Raises NotAQuestion."""
    customer = customer_typed(customers_for(person, "promise.make", site), typed)
    if customer is None and typed.strip():
        raise NotAQuestion("no_customer", _("No such customer, or not one of yours."))
    return customer


def why_not(site: Site, asked: Asked, obstacle: Obstacle | None, known: tuple[ItemName, ...] | None = None) -> str:
    """Return in one sentence why it can't be there on the wanted date; empty where it can, or none was named."""
    if obstacle is None or not asked.dated:
        return ""
    names = {item.code: item.name for item in known or items.items_at(site)}
    if obstacle.kind is BlockedBy.CAPACITY:
        names = dict(WorkCenter.objects.filter(site=site, code=obstacle.code).values_list("code", "name"))
    return wording.why_not(obstacle, names=names, wanted=asked.wanted, today=asked.today)
