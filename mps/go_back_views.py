"""Going back to an earlier plan, from the page that compares it with the current one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from company.access import allowed, keeping_site, site_there_is
from company.models import User
from mps import live, returning
from mps.models import Plan


@require_POST
@allowed("plan.steer")
def go_back(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask for a new plan with an earlier plan's lots (`reason`: why); a worker makes it at once."""
    site = site_there_is(request, "plan.steer")
    plan = get_object_or_404(Plan, site=site, pk=plan_id)
    try:
        returning.ask(site=site, plan_id=plan.pk, by=cast("User", request.user), reason=request.POST.get("reason", ""))
    except returning.NotThere:
        messages.error(request, _("This is the current plan, or its lots are no longer kept."))
    except returning.OneWaits:
        messages.error(request, _("The site is about to go back to a plan already."))
    except ValueError:
        messages.error(request, _("Say why, in 200 characters at most."))
    else:
        live.wake_dispatcher()
        words = _("Going back to plan %(revision)s.%(sequence)s. It appears here as a new plan in a moment.")
        messages.success(request, words % {"revision": plan.revision, "sequence": plan.sequence})
    return redirect(keeping_site(request, reverse("mps:plans")))
