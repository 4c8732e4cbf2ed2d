"""Questions to the published plan that change nothing. Runs in web processes: no solver, no problem, only the basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from company.models import Site
from mps import promisable
from mps.models import SitePlanning
from mps.plan_basis import NoPlanError, basis_of
from mps.promisable import CurrentPlan
from mps.scheduler import promise
from mps.scheduler.backing import Blocked, BlockedBy
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.promise import UnknownItemError
from mps.scheduler.promise_basis import PromiseBasis
from mps.sureness import Sureness, known

__all__ = [
    "Delivery", "NoPlanError", "Obstacle", "PromiseAnswer", "UnknownItemError", "Week", "answer_on", "plan_of",
    "quote_for",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """A part of a split promise."""

    date: date
    quantity: float


@dataclass(frozen=True, slots=True)
class Week:
    """What becomes available to promise from `first_date` to `last_date`, and what can be taken by then in all."""

    first_date: date
    last_date: date
    quantity: float
    cumulative_quantity: float


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why it can't be sooner: as `mps.scheduler.backing.Blocked`, with dates for the days."""

    kind: BlockedBy
    code: str
    free_date: date | None
    amount: float
    from_date: date | None
    free_minutes: float


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """
    When a quantity can be there, by which plan.

    `due_date` is what the wanted date means: itself, or the working day before it. `earliest_date` is the first
    possible one, `delivery_date` the one to promise: that, or the due one where it is later; None: not inside the
    horizon, which ends on `horizon_last_date`, or the wanted date lies behind that (`beyond_horizon`). All of them are
    working days of the site. `obstacle` is stated where the wanted date can't be met. `sureness` is that of the
    `delivery_date`; None: not enough history.
    """

    plan_id: int
    item: str
    quantity: float
    wanted_date: date
    due_date: date
    beyond_horizon: bool
    horizon_last_date: date
    earliest_date: date | None
    delivery_date: date | None
    quantity_on_wanted_date: float
    from_uncommitted: float
    split: tuple[Delivery, ...]
    weeks: tuple[Week, ...]
    obstacle: Obstacle | None
    sureness: Sureness | None


def quote_for(
    *, site: Site, item: str, quantity: float, wanted_date: date, customer_class: str = ""
) -> PromiseAnswer:
    """
    Return when a customer of a class can have a quantity of an item: on top of the site's current plan, of the promises
    made since, and of what is kept for other classes. A wanted date before the plan's first day means that day.

    Raises: NoPlanError; UnknownItemError; ValueError where the quantity is not a positive number.
    """
    plan = plan_of(site)
    resources = promisable.left_for(customer_class, plan)
    return answer_on(plan, resources, site, item=item, quantity=quantity, wanted_date=wanted_date)


def plan_of(site: Site) -> CurrentPlan:
    """Return the plan that a site has published last. Raises NoPlanError."""
    planning = SitePlanning.objects.filter(site=site).only("current_plan_id", "planned_revision").first()
    plan_id = planning.current_plan_id if planning else None
    if planning is None or plan_id is None:
        raise NoPlanError(site.code)
    return CurrentPlan(site.pk, plan_id, planning.planned_revision, basis_of(plan_id))


def answer_on(
    plan: CurrentPlan, resources: Resources, site: Site, *, item: str, quantity: float, wanted_date: date
) -> PromiseAnswer:
    """Return `quote_for` on what is left of a plan. Raises: UnknownItemError; ValueError as `quote_for` does."""
    basis = plan.basis
    found = promise.quote(
        basis,
        item=item,
        quantity=quantity,
        wanted_day=(wanted_date - basis.start_date).days,
        resources=resources,
    )
    sure = None
    if found.delivery_day is not None:
        sure = known(site, basis.start_date).of(found.backing, resources, item=item, day=found.delivery_day)
    return _dated(found, sure, basis, plan_id=plan.plan_id, wanted_date=wanted_date)


def _dated(
    found: promise.Quote, sure: Sureness | None, basis: PromiseBasis, *, plan_id: int, wanted_date: date
) -> PromiseAnswer:
    def dated(day: int) -> date:
        return basis.start_date + timedelta(days=day)

    return PromiseAnswer(
        plan_id=plan_id,
        item=found.item,
        quantity=found.quantity,
        wanted_date=wanted_date,
        due_date=dated(found.due_day),
        beyond_horizon=found.beyond_horizon,
        horizon_last_date=dated(basis.day_count - 1),
        earliest_date=None if found.earliest_day is None else dated(found.earliest_day),
        delivery_date=None if found.delivery_day is None else dated(found.delivery_day),
        quantity_on_wanted_date=found.quantity_on_wanted_day,
        from_uncommitted=found.from_uncommitted,
        split=_deliveries(found.split, basis.start_date),
        weeks=tuple(
            Week(dated(week.first_day), dated(week.last_day), week.quantity, week.cumulative_quantity)
            for week in found.weeks
        ),
        obstacle=_obstacle(found.why_not, basis.start_date),
        sureness=sure,
    )


def _obstacle(blocked: Blocked | None, start: date) -> Obstacle | None:
    if blocked is None:
        return None
    free_date, from_date = (
        None if day is None else start + timedelta(days=day) for day in (blocked.day, blocked.from_day)
    )
    return Obstacle(blocked.kind, blocked.code, free_date, blocked.amount, from_date, blocked.free_minutes)


def _deliveries(split: promise.Split | None, start: date) -> tuple[Delivery, ...]:
    parts = (split.first, split.rest) if split else ()
    return tuple(Delivery(start + timedelta(days=part.day), part.quantity) for part in parts)
