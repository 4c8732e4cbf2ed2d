"""The current plan that a question is about, and the refusal where a site has none yet."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from company import problems
from company.models import Site
from mps.models import SitePlanning


def plan_id_of(site: Site, *, in_full: bool = False) -> int | None:
    """Return the id of a site's current plan; None where there is none, or none that is kept in full (`in_full`)."""
    plannings = SitePlanning.objects.filter(site=site)
    if in_full:
        plannings = plannings.filter(current_plan__detail__isnull=False)
    return plannings.values_list("current_plan_id", flat=True).first()


def words() -> str:
    """Return why nothing can be said of the plan."""
    return _("There is no plan of this site yet.")


def refused(request: HttpRequest) -> JsonResponse:
    """Return the answer to a question about a plan that is not there: a conflict with where the site stands."""
    return problems.answer(request, HTTPStatus.CONFLICT, words())
