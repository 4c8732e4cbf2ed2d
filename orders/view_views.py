"""What a page asks of its saved views: keep one, change it, delete it."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from company.access import allowed, can, site_there_is
from company.models import Site, User
from orders import saved_views
from orders.saved_views import NotSaved, OrderView


@require_http_methods(["POST"])
@allowed("orders.view")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a new view of a page of the site: `{surface, name, shared, settings}`."""
    site = site_there_is(request, "orders.view")
    return _write(request, site, None)


@require_http_methods(["PATCH", "DELETE"])
@allowed("orders.view")
def saved_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Change or delete a view of one's own; another's shared one can be used, not changed (403)."""
    person = cast("User", request.user)
    view = get_object_or_404(saved_views.usable_by(person).select_related("site", "owner"), pk=view_id)
    if view.owner_id != person.pk:
        return _problem(
            HTTPStatus.FORBIDDEN, _("This view belongs to somebody else. Save it under a name of your own.")
        )
    if request.method == "DELETE":
        view.delete()
        return JsonResponse({})
    return _write(request, view.site, view)


def _write(request: HttpRequest, site: Site, view: OrderView | None) -> HttpResponse:
    person = cast("User", request.user)
    try:
        sent = saved_views.read(request.body)
    except msgspec.DecodeError as error:
        return _problem(HTTPStatus.BAD_REQUEST, str(error))
    if sent.shared and not can(person, "views.share", site):
        return _problem(HTTPStatus.FORBIDDEN, _("Your role does not allow this."))
    try:
        if view is None:
            view = saved_views.create(site=site, owner=person, sent=sent)
        else:
            view = saved_views.change(view=view, sent=sent)
    except NotSaved as reason:
        return _problem(HTTPStatus.CONFLICT, str(reason))
    return JsonResponse(saved_views.told(view, person))


def _problem(status: HTTPStatus, title: str) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
