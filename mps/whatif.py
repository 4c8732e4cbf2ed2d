"""Questions to the published plan that change nothing. Runs in web processes: no solver, no problem, only the basis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from company.models import Site
from mps import promisable
from mps.models import SitePlanning
from mps.plan_basis import NoPlanError, basis_of
from mps.scheduler import promise
from mps.scheduler.backing import Blocked, BlockedBy
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.promise import UnknownItemError
from mps.scheduler.promise_basis import PromiseBasis
from mps.scheduler.promise_overtime import WithOvertime, sooner_with_overtime
from mps.sureness import Sureness, sureness_of

__all__ = ["Delivery", "NoPlanError", "Obstacle", "PromiseAnswer", "UnknownItemError", "Week", "quote_for"]


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
class Overtime:
    """The first date that overtime would make possible, how many minutes of it, and their cost (site's currency)."""

    date: date
    minutes: float
    cost: float


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """
    When a quantity can be there, by which plan.

    `due_date` is what the wanted date means: itself, or the working day before it. `earliest_date` is the first
    possible one, `delivery_date` the one to promise: that, or the due one where it is later; None: not inside the
    horizon, which ends on `horizon_last_date`, or the wanted date lies behind that (`beyond_horizon`). All of them are
    working days of the site. `obstacle` is stated where the wanted date can't be met, and `overtime` where that would
    bring it sooner: the plan has not bought it, so it is no promise. `sureness` is that of the `delivery_date`; None:
    not enough history.
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
    overtime: Overtime | None
    sureness: Sureness | None = None


def quote_for(
    *, site: Site, item: str, quantity: float, wanted_date: date, customer_class: str = ""
) -> PromiseAnswer:
    """
    Return when a customer of a class can have a quantity of an item: on top of the site's current plan, of the promises
    made since, and of what is kept for other classes. A wanted date before the plan's first day means that day.

    Raises: NoPlanError; UnknownItemError; ValueError where the quantity is not a positive number.
    """
    planning = SitePlanning.objects.filter(site=site).only("current_plan_id", "planned_revision").first()
    plan_id = planning.current_plan_id if planning else None
    if planning is None or plan_id is None:
        raise NoPlanError(site.code)
    plan = promisable.CurrentPlan(site.pk, plan_id, planning.planned_revision, basis_of(plan_id))
    basis, resources = plan.basis, promisable.left_for(customer_class, plan)
    found = promise.quote(
        basis,
        item=item,
        quantity=quantity,
        wanted_day=(wanted_date - basis.start_date).days,
        resources=resources,
    )
    sooner = _sooner(found, resources) if found.why_not is not None else None
    answer = _dated(found, sooner, basis, plan_id=plan_id, wanted_date=wanted_date)
    if answer.delivery_date is None:
        return answer
    sure = sureness_of(site, resources, item=item, quantity=quantity, on=answer.delivery_date)
    return replace(answer, sureness=sure)


def _sooner(found: promise.Quote, resources: Resources) -> WithOvertime | None:
    return sooner_with_overtime(
        resources, item=found.item, quantity=found.quantity, due_day=found.due_day, earliest=found.earliest_day
    )


def _dated(
    found: promise.Quote, sooner: WithOvertime | None, basis: PromiseBasis, *, plan_id: int, wanted_date: date
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
        overtime=None if sooner is None else Overtime(dated(sooner.day), sooner.minutes, sooner.cost),
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
