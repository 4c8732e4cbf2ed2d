"""Other ways to say yes than the plan has: with overtime, and from another site. Asked after the first answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from company.models import Site
from mps import promisable, whatif
from mps.scheduler.commitments import first_day_for
from mps.scheduler.promise import due_day
from mps.scheduler.promise_overtime import sooner_with_overtime
from mps.sureness import Sureness, known
from mps.whatif import NoPlanError, UnknownItemError


@dataclass(frozen=True, slots=True)
class Overtime:
    """
    The first day that overtime makes possible, and how much of it that takes beyond what the plan has bought.

    Unit: `cost` is money in the site's currency.
    """

    date: date
    minutes: float
    cost: float
    sureness: Sureness | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The day on which another site could deliver all of it."""

    site: Site
    date: date
    sureness: Sureness | None


def with_overtime(
    site: Site, *, item: str, quantity: float, wanted_date: date, customer_class: str
) -> Overtime | None:
    """
    Return what overtime brings; None where it brings nothing sooner.

    Raises: NoPlanError; UnknownItemError.
    """
    plan = whatif.plan_of(site)
    basis, resources = plan.basis, promisable.left_for(customer_class, plan)
    if item not in basis.places:
        raise UnknownItemError(item)
    wanted = (wanted_date - basis.start_date).days
    if wanted >= basis.day_count:
        return None
    due = due_day(basis, wanted)
    earliest = first_day_for(resources, item, quantity, wanted)
    if earliest == due:
        return None
    found = sooner_with_overtime(resources, item=item, quantity=quantity, due_day=due, earliest=earliest)
    if found is None:
        return None
    sure = known(site, basis.start_date).of(found.backing, resources, item=item, day=found.day)
    return Overtime(basis.start_date + timedelta(days=found.day), found.minutes, found.cost, sure)


def elsewhere(
    sites: Iterable[Site], *, item: str, quantity: float, wanted_date: date, customer_class: str
) -> list[Elsewhere]:
    """Return which of the sites can deliver all of it inside their horizon, the soonest first."""
    found = []
    for site in sites:
        try:
            answer = whatif.quote_for(
                site=site, item=item, quantity=quantity, wanted_date=wanted_date, customer_class=customer_class
            )
        except (NoPlanError, UnknownItemError):
            continue
        if answer.delivery_date is not None:
            found.append(Elsewhere(site, answer.delivery_date, answer.sureness))
    return sorted(found, key=lambda one: (one.date, one.site.code))
