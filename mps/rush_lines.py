"""Which lines could make room for a rush order: those that share its fullest work centre and can wait best."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from capacity.models import WorkCenter
from company import access
from company.models import User
from mps.models import Plan, PlanLoad
from mps.scheduler.problem import PlanningProblem
from orders.models import OPEN_STATUSES, OrderLine
from orders.visible import visible_to

MOST_SUGGESTED = 5


def centers_of(problem: PlanningProblem, item: str) -> set[str]:
    """Return the codes of the work centres that an item and what goes into it pass."""
    below = _reached({item}, [(line.parent, line.component) for line in problem.bom])
    return {operation.work_center for operation in problem.operations if operation.item in below}


def bottleneck_of(plan: Plan, centers: Iterable[str], until: date) -> str:
    """Return which of the work centres is the fullest in the plan's periods until then; empty: there is none."""
    buckets = sum(start <= until for start in plan.bucket_starts) or 1
    loads = PlanLoad.objects.filter(plan=plan, work_center__code__in=list(centers)).order_by("work_center__code")
    rows = loads.values_list("work_center__code", "load_minutes", "available_minutes")
    full = {code: sum(load[:buckets]) / max(1.0, sum(available[:buckets])) for code, load, available in rows}
    return max(full, key=lambda code: full[code], default="")


def with_overtime(site_id: int, centers: Iterable[str]) -> bool:
    """Return whether overtime may be bought at one of the work centres."""
    return WorkCenter.objects.filter(
        site_id=site_id, code__in=list(centers), overtime_minutes_per_week__gt=0
    ).exists()


def suggested(
    problem: PlanningProblem, site_id: int, bottleneck: str, by: User, *, until: date, moved: Iterable[int]
) -> list[OrderLine]:
    """
    Return lines that `by` may move, of items that pass the bottleneck, planned until then or `moved` by the order.

    The least urgent come first, then those with most slack.
    """
    at_it = {operation.item for operation in problem.operations if operation.work_center == bottleneck}
    items = _reached(at_it, [(line.component, line.parent) for line in problem.bom])
    lines = visible_to(by, "orders.change").filter(
        Q(outlook__planned_date__lte=until) | Q(pk__in=list(moved)),
        site_id=site_id, status__in=OPEN_STATUSES, planning_frozen=False, item__code__in=items,
    )  # fmt: skip
    fields = access.fields_for(by, "orders.change", site_id)
    if "requested_date" not in fields:
        return []
    if "promised_date" not in fields:
        lines = lines.filter(promised_date=None)
    found = lines.select_related("order__customer", "item", "outlook")
    return list(found.order_by("-priority", "-outlook__slack_days", "pk")[:MOST_SUGGESTED])


def _reached(begin: set[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    following: dict[str, list[str]] = {}
    for one, other in steps:
        following.setdefault(one, []).append(other)
    reached, ahead = set(begin), list(begin)
    while ahead:
        fresh = [other for other in following.get(ahead.pop(), ()) if other not in reached]
        reached.update(fresh)
        ahead.extend(fresh)
    return reached
