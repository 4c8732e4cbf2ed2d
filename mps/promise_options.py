"""
What can be done about a promise that is in danger, worked out on the current plan and what it leaves free.

Runs in web processes: no solver. What a change of priority would do to others is asked of a worker, by its own route.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from company.access import Person, fields_for, sites_for
from company.models import Site
from materials.models import ItemSite
from mps import promisable, sureness, whatif
from mps.plan_basis import NoPlanError
from mps.scheduler.promise import UnknownItemError, due_day
from mps.scheduler.promise_overtime import sooner_with_overtime
from orders.customers import customers_for
from orders.promises.models import Promise

MOST_SITES = 10
Day = date


class Way(StrEnum):
    """A way to mend a promise."""

    LATER = "later"
    PART = "part"
    OTHER_SITE = "other_site"
    OVERTIME = "overtime"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Option:
    """
    One way: when how much would leave, from which site. `rest_date` is that of the rest of a part.

    `probability` 0 to 1, None: nothing is known. Minutes and cost (site's currency) are those of overtime. `doable`
    says whether the person may do it, or ask for it.
    """

    way: Way
    date: Day | None
    quantity: float
    site: str
    doable: bool = True
    probability: float | None = None
    rest_date: Day | None = None
    minutes: float = 0.0
    cost: float = 0.0


def options_for(promise: Promise, person: Person) -> list[Option]:
    """Return what can be done about a promise of `with_lines`, in the order to look at it; none for one without."""
    if promise.line.open_quantity <= 0:
        return []
    return [*_later(promise), *_part(promise), *_overtime(promise, person), *_ahead(promise, person),
            *_other_sites(promise, person)]  # fmt: skip


def _planned(promise: Promise) -> date | None:
    outlook = getattr(promise.line, "outlook", None)
    return outlook.planned_date if outlook and outlook.line_version == promise.line.version else None


def _later(promise: Promise) -> Iterator[Option]:
    """Yield the plan's own day, if it is not the promised one, and the later ones that are 80 and 95 % sure."""
    planned, promised = _planned(promise), promise.line.promised_date
    if planned is None:
        return
    today = promise.site.planning_date(timezone.now())
    sure = sureness.known(promise.site, today).of_planned(promise.line.item.code, planned)
    days: dict[date, float | None] = {planned: sure.probability if sure else None}
    for day, chance in ((sure.date_80, 0.80), (sure.date_95, 0.95)) if sure else ():
        if day is not None:
            days.setdefault(day, chance)
    for day, known in sorted(days.items()):
        if day >= today and (promised is None or day > promised):
            yield Option(Way.LATER, day, float(promise.line.open_quantity), promise.site.code, probability=known)


def _part(promise: Promise) -> Iterator[Option]:
    """Yield what is free on the promised day, where that is a part, and the rest with the plan."""
    line, planned = promise.line, _planned(promise)
    if line.promised_date is None or planned is None or planned <= line.promised_date or not line.may_split:
        return
    found = _quote(promise, promise.site, line.promised_date)
    if found is not None and 0 < found.quantity_on_wanted_date < float(line.open_quantity):
        yield Option(
            Way.PART, found.due_date, found.quantity_on_wanted_date, promise.site.code, rest_date=planned
        )  # fmt: skip


def _overtime(promise: Promise, person: Person) -> Iterator[Option]:
    """Yield what overtime that the plan has not bought would bring; the plan buys it for what is urgent enough."""
    line, planned = promise.line, _planned(promise)
    if line.promised_date is None:
        return
    try:
        plan = whatif.plan_of(promise.site)
    except NoPlanError:
        return
    basis, quantity = plan.basis, float(line.open_quantity)
    resources = promisable.left_for(line.order.customer.customer_class, plan)
    due = due_day(basis, max(0, (line.promised_date - basis.start_date).days))
    earliest = None if planned is None else (planned - basis.start_date).days
    found = sooner_with_overtime(resources, item=line.item.code, quantity=quantity, due_day=due, earliest=earliest)
    if found is not None and found.minutes > 0:
        day = basis.start_date + timedelta(days=found.day)
        yield Option(
            Way.OVERTIME, day, quantity, promise.site.code, doable=_may_raise(promise, person),
            minutes=found.minutes, cost=found.cost,
        )  # fmt: skip


def _ahead(promise: Promise, person: Person) -> Iterator[Option]:
    """Yield the way before other orders: a higher priority, where there is one."""
    if promise.line.priority > 1:
        may = _may_raise(promise, person)
        yield Option(Way.AHEAD, None, float(promise.line.open_quantity), promise.site.code, doable=may)


def _may_raise(promise: Promise, person: Person) -> bool:
    line = promise.line
    may = "priority" in fields_for(person, "orders.change", line.site_id, line.order.customer.territory)
    return may and line.priority > 1


def _other_sites(promise: Promise, person: Person) -> Iterator[Option]:
    """Yield the first day at each other site where the person may promise it to this customer."""
    line = promise.line
    if line.shipped_quantity:
        return  # what was begun at one site is not ended at another
    planned = _planned(promise)
    for site in sites_for(person, "promise.make").exclude(pk=promise.site_id)[:MOST_SITES]:
        theirs = customers_for(person, "promise.make", site).filter(pk=line.order.customer_id)
        if not theirs.exists() or not ItemSite.objects.filter(site=site, item=line.item).exists():
            continue
        found = _quote(promise, site, line.promised_date or line.requested_date)
        day = found.delivery_date if found else None
        if found is not None and day is not None and (planned is None or day < planned):
            sure = found.sureness.probability if found.sureness else None
            yield Option(Way.OTHER_SITE, day, float(line.open_quantity), site.code, probability=sure)


def _quote(promise: Promise, site: Site, wanted: date) -> whatif.PromiseAnswer | None:
    line = promise.line
    try:
        return whatif.quote_for(
            site=site, item=line.item.code, quantity=float(line.open_quantity), wanted_date=wanted,
            customer_class=line.order.customer.customer_class,
        )  # fmt: skip
    except (NoPlanError, UnknownItemError):
        return None
