"""Why a line is late, and what would help: a page for one line, and the answer that it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from capacity.models import WorkCenter
from company import problems
from company.access import SESSION_SITE, allowed, can, fields_for
from company.models import Site, User
from mps import late_steps, late_wording, no_plan, questions, repair_question, wording
from mps.queries import items
from mps.queries.causes import lateness_in
from mps.repair_question import Cause, Piece, RepairAnswer, RepairQuestion, Way
from mps.snapshot.time import due_date_of
from orders.models import OrderLine
from orders.visible import visible_to


@require_safe
@never_cache
@allowed("orders.view")
def late(request: HttpRequest, line_id: int) -> HttpResponse:
    """
    Show the line and why it is late at once; the browser asks for the ways out, which takes seconds.

    The frame tells of the line's own site; who chooses another one there goes to its orders.
    """
    line = _line(request, line_id)
    chosen = request.GET.get("site", line.site.code)
    if chosen != line.site.code:
        return redirect(f"{reverse('orders:orders')}?{urlencode({'site': chosen})}")
    request.session[SESSION_SITE] = line.site.code
    context = {
        "line": line,
        "site": line.site,
        "may_steer": can(request.user, "plan.steer", line.site),
        "draft": f"{reverse('mps:draft')}?{urlencode({'site': line.site.code})}",
        "known": _known(line),
    }
    return render(request, "mps/late.html", context)


@require_GET
@never_cache
@allowed("orders.view")
def ways_out(request: HttpRequest, line_id: int) -> HttpResponse:
    """
    Return why the line is late and the proven ways out, worded; 503 where no worker answers in time.

    Each way has the `steps` that a draft of the master schedule needs, and the `changes` of order lines, where the
    asker may make them.
    """
    line, by = _line(request, line_id), cast("User", request.user)
    if no_plan.plan_id_of(line.site) is None:
        return no_plan.refused(request)
    question = RepairQuestion(questions.new_ticket(), line.site_id, line.pk, by.pk)
    try:
        answer = repair_question.ask(question)
    except questions.NoAnswerError:
        words = _("No worker has answered in time. Ask again in a moment.")
        return problems.answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    if answer.no_plan or answer.gone:
        words = no_plan.words() if answer.no_plan else _("The plan does without this line.")
        return problems.answer(request, HTTPStatus.CONFLICT, words)
    return JsonResponse(_told(answer, line, by))


def _line(request: HttpRequest, line_id: int) -> OrderLine:
    """Return the line, where the asker may see it. Raises Http404."""
    lines = visible_to(request.user).select_related("order__customer", "item", "site", "outlook")
    return get_object_or_404(lines, pk=line_id)


def _known(line: OrderLine) -> dict[str, Any] | None:
    """Return why the line is late in the published plan, worded; None where it is not, or the plan no longer tells."""
    plan_id = no_plan.plan_id_of(line.site, in_full=True)
    late = None if plan_id is None else lateness_in(plan_id, line.key)
    if late is None:
        return None
    names, today = _names(line.site), line.site.planning_date(timezone.now())
    causes = (Cause.of(link, late.horizon) for link in late.links)
    return {
        "is_at_risk": False,
        "wanted_by": None,
        "due": late.horizon.date_of(late.due_day),
        "day_before": _day_before(line, late.horizon.date_of(late.due_day)),
        "ready": late.ready_date,
        "why": [late_wording.cause_words(cause, names=names, today=today) for cause in causes],
    }


def _day_before(line: OrderLine, due: date | None) -> str:
    """Return why the line is due before the day that is wanted, worded; empty where it is not, or is held elsewhere."""
    wanted = line.promised_date or line.requested_date
    if due is None or due >= wanted or due != due_date_of(line.site_id, wanted):
        return ""
    return late_wording.day_before_words(wanted=wanted, due=due, is_promised=line.promised_date is not None)


def _names(site: Site) -> dict[str, str]:
    """Return what the codes of the site's items and work centres are called."""
    names = {item.code: item.name for item in items.items_at(site)}
    return names | dict(WorkCenter.objects.filter(site=site).values_list("code", "name"))


def _told(answer: RepairAnswer, line: OrderLine, by: User) -> dict[str, Any]:
    names, today = _names(line.site), line.site.planning_date(timezone.now())
    why = [late_wording.cause_words(cause, names=names, today=today) for cause in answer.causes]
    words = partial(late_wording.piece_words, names=names, today=today)
    ways = late_steps.publishable(answer.ways, line.site)
    return {
        "is_late": answer.is_late,
        "is_at_risk": answer.is_at_risk,
        "wanted_by": answer.wanted_by,
        "due": answer.due_date,
        "day_before": _day_before(line, answer.due_date),
        "ready": answer.ready_date,
        "why": why,
        "causes": [asdict(cause) for cause in answer.causes],
        "ways": [_way_told(way, line, by, words) for way in ways],
        "planned": answer.planned,
        "finished": answer.finished,
        "no_whole": late_wording.no_whole_words(answer),
        "nothing": "" if answer.ways or not answer.finished else late_wording.nothing_words(answer, today=today),
    }


def _way_told(way: Way, line: OrderLine, by: User, words: Callable[[Piece], str]) -> dict[str, Any]:
    currency, changed = line.site.currency, [piece for piece in way.pieces if _may_change(piece, by)]
    pieces = [
        {
            "words": words(piece),
            "means": _money(piece.price, currency) if piece.price else late_wording.apart_words(piece),
            "by_hand": "" if piece.steps or piece in changed else late_wording.hand_words(piece),
            "kind": piece.kind,
        }
        for piece in way.pieces
    ]
    return {
        "pieces": pieces,
        "price": _money(way.price, currency),
        "is_part": way.is_part,
        "ready": way.ready_date,
        "delayed": list(way.delayed),
        "others_delayed": way.others_delayed,
        "steps": [step for piece in way.pieces for step in piece.steps] if can(by, "plan.steer", line.site) else [],
        "changes": [_change(piece) for piece in changed],
    }


def _money(amount: float, currency: str) -> str:
    return f"{wording.number(amount, decimals=0)} {currency}"


def _change(piece: Piece) -> dict[str, Any]:
    return {"id": piece.line_id, "version": piece.version, "values": piece.values}


def _may_change(piece: Piece, by: User) -> bool:
    """Whether the asker may change all that a piece changes of a line: else nothing of it is offered."""
    if piece.line_id is None:
        return False
    line = visible_to(by, "orders.change").filter(pk=piece.line_id).select_related("order__customer").first()
    if line is None:
        return False
    return set(piece.values) <= set(fields_for(by, "orders.change", line.site_id, line.order.customer.territory))
