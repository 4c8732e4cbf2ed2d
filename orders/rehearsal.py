"""What last month's changes would have met under other change rules, judged as they were asked for. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from company.models import Site
from materials.models import ItemSite
from orders import change_rules
from orders.fence_facts import authority_of, fences_of
from orders.fences import Judgement, Proposal, SiteRule, Verdict, judge
from orders.models import ChangeRequest

LOOKED_BACK = timedelta(days=30)
MOST_REQUESTS = 5_000


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A change that was asked for, and what became of it by the rules that hold and by those that are tried."""

    request: ChangeRequest
    by_rules: Judgement
    tried: Judgement


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The changes looked at, how many went from which verdict to which, and those that would have met another one."""

    count: int
    verdicts: Mapping[tuple[Verdict, Verdict], int]
    other: Sequence[Rehearsed]


def rehearse(site: Site, tried: Sequence[SiteRule], *, now: datetime | None = None) -> Rehearsal:
    """Judge the last month's changes at a site, the latest `MOST_REQUESTS`, by the rules that hold and by others."""
    since = (now or timezone.now()) - LOOKED_BACK
    holding = change_rules.of_sites([site.pk]).get(site.pk, [])
    requests = list(
        ChangeRequest.objects.filter(line__site=site, requested_at__gte=since, requested_by__isnull=False)
        .select_related("line__order__customer", "requested_by")
        .prefetch_related("requested_by__memberships__site")
        .order_by("-pk")[:MOST_REQUESTS]
    )
    planned = {row.item_id: row for row in ItemSite.objects.filter(site=site)}
    found = [
        Rehearsed(
            request,
            _judged(request, site, planned.get(request.line.item_id), holding),
            _judged(request, site, planned.get(request.line.item_id), tried),
        )
        for request in requests
    ]
    verdicts = Counter((one.by_rules.verdict, one.tried.verdict) for one in found)
    return Rehearsal(len(found), verdicts, [one for one in found if one.by_rules != one.tried])


def _judged(request: ChangeRequest, site: Site, planned: ItemSite | None, rules: Sequence[SiteRule]) -> Judgement:
    person, customer = request.requested_by, request.line.order.customer
    if person is None:  # the query leaves these out
        raise ValueError(f"change request {request.pk} is nobody's")
    asked_on = request.requested_at.astimezone(ZoneInfo(site.time_zone)).date()
    return judge(
        Proposal(tuple(request.proposal), list(_dates(request)), line_frozen=request.line.planning_frozen),
        replace(fences_of(site, planned), horizon_start=site.fixed_planning_date or asked_on),
        authority_of(person, site.pk, customer.customer_class, rules),
    )


def _dates(request: ChangeRequest) -> Iterable[date]:
    """Yield the line's dates before and after; what was not to be changed is taken from the line as it is now."""
    for name in ("requested_date", "promised_date"):
        before = request.before.get(name, getattr(request.line, name))
        for value in (before, request.proposal.get(name)):
            if value:
                yield value if isinstance(value, date) else date.fromisoformat(value)
