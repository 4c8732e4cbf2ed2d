"""
Going back to an earlier plan: a new one, published like any other, with that plan's lots as far as they can still be.

The wish waits in a table until a worker plans the site, which it does at once: nothing is lost with a message.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from company.models import Site, User
from mps.models import Plan, PlanDetail, PlanReturn, SitePlanning

MOST_REASON = 200


class NotThere(Exception):
    """There is no such plan of the site, it is the current one, or its lots are no longer kept."""


class OneWaits(Exception):
    """The site is about to go back to a plan already."""


def ask(*, site: Site, plan_id: int, by: User, reason: str) -> PlanReturn:
    """
    Ask for a site to go back to one of its plans; `reason` is why, for whoever reads the plans.

    Raises: NotThere, OneWaits, ValueError without a reason.
    """
    if not reason.strip() or len(reason) > MOST_REASON:
        raise ValueError("a reason of 1 to 200 characters is wanted")
    with transaction.atomic():
        planning = SitePlanning.objects.select_for_update().filter(pk=site.pk).first()
        known = Plan.objects.filter(site=site, pk=plan_id).exists() and in_full(plan_id)
        if planning is None or not known or planning.current_plan_id == plan_id:
            raise NotThere(plan_id)
        asked = {"asked_by": by, "asked_at": timezone.now(), "reason": reason.strip()}
        try:
            with transaction.atomic():
                return PlanReturn.objects.create(site=site, to_plan_id=plan_id, **asked)
        except IntegrityError as error:
            raise OneWaits from error


def in_full(plan_id: int) -> bool:
    """Whether a plan's lots and their minutes are still kept."""
    return PlanDetail.objects.filter(pk=plan_id, lot_minutes__isnull=False).exists()


def waiting(site_id: int) -> PlanReturn | None:
    """Return the wish that waits at a site."""
    return PlanReturn.objects.filter(site_id=site_id, ended_at=None).first()


def last(site: Site) -> PlanReturn | None:
    """Return the wish that was made last at a site."""
    return PlanReturn.objects.filter(site=site).select_related("asked_by").order_by("-asked_at").first()


def end(wish: PlanReturn, plan_id: int | None) -> None:
    """Note what came of a wish; None: the plan was forgotten meanwhile."""
    PlanReturn.objects.filter(pk=wish.pk).update(plan_id=plan_id, ended_at=timezone.now())
