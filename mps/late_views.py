"""Why a line is late, and what would help: a page for one line, and the answer that it waits for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from company import problems
from company.access import SESSION_SITE, allowed, can, fields_for
from company.models import User
from mps import (
    late_causes,
    late_places,
    late_steps,
    late_supplier,
    late_wording,
    no_plan,
    questions,
    repair_question,
    wording,
)  # fmt: skip
from mps.publish.fates import RISKY_SLACK_DAYS
from mps.queries.causes import Lateness, lateness_in, tightness_in
from mps.repair_question import Cause, Piece, RepairAnswer, RepairQuestion, Way
from mps.snapshot.time import due_date_of
from mps.steering.known import working_days_of
from orders.models import OrderLine, OutlookStatus
from orders.visible import visible_to

# What a page names its question by: nobody guesses it.
NAMED = re.compile(r"[0-9a-f]{16,32}")
PRICE_DECIMALS = 2


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
        "known": _known(line, cast("User", request.user)),
    }
    return render(request, "mps/late.html", context)


@require_GET
@never_cache
@allowed("orders.view")
def ways_out(request: HttpRequest, line_id: int) -> HttpResponse:
    """
    Return why the line is late and the proven ways out, worded; 503 where no worker answers in time.

    Each way has the `steps` that a draft of the master schedule needs, and the `changes` of order lines, where the
    asker may make them. A page that names its question by a `ticket` says every few seconds that it waits (`asking`).
    """
    line, by = _line(request, line_id), cast("User", request.user)
    if no_plan.plan_id_of(line.site) is None:
        return no_plan.refused(request)
    named = request.GET.get("ticket", "")
    is_heard_of = NAMED.fullmatch(named) is not None
    ticket = questions.ticket_of_page(by.pk, named) if is_heard_of else questions.new_ticket()
    try:
        answer = repair_question.ask(RepairQuestion(ticket, line.site_id, line.pk, by.pk), is_heard_of=is_heard_of)
    except questions.NoAnswerError:
        words = _("No worker has answered in time. Ask again in a moment.")
        return problems.answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    if answer.no_plan or answer.gone:
        words = no_plan.words() if answer.no_plan else _("The plan does without this line.")
        return problems.answer(request, HTTPStatus.CONFLICT, words)
    return JsonResponse(_told(answer, line, by))


@require_POST
@allowed("orders.view")
def asking(request: HttpRequest, ticket: str, verb: Literal["waits", "leaves"]) -> HttpResponse:
    """Hear of a page that it still waits for its question, and say whether a worker has begun; or that it has gone."""
    own = questions.ticket_of_page(cast("User", request.user).pk, ticket)
    if verb == "leaves":
        questions.take_back(own)
        return JsonResponse({"begun": False})
    return JsonResponse({"begun": questions.still_waits(own)})


def _line(request: HttpRequest, line_id: int) -> OrderLine:
    """Return the line, where the asker may see it. Raises Http404."""
    lines = visible_to(request.user).select_related("order__customer", "item", "site", "outlook")
    return get_object_or_404(lines, pk=line_id)


def _known(line: OrderLine, by: User) -> dict[str, Any] | None:
    """
    Return why the line is late, or at risk, in the published plan, worded; None where it is neither, or the plan no
    longer tells.
    """
    plan_id, outlook = no_plan.plan_id_of(line.site, in_full=True), getattr(line, "outlook", None)
    if plan_id is None:
        return None
    if outlook is not None and outlook.status == OutlookStatus.AT_RISK:
        return _known_risk(line, plan_id, by)
    late = lateness_in(plan_id, line.key)
    if late is None:
        return None
    due, ready = late.horizon.date_of(late.due_day), late.ready_date if outlook is None else outlook.planned_date
    names = late_causes.names_at(line.site)
    return {
        "is_at_risk": False,
        "wanted_by": None,
        "due": due,
        "day_before": _day_before(line, due),
        "ready": ready,
        "why": _why(late, line, by, names),
        "supplier": late_supplier.told(late, line, by, names=names),
    }


def _lateness(line: OrderLine) -> Lateness | None:
    """Return why the line is late in the published plan; None where it is not, or the plan no longer tells."""
    plan_id = no_plan.plan_id_of(line.site, in_full=True)
    return None if plan_id is None else lateness_in(plan_id, line.key)


def _known_risk(line: OrderLine, plan_id: int, by: User) -> dict[str, Any]:
    """Return what keeps a line that is at risk from having days to spare, worded."""
    due = line.promised_date or line.requested_date
    wanted = working_days_of(line.site).before(due, RISKY_SLACK_DAYS + 1)
    is_there = wanted is not None and wanted >= line.site.planning_date(timezone.now())
    tight = tightness_in(plan_id, line.key, wanted) if wanted and is_there else None
    return {
        "is_at_risk": True,
        "wanted_by": wanted if is_there else None,
        "due": due,
        "day_before": _day_before(line, due),
        "ready": line.outlook.planned_date,
        "why": _why(tight, line, by, late_causes.names_at(line.site)) if tight else [],
        "supplier": None,
    }


def _why(late: Lateness, line: OrderLine, by: User, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return late_causes.told((Cause.of(link, late.horizon) for link in late.links), line, by, names=names)


def _day_before(line: OrderLine, due: date | None) -> str:
    """Return why the line is due before the day that is wanted, worded; empty where it is not, or is held elsewhere."""
    wanted = line.promised_date or line.requested_date
    if due is None or due >= wanted or due != due_date_of(line.site_id, wanted):
        return ""
    return late_wording.day_before_words(wanted=wanted, due=due, is_promised=line.promised_date is not None)


def _told(answer: RepairAnswer, line: OrderLine, by: User) -> dict[str, Any]:
    names, today = late_causes.names_at(line.site), line.site.planning_date(timezone.now())
    words = partial(late_wording.piece_words, names=names, today=today)
    ways = late_steps.publishable(answer.ways, line.site)
    return {
        "is_late": answer.is_late,
        "is_at_risk": answer.is_at_risk,
        "wanted_by": answer.wanted_by,
        "due": answer.due_date,
        "day_before": _day_before(line, answer.due_date),
        "ready": answer.ready_date,
        "why": late_causes.told(answer.causes, line, by, names=names),
        "supplier": late_supplier.told(_lateness(line), line, by, answer, names=names) if answer.is_late else None,
        "causes": [asdict(cause) for cause in answer.causes],
        "ways": sorted((_way_told(way, line, by, words) for way in ways), key=_rank),
        "planned": answer.planned,
        "finished": answer.finished,
        "no_whole": late_wording.no_whole_words(answer),
        "nothing": "" if answer.ways or not answer.finished else late_wording.nothing_words(answer, today=today),
    }


def _way_told(way: Way, line: OrderLine, by: User, words: Callable[[Piece], str]) -> dict[str, Any]:
    currency, changed = line.site.currency, [piece for piece in way.pieces if _may_change(piece, by)]
    may_steer = can(by, "plan.steer", line.site)
    return {
        "pieces": [
            {
                "words": words(piece),
                "means": _money(piece.price, currency) if piece.price else late_wording.apart_words(piece),
                "kind": piece.kind,
                **_by_hand(piece, line, by, is_click=(bool(piece.steps) and may_steer) or piece in changed),
            }
            for piece in way.pieces
        ],
        "price": _money(way.price, currency),
        "weight": way.weight,
        "is_part": way.is_part,
        "is_least": way.is_least,
        "ready": way.ready_date,
        "delayed": list(way.delayed),
        "others_delayed": way.others_delayed,
        "steps": [step for piece in way.pieces for step in piece.steps] if may_steer else [],
        "changes": [_change(piece) for piece in changed],
    }


def _by_hand(piece: Piece, line: OrderLine, by: User, *, is_click: bool) -> dict[str, Any]:
    """Return how and where an element is done that no click of the asker does, and who may do it."""
    if is_click:
        return {"by_hand": "", "place": None}
    place = late_places.place_of(piece, line, by)
    return {"by_hand": late_wording.hand_words(piece), "place": asdict(place)}


def _rank(way: dict[str, Any]) -> tuple[bool, float, bool]:
    """Rank a way: those of the whole line first, then the cheapest, of equal ones those that one click does."""
    return way["is_part"], round(way["weight"], PRICE_DECIMALS), any(piece["by_hand"] for piece in way["pieces"])


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
