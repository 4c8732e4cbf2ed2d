"""Where a step of a routing is done, and capacity. A function a step: it changes what would hold, or raises Refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

from company.formats import short_date
from mps.models import Steering, SteeringKind
from mps.steering import steps
from mps.steering.known import Known
from mps.steering.violations import Refused

FORCE, FORBID, FREE = "force", "forbid", "free"

Warnings = list[tuple[str, str]]


def is_rule(row: Steering) -> bool:
    """Whether a decision is about a step of all lots of an item, and not of one."""
    return row.kind == SteeringKind.WORK_CENTER and not row.lot_key


def left_of(choices: tuple[int, ...], rules: list[Steering]) -> tuple[int, ...]:
    """Return the work centres that can do a step, the preferred one first, which rules leave over."""
    forced = [row.work_center_id for row in rules if row.rule == FORCE]
    forbidden = {row.work_center_id for row in rules if row.rule == FORBID}
    return tuple(one for one in choices if one not in forbidden and (not forced or one in forced))


def work_center(step: steps.WorkCenterRule, known: Known) -> Warnings:
    """Force or forbid a work centre for a step of an item's routing, or free the step of it again."""
    if step.item_id not in known.items:
        raise Refused("unknown_item", _("This item is not planned here."))
    choices = known.routing.get(step.item_id, {}).get(step.step)
    if choices is None:
        raise Refused("unknown_step", _("The routing of the item has no step %(step)d.") % {"step": step.step})
    rules = [row for row in known.active if _is_of(row, step)]
    same = [row for row in rules if row.work_center_id == step.work_center_id]
    if step.rule == FREE:
        if not same:
            raise Refused("not_firm", _("Nobody has forced or forbidden this work centre here."))
        known.active[:] = [row for row in known.active if row not in same]
        return []
    code = known.centers.get(step.work_center_id, "")
    if step.work_center_id not in choices:
        words = _("Work centre %(center)s can't do step %(step)d of the item.")
        raise Refused("not_on_routing", words % {"center": code, "step": step.step})
    ended = rules if step.rule == FORCE else [*same, *(row for row in rules if row.rule == FORCE)]
    new = Steering(
        site=known.site, kind=SteeringKind.WORK_CENTER, item_id=step.item_id, step=step.step,
        work_center_id=step.work_center_id, rule=step.rule,
    )  # fmt: skip
    if not left_of(choices, [*(row for row in rules if row not in ended), new]):
        words = _("No work centre would be left for step %(step)d of the item.")
        raise Refused("no_work_center", words % {"step": step.step})
    known.active[:] = [row for row in known.active if row not in ended]
    known.active.append(new)
    return []


def capacity(step: steps.CapacityChange, known: Known) -> Warnings:
    """Add overtime, a shift or downtime to some days of a work centre."""
    if step.work_center_id not in known.centers:
        raise Refused("unknown_work_center", _("There is no such work centre here."))
    if step.last < known.start:
        raise Refused("in_the_past", _("%(date)s lies in the past.") % {"date": short_date(step.last, known.start)})
    known.active.append(
        Steering(
            site=known.site, kind=SteeringKind.CAPACITY, work_center_id=step.work_center_id, rule=step.change,
            first_date=step.first, last_date=step.last, minutes=step.minutes_per_day,
        )
    )  # fmt: skip
    return []


def _is_of(row: Steering, step: steps.WorkCenterRule) -> bool:
    return is_rule(row) and (row.item_id, row.step) == (step.item_id, step.step)
