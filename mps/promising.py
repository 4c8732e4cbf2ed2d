"""
Promises made on the published plan: taking of what is left.

A promise takes units of items and minutes of work centres at several moments at once, and what can be had at one moment
depends on all the later ones. No condition on one row says that. So promises of a site take turns: the one statement
that begins a promise counts the site's turn up and names the plan it is made on. Until it commits nobody else has the
turn, and no other plan is published; what the turn finds left is left (docs/decisions/0016-promises-take-turns.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from capacity.models import WorkCenter
from company.models import Site
from materials.models import Item
from mps import promisable, sureness
from mps.plan_basis import NoPlanError, basis_of
from mps.promisable import CurrentPlan
from mps.scheduler.backing import Backing
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.commitments import Commitment, Taken, first_day_for, take
from mps.scheduler.promise_basis import PromiseBasis
from mps.sureness import Sureness
from orders.promises import book
from orders.promises.book import Terms
from orders.promises.models import BackingKind, Promise

TURN = """
UPDATE mps_siteplanning SET promise_turn = promise_turn + 1 WHERE site_id = %s
RETURNING current_plan_id, planned_revision
"""


class NotPossibleError(Exception):
    """A part can't leave on the day that was asked for; `args[0]` is its place among the parts."""


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A delivery, wanted on a day, to be promised for `promised_date`; None: the first day from the wanted one on.

    `overtime` lets it rest on overtime that the plan has not bought, where its day takes that. What it rests on is
    ready by `ready_date`; None: by its day. From that day to its own lies time for what comes late.
    """

    item: Item
    quantity: Decimal
    wanted_date: date
    promised_date: date | None = None
    overtime: bool = False
    ready_date: date | None = None


@transaction.atomic
def promise(what: Sequence[Wish], terms: Terms) -> list[Promise]:
    """
    Promise all wishes, or none, on the site's current plan, beside all promises made since and what others are kept.

    Raises: NoPlanError; NotPossibleError for a day that is not free (any more); orders.promises.book.NumberTakenError.
    """
    # It can take a second: not in the turn.
    known = sureness.known(terms.site, terms.site.planning_date(timezone.now()))
    plan = _take_turn(terms.site)
    basis, resources = plan.basis, promisable.left_for(terms.customer.customer_class, plan)
    days, takings, chances = list[date](), list[Taken](), list[Sureness | None]()
    for place, wish in enumerate(what):
        day = _day_for(wish, resources)
        taken = None if day is None else take(resources, _commitment(wish, day, basis))
        if day is None or taken is None:
            raise NotPossibleError(place)
        chances.append(known.of(taken.backing, resources, item=wish.item.code, day=day))
        days.append(basis.start_date + timedelta(days=day))
        takings.append(taken)
        resources = taken.left
    rests = _rests(terms.site, basis, [taken.backing for taken in takings])
    parts = [
        book.Part(
            wish.item, wish.quantity, day, wish.wanted_date, backing, sure.probability if sure else None,
            sure.slack_days_80 if sure else None, taken.overtime_minutes, taken.overtime_cost,
        )
        for wish, day, taken, backing, sure in zip(what, days, takings, rests, chances, strict=True)
    ]
    return book.record(terms, parts, plan_id=plan.plan_id)


def _commitment(wish: Wish, day: int, basis: PromiseBasis) -> Commitment:
    """Return what a wish for a day takes: by its own day, or the one before it that it names."""
    ready = day if wish.ready_date is None else min(day, (wish.ready_date - basis.start_date).days)
    return Commitment(wish.item.code, float(wish.quantity), ready, wish.overtime)


def _take_turn(site: Site) -> CurrentPlan:
    with connection.cursor() as cursor:
        cursor.execute(TURN, [site.pk])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise NoPlanError(site.code)
    plan_id, revision = row
    return CurrentPlan(site.pk, plan_id, revision, basis_of(plan_id))


def _day_for(wish: Wish, resources: Resources) -> int | None:
    """Return the day to promise; None where nothing leaves on the one that was named, or there is none."""
    basis = resources.basis
    if wish.promised_date is None:
        wanted = (wish.wanted_date - basis.start_date).days
        return first_day_for(resources, wish.item.code, float(wish.quantity), wanted)
    day = (wish.promised_date - basis.start_date).days
    return day if day >= 0 and basis.delivery_day_from(day) == day else None


def _rests(site: Site, basis: PromiseBasis, backings: Sequence[Backing]) -> list[list[book.Rests]]:
    """Return what each promise rests on, with ids for codes and dates for days."""
    codes = {take.item for backing in backings for take in backing.takes}
    codes |= {lot.item for backing in backings for lot in backing.lots}
    centers = {load.work_center for backing in backings for load in backing.loads}
    codes |= {load.item for backing in backings for load in backing.loads}
    items = dict(Item.objects.filter(code__in=codes).values_list("code", "pk"))
    ids = dict(WorkCenter.objects.filter(site=site, code__in=centers).values_list("code", "pk"))

    def dated(day: int) -> date:
        return basis.start_date + timedelta(days=day)

    return [
        [
            *(book.Rests(BackingKind.UNCOMMITTED, items[part.item], dated(part.day), part.quantity)
              for part in backing.takes),
            *(book.Rests(BackingKind.LOT, items[lot.item], dated(lot.finish_day), lot.quantity * lot.count, lot.count,
                         start_day=dated(lot.start_day))
              for lot in backing.lots),
            *(book.Rests(BackingKind.MINUTES, ids[load.work_center], dated(load.day), load.minutes,
                         item_id=items[load.item], step=load.step)
              for load in backing.loads),
        ]
        for backing in backings
    ]  # fmt: skip
