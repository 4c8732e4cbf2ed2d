"""The pages of webhooks: what is told to whom, what became of it, and what an administrator does about it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import allowed, site_there_is, sites_for
from company.models import Site, User
from connectors.webhooks import endpoints
from connectors.webhooks.endpoints import EndpointRefused
from connectors.webhooks.messages import TYPES
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from connectors.webhooks.targets import TargetRefused
from orders.promises.models import PromiseNews

DELIVERIES_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed("hooks.change")
def endpoints_page(request: HttpRequest) -> HttpResponse:
    """List the webhooks of the site; add one, and show its secret."""
    site = site_there_is(request, "hooks.change")
    if request.method != "POST":
        return _list(request, site)
    url, kinds = request.POST.get("url", ""), request.POST.getlist("kinds")
    try:
        made = endpoints.add(site=site, url=url, kinds=kinds, by=cast("User", request.user))
    except (EndpointRefused, TargetRefused) as refused:
        return _list(request, site, url, kinds, str(refused))
    return _shown(request, made, made.secret)


@require_safe
@never_cache
@allowed("hooks.change")
def endpoint_page(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show a webhook and what became of its deliveries (`?state=`)."""
    return _shown(request, _endpoint(request, endpoint_id))


@require_POST
@never_cache
@allowed("hooks.change")
def do(request: HttpRequest, endpoint_id: int, verb: str) -> HttpResponse:
    """Try a webhook, give it a new secret and show that, or switch it on or off."""
    endpoint = _endpoint(request, endpoint_id)
    if verb == "rotate":
        return _shown(request, endpoint, endpoints.rotate(endpoint=endpoint))
    if verb == "test":
        endpoints.try_out(endpoint=endpoint)
        messages.success(request, _("A test is on its way. Its answer stands below in a moment."))
    elif verb in ("on", "off"):
        endpoints.switch(endpoint=endpoint, active=verb == "on")
        messages.success(request, _("The webhook is switched on.") if verb == "on" else _("The webhook is off."))
    else:
        raise Http404(_("There is no such thing to do."))
    return redirect("webhooks:webhook", endpoint.pk)


@require_POST
@never_cache
@allowed("hooks.change")
def again(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """Have a delivery sent again."""
    ours = Delivery.objects.filter(endpoint__site__in=sites_for(request.user, "hooks.change"))
    delivery = get_object_or_404(ours, pk=delivery_id)
    endpoints.send_again(delivery=delivery)
    messages.success(request, _("It is sent again, under the same id."))
    return redirect("webhooks:webhook", delivery.endpoint_id)


def _endpoint(request: HttpRequest, endpoint_id: int) -> Endpoint:
    theirs = Endpoint.objects.filter(site__in=sites_for(request.user, "hooks.change"))
    return get_object_or_404(theirs.select_related("site", "created_by"), pk=endpoint_id)


def _list(
    request: HttpRequest, site: Site, url: str = "", kinds: list[str] | None = None, refused: str = ""
) -> HttpResponse:
    waiting = Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING))
    given_up = Count("deliveries", filter=Q(deliveries__state=DeliveryState.GIVEN_UP))
    context = {
        "site": site, "endpoints": Endpoint.objects.filter(site=site).annotate(waiting=waiting, given_up=given_up),
        "kinds": [
            (news.value, TYPES[news.value], news.label, kinds is None or news.value in kinds) for news in PromiseNews
        ],
        "url": url, "refused": refused,
    }  # fmt: skip
    return render(request, "webhooks/webhooks.html", context, status=422 if refused else 200)


def _shown(request: HttpRequest, endpoint: Endpoint, secret: str = "") -> HttpResponse:
    state = request.GET.get("state", "")
    found = endpoint.deliveries.select_related("event__promise__line__order")
    if state in DeliveryState.values:
        found = found.filter(state=state)
    page = Paginator(found, DELIVERIES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "endpoint": endpoint, "told": [TYPES[kind] for kind in endpoint.kinds], "page": page, "state": state,
        "states": [("", _("All")), *DeliveryState.choices], "secret": secret, "types": TYPES,
        "rows": [(each, TYPES[each.event.kind] if each.event else "webhook.test") for each in page],
    }  # fmt: skip
    return render(request, "webhooks/webhook.html", context)
