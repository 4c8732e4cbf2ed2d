"""What the master schedule asks of a person's draft: keep it, check it, publish it, and undo what was published."""

from __future__ import annotations

import re
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, cast

import msgspec
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from company import problems
from company.access import allowed, can, site_there_is, why_not
from company.models import Site, User
from mps import questions, revisions, steering_question
from mps.models import Plan, SitePlanning, Steering, SteeringDraft, SteeringPublication
from mps.scheduler.plan import Cost
from mps.steering import drafts, publishing, steps, unlocking
from mps.steering.drafts import StaleDraft
from mps.steering.publishing import NotPublished, Published
from mps.steering.steps import StepsInvalid
from mps.steering.violations import Violation
from mps.steering_question import CheckAnswer, CheckQuestion

PUBLISHED_SHOWN = 20
LONGEST_REASON = 500
VERSION = re.compile(r"\d{1,9}")


class SentSteps(msgspec.Struct, forbid_unknown_fields=True):
    """The body that replaces a draft."""

    steps: list[Any]


class SentReason(msgspec.Struct, forbid_unknown_fields=True):
    """The body that undoes a publication."""

    reason: str


class SentPublication(msgspec.Struct, forbid_unknown_fields=True):
    """The body that publishes a draft: the version that the person saw, and why."""

    version: int
    reason: str


@require_http_methods(["GET", "PUT"])
@never_cache
@allowed("plan.view")
def draft(request: HttpRequest) -> HttpResponse:
    """Return the person's draft of the site, or replace its steps (`If-Match`: the version seen)."""
    site, person = site_there_is(request, "plan.view"), cast("User", request.user)
    if request.method == "GET":
        return _told(drafts.of(person, site), person)
    if not can(person, "plan.steer", site):
        return problems.answer(request, HTTPStatus.FORBIDDEN, why_not(person, "plan.steer"))
    version = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not VERSION.fullmatch(version):
        return problems.answer(request, HTTPStatus.PRECONDITION_REQUIRED)
    try:
        sent = steps.read(msgspec.json.decode(request.body, type=SentSteps).steps)
        if unlocking.asks_for_it(sent) and not can(person, unlocking.ACTION, site):
            return problems.answer(request, HTTPStatus.FORBIDDEN, why_not(person, unlocking.ACTION))
        return _told(drafts.put(user=person, site=site, sent=sent, seen_version=int(version)), person)
    except msgspec.DecodeError as error:
        return problems.answer(request, HTTPStatus.BAD_REQUEST, str(error))
    except StepsInvalid as error:
        return problems.answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=error.errors)
    except StaleDraft as stale:
        return _stale(request, stale)


