"""
Why an order line is late in a plan: the one chain that every page takes its cause from.

Its first link is the root cause, by which messages are grouped. How it is found: `mps.scheduler.explain`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from mps.models import PlanDetail
from mps.queries.standing import standing_of
from mps.scheduler.awaited import Awaited, awaited
from mps.scheduler.explain import ChainLink, Holds, root_causes, why_late
from mps.scheduler.horizon import Horizon
from mps.scheduler.lateness import Standing


class CauseKind(StrEnum):
    """What holds up order lines, or took a record out."""

    CENTER = "center"
    RECEIPT = "receipt"
    LEAD_TIME = "lead_time"
    FENCE = "fence"
    FIRM = "firm"
    LOT_SIZE = "lot_size"
    BUDGET = "budget"
    HORIZON = "horizon"
    PAST = "past"
    OTHERS_FIRST = "others_first"
    UNKNOWN = "unknown"
    RECORD = "record"


# A chain never begins with a component or a lot rule: what they are about comes before them.
_KINDS = {
    Holds.CAPACITY: CauseKind.CENTER,
    Holds.RECEIPT: CauseKind.RECEIPT,
    Holds.LEAD_TIME: CauseKind.LEAD_TIME,
    Holds.FENCE: CauseKind.FENCE,
    Holds.FIRM: CauseKind.FIRM,
    Holds.LOT_SIZE: CauseKind.LOT_SIZE,
    Holds.KEPT: CauseKind.BUDGET,
    Holds.NO_ROOM: CauseKind.HORIZON,
    Holds.DUE_IN_PAST: CauseKind.PAST,
    Holds.YIELDS: CauseKind.OTHERS_FIRST,
    Holds.UNKNOWN: CauseKind.UNKNOWN,
}

# What is there on a day of its own, whatever the plan: a line that waits for it is not only made just in time.
DATED = (Holds.RECEIPT, Holds.FENCE, Holds.FIRM, Holds.KEPT)
# What keeps a line from being there sooner only where it does so from today on.
FROM_TODAY = (Holds.LEAD_TIME, Holds.CAPACITY)


@dataclass(frozen=True, slots=True)
class Cause:
    """
    A root cause, by which messages are grouped. `code`: a work centre, an item, or why a record was left out.

    `document` and `when` are a receipt's. UNKNOWN: nothing holds the line up that we know.
    """

    kind: CauseKind
    code: str = ""
    document: str = ""
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Lateness:
    """Why a line is late in a plan, the root cause first, and when it is there; None: not inside the `horizon`."""

    horizon: Horizon
    links: tuple[ChainLink, ...]
    due_day: int
    ready_day: int | None
    waits: Awaited | None = None

    @property
    def ready_date(self) -> date | None:
        """When it is there; None: not inside the horizon."""
        return None if self.ready_day is None else self.horizon.date_of(self.ready_day)


def lateness_in(plan_id: int, key: str) -> Lateness | None:
    """Return why the demand of a key is late in a plan; None where it is not, or where the plan no longer tells."""
    try:
        plan = standing_of(plan_id)
    except PlanDetail.DoesNotExist:
        return None
    place = next((place for place, demand in enumerate(plan.problem.demands) if demand.key == key), None)
    if place is None or not plan.is_late(place):
        return None
    due_day, links = plan.problem.demands[place].due_day, why_late(plan, place)
    waits = awaited(plan.problem, place, links)
    return Lateness(plan.problem.horizon, links, due_day, plan.ready_days[place], waits)


def tightness_in(plan_id: int, key: str, by: date) -> Lateness | None:
    """
    Return why the demand of a key is not there by a day in a plan that has it later, as if that were its due day.

    It has no links where it is made just in time for its own day: only what has its own day, or takes its time from
    today on, keeps it from more. None where the plan no longer tells, or has it there.
    """
    try:
        plan = standing_of(plan_id)
    except PlanDetail.DoesNotExist:
        return None
    day, demands = plan.problem.horizon.day_of(by), plan.problem.demands
    place = next((place for place, demand in enumerate(demands) if demand.key == key), None)
    if place is None:
        return None
    wanted = tuple(replace(one, due_day=day) if one.key == key else one for one in demands)
    wish = Standing(replace(plan.index, problem=replace(plan.problem, demands=wanted)), plan.columns)
    if not wish.is_late(place):
        return None
    links = why_late(wish, place)
    is_held = bool(links) and (links[0].kind in DATED or (links[0].kind in FROM_TODAY and links[0].from_day <= 0))
    return Lateness(plan.problem.horizon, links if is_held else (), day, wish.ready_days[place])


def causes_of(plan: Standing, places: Iterable[int]) -> dict[int, Cause]:
    """Return what holds up demands, by their places in the problem."""
    horizon = plan.problem.horizon
    return {
        place: Cause(CauseKind.UNKNOWN) if link is None else named_by(link, horizon)
        for place, link in root_causes(plan, places).items()
    }


def named_by(link: ChainLink, horizon: Horizon) -> Cause:
    """Return the cause that the first link of a chain names."""
    kind = _KINDS[link.kind]
    if kind is CauseKind.RECEIPT:
        return Cause(kind, link.code, link.record, horizon.date_of(link.to_day))
    return Cause(kind) if kind in (CauseKind.PAST, CauseKind.UNKNOWN) else Cause(kind, link.code)
