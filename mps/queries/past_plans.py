"""Which earlier plans a site can be looked at as of: the last of each day of this week, and of each week before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate, TruncWeek
from django.db.models.functions.datetime import TruncBase

from company.models import Site
from mps.models import Plan, PlanDetail

WEEKS_BACK = 26


@dataclass(frozen=True, slots=True)
class PastPlans:
    """
    Plans that are over, newest first: the last of each day of this week, and of each of the `WEEKS_BACK` weeks before.

    Days and weeks are those of the site's clocks. Of a plan that is not `in_full` (an annotation) the figures are left.
    """

    days: list[Plan]
    weeks: list[Plan]

    @property
    def any_forgotten(self) -> bool:
        """Whether only the figures of one of them are left."""
        return any(not plan.in_full for plan in (*self.days, *self.weeks))  # type: ignore[attr-defined]


def plans_of(site: Site) -> QuerySet[Plan]:
    """Return a site's plans, each with `in_full`: whether its rows are still kept."""
    return Plan.objects.filter(site=site).annotate(in_full=Exists(PlanDetail.objects.filter(plan=OuterRef("pk"))))


def past_plans(site: Site, *, current_id: int, now: datetime) -> PastPlans:
    """Return the plans before the current one as of which the site can be looked at."""
    zone = ZoneInfo(site.time_zone)
    monday = _monday(now.astimezone(zone))
    earlier = plans_of(site).exclude(pk=current_id)
    days = earlier.filter(created_at__gte=monday)
    weeks = earlier.filter(created_at__lt=monday, created_at__gte=monday - timedelta(weeks=WEEKS_BACK))
    by_day, by_week = TruncDate("created_at", tzinfo=zone), TruncWeek("created_at", tzinfo=zone)
    return PastPlans(_last_of_each(by_day, days), _last_of_each(by_week, weeks))


def week_of(plan: Plan) -> tuple[str, date]:
    """Return the ISO week in which a plan was published, by its site's clocks: what it is called, and its Monday."""
    day = plan.created_at.astimezone(ZoneInfo(plan.site.time_zone)).date()
    return f"W{day.isocalendar().week:02}", day - timedelta(days=day.weekday())


def _last_of_each(period: TruncBase, plans: QuerySet[Plan]) -> list[Plan]:
    each = plans.annotate(period=period).select_related("site")
    return list(each.order_by("-period", "-created_at", "-pk").distinct("period"))


def _monday(local: datetime) -> datetime:
    """Return when the week of a moment began by the same clocks."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=local.weekday())