@require_POST
@never_cache
@allowed("plan.steer")
def check(request: HttpRequest) -> HttpResponse:
    """Return what the person's draft would do, worked out by a worker; 503 where none answers in time."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)
    if revisions.standing(site).plan_id is None:
        return problems.answer(request, HTTPStatus.CONFLICT, _("There is no plan of this site yet."))
    question = CheckQuestion(
        ticket=questions.new_ticket(), site_id=site.pk, steps=drafts.of(person, site).steps, user_id=person.pk,
        language=questions.asked_language(),
    )  # fmt: skip
    try:
        answer = steering_question.ask(question)
    except questions.NoAnswerError:
        words = _("No worker has answered in time. Ask again in a moment.")
        return problems.answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    if answer.no_plan:
        return problems.answer(request, HTTPStatus.CONFLICT, _("There is no plan of this site yet."))
    return HttpResponse(msgspec.json.encode(_checked(answer)), content_type="application/json")


@require_POST
@allowed("plan.steer")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the person's draft with a reason; answer `{publication, revision, version}`."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)
    try:
        sent = msgspec.json.decode(request.body, type=SentPublication)
    except msgspec.DecodeError as error:
        return problems.answer(request, HTTPStatus.BAD_REQUEST, str(error))
    if (refusal := _without_reason(request, sent.reason)) is not None:
        return refusal
    try:
        done = publishing.publish(user=person, site=site, seen_version=sent.version, reason=sent.reason.strip())
    except StaleDraft as stale:
        return _stale(request, stale)
    except StepsInvalid as error:  # kept by an older version of this page
        return problems.answer(request, HTTPStatus.CONFLICT, str(error), errors=error.errors)
    except NotPublished as why:
        return _refused(request, why)
    return _published(done)


@require_POST
@allowed("plan.steer")
def undo(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Undo a publication of the site, all of it; answer `{publication, revision}` of the undoing."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)
    try:
        sent = msgspec.json.decode(request.body, type=SentReason)
    except msgspec.DecodeError as error:
        return problems.answer(request, HTTPStatus.BAD_REQUEST, str(error))
    if (refusal := _without_reason(request, sent.reason)) is not None:
        return refusal
    try:
        done = publishing.undo(publication_id=publication_id, site=site, by=person, reason=sent.reason.strip())
    except SteeringPublication.DoesNotExist as error:
        raise Http404(_("There is no such change of the master schedule.")) from error
    except NotPublished as why:
        return _refused(request, why)
    return _published(done)


def _without_reason(request: HttpRequest, reason: str) -> HttpResponse | None:
    if not reason.strip():
        words = _("Write why.")
    elif len(reason) > LONGEST_REASON or "\0" in reason:
        words = _("At most %(most)d characters.") % {"most": LONGEST_REASON}
    else:
        return None
    return problems.answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, words, errors={"reason": words})


def _published(done: Published) -> JsonResponse:
    version = {} if done.version is None else {"version": done.version}
    return JsonResponse({"publication": done.publication, "revision": done.revision, **version})


def _refused(request: HttpRequest, why: NotPublished) -> HttpResponse:
    named = [_violation(one) for one in why.violations]
    errors = {f"steps[{one.step}]": one.text for one in why.violations}
    return problems.answer(request, HTTPStatus.CONFLICT, str(why), errors=errors, violations=named)


def _stale(request: HttpRequest, stale: StaleDraft) -> HttpResponse:
    current = _draft(stale.current)
    return problems.answer(request, HTTPStatus.PRECONDITION_FAILED, current=current)


def _told(draft: SteeringDraft, person: User) -> JsonResponse:
    holding = publishing.holding(draft.site)
    told = {
        **_draft(draft),
        "may_steer": can(person, "plan.steer", draft.site),
        "may_unlock": can(person, unlocking.ACTION, draft.site),
        "told": unlocking.told(draft.site, besides=person),
        "holds": _holding(draft.site),
        "published": [
            {
                "id": row.pk, "at": row.at.isoformat(), "by": row.by.shown_name() if row.by else "",
                "reason": row.reason, "count": len(row.steps), "undoes": row.undoes_id,
                "can_undo": not row.is_undone and holding(row.begun.all()) is not None,
                "unlocked": [asdict(one) for one in unlocking.of_publications([row])],
            }
            for row in _published_lately(draft.site)
        ],
    }  # fmt: skip
    answer = JsonResponse(told)
    answer["ETag"] = f'"{draft.version}"'
    return answer


def _holding(site: Site) -> list[dict[str, Any]]:
    """Return what was decided and holds today or later, so that a page can mark it; quantities as text."""
    rows = Steering.objects.filter(site=site, ended_by=None).exclude(last_date__lt=site.horizon_start).order_by("pk")
    return [
        {
            "kind": row.kind, "item_id": row.item_id, "lot_key": row.lot_key, "step": row.step,
            "work_center_id": row.work_center_id, "rule": row.rule, "first": row.first_date, "last": row.last_date,
            "quantity": None if row.quantity is None else f"{row.quantity.normalize():f}",
            "minutes_per_day": row.minutes, "publication": row.begun_by_id,
        }
        for row in rows
    ]  # fmt: skip


def _draft(draft: SteeringDraft) -> dict[str, Any]:
    """Return a draft as JSON. `plan` is the one that it was begun on, an empty draft's the current one."""
    current = SitePlanning.objects.filter(site=draft.site).values_list("current_plan_id", flat=True).first()
    found = Plan.objects.filter(pk__in=[draft.plan_id or current or 0])
    plan = found.values("id", "revision", "sequence").first()
    is_behind = draft.plan_id is not None and draft.plan_id != current
    return {"version": draft.version, "plan": plan, "is_behind": is_behind, "steps": draft.steps}


def _published_lately(site: Site) -> QuerySet[Any]:
    undone = SteeringPublication.objects.filter(undoes=OuterRef("pk"))
    found = SteeringPublication.objects.filter(site=site).select_related("by").prefetch_related("begun")
    return found.annotate(is_undone=Exists(undone)).order_by("-pk")[:PUBLISHED_SHOWN]


def _checked(answer: CheckAnswer) -> dict[str, Any]:
    return {
        "plan": {"id": answer.plan_id, "revision": answer.revision, "sequence": answer.sequence},
        "violations": [_violation(one) for one in answer.violations],
        "items": {str(row.id): row for row in answer.items},
        "loads": {str(row.id): row for row in answer.loads},
        "changed": {
            "lots": answer.lots,
            "orders": answer.orders,
            "others_moved": answer.others_moved,
            "cost_before": _cost(answer.cost_before),
            "cost_after": _cost(answer.cost_after),
        },
        "may_improve": answer.may_improve,
    }


def _violation(one: Violation) -> dict[str, Any]:
    return asdict(one)


def _cost(cost: Cost | None) -> dict[str, float] | None:
    return None if cost is None else {**asdict(cost), "total": cost.total}
