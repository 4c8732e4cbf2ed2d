"""What was published since somebody last looked at what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from company.models import Site, User
from mps.models import Plan, PlanSeen


@dataclass(frozen=True, slots=True)
class Looked:
    """When a person last looked at what changed, and how many plans were published since."""

    at: datetime
    plans: int


def since_looked(by: User, site: Site) -> Looked | None:
    """Return what there is new for a person at a site; None where they have never looked."""
    seen = PlanSeen.objects.filter(user=by, site=site).first()
    if seen is None:
        return None
    return Looked(seen.seen_at, Plan.objects.filter(site=site, pk__gt=seen.plan_id).count())
