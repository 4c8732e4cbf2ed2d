"""What the drawer of the master schedule fetches: what stands behind a cell, a lot, and the load of a work centre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from capacity.models import WorkCenter
from company.access import allowed, site_there_is
from company.models import Site
from materials.models import Item
from mps import cell_wording
from mps.models import Plan
from mps.queries import cells, loads, lots
from mps.queries.kept_plan import UnknownLotError
from mps.queries.reasons import Reason
from orders.visible import visible_to


@require_GET
@never_cache
@allowed("plan.view")
def cell(request: HttpRequest) -> JsonResponse:
    """Return what stands behind one cell: `?plan=&item=&first=&last=` (ids, and the cell's first and last day)."""
    site = site_there_is(request, "plan.view")
    item_id, plan_id = _number(request, "item"), _plan_id(request, site)
    first, last = _days(request)
    item = get_object_or_404(Item, pk=item_id)
    try:
        found = cells.cell(plan_id=plan_id, item=item, first=first, last=last, lines=visible_to(request.user))
    except KeyError as error:
        raise Http404(_("The plan does not know this item.")) from error
    return JsonResponse({**asdict(found), "reasons": _sentences(found.reasons, site)})


@require_GET
@never_cache
@allowed("plan.view")
def lot(request: HttpRequest) -> JsonResponse:
    """Return what stands behind one lot: `?plan=&lot=` (the plan's id, the lot's key)."""
    site = site_there_is(request, "plan.view")
    plan_id = _plan_id(request, site)
    try:
        found = lots.lot_behind(plan_id=plan_id, key=request.GET.get("lot", ""), lines=visible_to(request.user))
    except UnknownLotError as error:
        raise Http404(_("The plan has no such lot.")) from error
    return JsonResponse({**asdict(found), "reasons": _sentences(found.reasons, site)})


@require_GET
@never_cache
@allowed("plan.view")
def load(request: HttpRequest) -> JsonResponse:
    """Return what fills a work centre: `?plan=&center=&first=&last=` (ids, and the cell's first and last day)."""
    site = site_there_is(request, "plan.view")
    center_id, plan_id = _number(request, "center"), _plan_id(request, site)
    first, last = _days(request)
    center = get_object_or_404(WorkCenter, pk=center_id, site=site)
    return JsonResponse(asdict(loads.load(plan_id=plan_id, center=center.code, first=first, last=last)))


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.GET[name])
    except (KeyError, ValueError) as error:
        raise BadRequest(f"{name} is needed") from error


def _days(request: HttpRequest) -> tuple[date, date]:
    try:
        return date.fromisoformat(request.GET["first"]), date.fromisoformat(request.GET["last"])
    except (KeyError, ValueError) as error:
        raise BadRequest("first and last are needed") from error


def _plan_id(request: HttpRequest, site: Site) -> int:
    """Return the plan that is asked for. Raises Http404 where it is not this site's, or no longer kept in full."""
    plan_id = _number(request, "plan")
    # What stands behind a cell is kept with the newest plans only; a page that is open shows a newer one in a moment.
    if not Plan.objects.filter(pk=plan_id, site=site, detail__isnull=False).exists():
        raise Http404(_("There is no such plan."))
    return plan_id


def _sentences(reasons: Iterable[Reason], site: Site) -> list[str]:
    found = list(reasons)
    codes = {reason.what for reason in found if reason.what}
    names = dict(Item.objects.filter(code__in=codes).values_list("code", "name"))
    names.update(WorkCenter.objects.filter(site=site, code__in=codes).values_list("code", "name"))
    return [cell_wording.sentence(reason, names=names, today=site.horizon_start) for reason in found]
