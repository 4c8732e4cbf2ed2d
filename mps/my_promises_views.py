"""The page “My promises”: the frame; what it shows is read from the API, so that both say the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from company.access import allowed, can, current_site
from company.models import User
from orders.promises.ledger import promises_visible_to
from orders.promises.standing import URGENCY

MOST_OWNERS = 200


@require_safe
@never_cache
@allowed("orders.view")
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person's promises, and to who reaches others' promises also theirs, by owner."""
    site = current_site(request, "orders.view")
    context: dict[str, object] = {"site": site, "standings": [(each.value, each.label) for each in URGENCY]}
    if site is not None:
        makers = promises_visible_to(request.user).filter(site=site, made_by__isnull=False).order_by()
        owners = User.objects.filter(pk__in=makers.values("made_by").distinct()).order_by("username")[:MOST_OWNERS]
        context["owners"] = [(owner.username, owner.shown_name()) for owner in owners if owner.pk != request.user.pk]
        context["may_promise"] = can(request.user, "promise.make", site)
        context["has_own"] = makers.filter(made_by_id=request.user.pk).exists()
    return render(request, "mps/my_promises.html", context)
