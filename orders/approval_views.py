"""The approvals page: what waits, what it would do, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from company.access import allowed, can, keeping_site, site_there_is
from company.models import User
from orders import decisions, waiting
from orders.models import ChangeRequest

# What is typed with these is no part of the decision, but kept as a comment.
SAYS_BESIDES = frozenset({"approve", "withdraw", "hand-over"})
LISTS = {"to-decide": waiting.to_decide, "mine": waiting.own, "decided": waiting.decided}


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was not taken, why, and what was typed with it: shown where it was typed."""

    change_id: int
    words: str
    typed: str


@require_safe
@never_cache
@allowed("orders.view")
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person's decision, this person's own requests, or what was decided last (`?show=`)."""
    return render(request, "orders/approvals.html", _context(request, request.GET.get("show", "")))


def _context(request: HttpRequest, show: str) -> dict[str, Any]:
    site, by = site_there_is(request, "orders.view"), cast("User", request.user)
    waits = waiting.count_to_decide(by, site)
    shown = show or ("to-decide" if waits else "mine")
    if shown not in LISTS:
        raise Http404(_("There is no such list."))
    return {
        "shown": shown, "requests": LISTS[shown](by, site), "waits": waits, "most": waiting.SHOWN_AT_MOST,
        "may_rule": can(by, "rules.change", site),
        "deciders": waiting.deciders(site, by) if shown == "to-decide" else [],
    }  # fmt: skip


@require_POST
@allowed("orders.view")
def decide(request: HttpRequest, change_id: int, verb: str) -> HttpResponse:
    """Decide about a change that waits, withdraw it or say something; `orders.decisions` says who may."""
    by, why = cast("User", request.user), request.POST.get("why", "")
    done = _VERBS.get(verb)
    if done is None:
        raise Http404(_("There is no such decision."))
    act, words = done
    show = request.POST.get("show", "to-decide")
    try:
        with transaction.atomic():
            if why.strip() and verb in SAYS_BESIDES:
                decisions.comment(change_id=change_id, by=by, text=why)
            act(request, change_id, by, why)
    except ChangeRequest.DoesNotExist as error:
        raise Http404(_("There is no such change.")) from error
    except decisions.ChangeRefused as refusal:
        context = _context(request, show)
        if any(asked.id == change_id for asked in context["requests"]):
            context["refused"] = Refused(change_id, str(refusal), why)
            return render(request, "orders/approvals.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.error(request, str(refusal))
    else:
        messages.success(request, words())
    return redirect(keeping_site(request, f"{reverse('orders:approvals')}?{urlencode({'show': show})}"))


def _hand_over(request: HttpRequest, change_id: int, by: User, _why: str) -> None:
    name = request.POST.get("to", "")
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise decisions.ChangeRefused(_("There is nobody named %(name)s.") % {"name": name})
    decisions.hand_over(change_id=change_id, by=by, to=person)


def _reject(_request: HttpRequest, change_id: int, by: User, why: str) -> None:
    if not why.strip():
        raise decisions.ChangeRefused(_("Say why you reject it: who asked for it reads that."))
    decisions.reject(change_id=change_id, by=by, why=why)


Act = Callable[[HttpRequest, int, User, str], object]
_VERBS: dict[str, tuple[Act, Callable[[], str]]] = {
    "approve": (
        lambda _request, change, by, _why: decisions.approve(change_id=change, by=by),
        lambda: _("Approved. The plan follows."),
    ),
    "reject": (_reject, lambda: _("Rejected.")),
    "send-back": (
        lambda _request, change, by, why: decisions.send_back(change_id=change, by=by, why=why),
        lambda: _("Sent back."),
    ),
    "withdraw": (
        lambda _request, change, by, _why: decisions.withdraw(change_id=change, by=by),
        lambda: _("Withdrawn."),
    ),
    "hand-over": (_hand_over, lambda: _("Handed over.")),
    "comment": (
        lambda _request, change, by, why: decisions.comment(change_id=change, by=by, text=why),
        lambda: _("Your comment is kept with the request."),
    ),
}
