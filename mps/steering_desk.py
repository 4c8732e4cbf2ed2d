"""
What a person does with their draft of the master schedule, as the page and the API answer it: plain data, or a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from company.access import can, why_not
from company.models import Site, User
from company.problems import Problem
from mps import no_plan, questions, revisions, steering_question
from mps.models import Plan, SitePlanning, Steering, SteeringDraft, SteeringPublication, StoredLot
from mps.queries.planned_lots import planned_lots
from mps.scheduler.plan import Cost
from mps.steering import accepting, drafts, publishing, steps, unlocking
from mps.steering.accepting import Chosen
from mps.steering.drafts import StaleDraft
from mps.steering.publishing import NotPublished, Published
from mps.steering.steps import StepsInvalid
from mps.steering.violations import Violation
from mps.steering_question import CheckAnswer, CheckQuestion

PUBLISHED_SHOWN = 20
STEPS_SHOWN = 20  # of each publication: of the others, how many there are
LONGEST_REASON = 500
VERSION = re.compile(r"\d{1,9}")


def told(site: Site, person: User) -> dict[str, Any]:
    """Return a person's draft of a site, what holds, and what was published lately."""
    return _told(drafts.of(person, site), person)


def put(site: Site, person: User, *, seen: str, read: Callable[[], Sequence[Any]]) -> dict[str, Any]:
    """Replace a draft's steps by what is read; `seen` is the version seen, as If-Match has it. Raises Problem."""
    if not can(person, "plan.steer", site):
        raise Problem(HTTPStatus.FORBIDDEN, why_not(person, "plan.steer"))
    version = seen.strip().removeprefix("W/").strip('"')
    if not VERSION.fullmatch(version):
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED)
    try:
        sent = steps.read(read())
        if unlocking.asks_for_it(sent) and not can(person, unlocking.ACTION, site):
            raise Problem(HTTPStatus.FORBIDDEN, why_not(person, unlocking.ACTION))
        draft = drafts.put(user=person, site=site, sent=sent, seen_version=int(version))
    except StepsInvalid as error:
        raise _invalid(error) from error
    except StaleDraft as stale:
        raise _stale(stale) from stale
    return _told(draft, person)


def check(
    site: Site, person: User, *, version: int | None = None, accepted: Sequence[int] | None = None,
    thorough: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """
    Return what a draft would do, or the steps of it that are `accepted` (places), worked out by a worker.

    `thorough`: after the search for a better plan that would follow, which takes some seconds. `checked` of the answer
    says of which steps it is. Raises Problem: 412 where the draft is of another version, 409 without a plan, 503 where
    no worker answers in time.
    """
    if revisions.standing(site).plan_id is None:
        raise _no_plan()
    draft = drafts.of(person, site)
    if version not in (None, draft.version):
        raise _stale(StaleDraft(draft))
    try:
        chosen = accepting.chosen(draft.steps, accepted)
    except StepsInvalid as error:
        raise _invalid(error) from error
    question = CheckQuestion(
        ticket=questions.new_ticket(), site_id=site.pk, steps=chosen.steps, user_id=person.pk,
        language=questions.asked_language(), thorough=thorough,
    )  # fmt: skip
    try:
        answer = steering_question.ask(question)
    except questions.NoAnswerError as error:
        words = _("No worker has answered in time. Ask again in a moment.")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, words) from error
    if answer.no_plan:
        raise _no_plan()
    return {"version": draft.version, **_checked(answer, chosen)}


def publish(
    site: Site, person: User, *, version: int, reason: str, accepted: Sequence[int] | None = None, checked: str = ""
) -> dict[str, Any]:
    """Publish a draft, or what of it is accepted; `checked` as `check` answered it. Raises Problem."""
    _need_reason(reason)
    try:
        done = publishing.publish(
            user=person, site=site, seen_version=version, reason=reason.strip(), accepted=accepted, checked=checked
        )
    except StaleDraft as stale:
        raise _stale(stale) from stale
    except StepsInvalid as error:
        if "accepted" in error.errors:
            raise _invalid(error) from error
        raise Problem(HTTPStatus.CONFLICT, str(error), errors=error.errors) from error  # kept by an older page
    except NotPublished as why:
        raise _refused(why) from why
    return _published(done)


def undo(site: Site, person: User, *, publication_id: int, reason: str) -> dict[str, Any]:
    """Undo a publication of a site, all of it. Raises Problem, Http404."""
    _need_reason(reason)
    try:
        done = publishing.undo(publication_id=publication_id, site=site, by=person, reason=reason.strip())
    except SteeringPublication.DoesNotExist as error:
        raise Http404(_("There is no such change of the master schedule.")) from error
    except NotPublished as why:
        raise _refused(why) from why
    return _published(done)


def publications(site: Site) -> QuerySet[Any]:
    """Return what was published of a site, the newest first; each says whether it is undone."""
    undone = SteeringPublication.objects.filter(undoes=OuterRef("pk"))
    found = SteeringPublication.objects.filter(site=site).select_related("by", "undoes").prefetch_related("begun")
    return found.annotate(is_undone=Exists(undone)).order_by("-pk")


def publications_told(site: Site, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return publications as plain data, by the site's clocks; an undoing with the steps that it took back."""
    holding, zone = publishing.holding(site), ZoneInfo(site.time_zone)
    return [
        {
            "id": row.pk, "at": timezone.localtime(row.at, zone).isoformat(),
            "by": row.by.shown_name() if row.by else "", "reason": row.reason, "count": len(steps),
            "steps": steps[:STEPS_SHOWN], "undoes": row.undoes_id,
            "took_back": bool(times_undone % 2), "brought_back": bool(times_undone and not times_undone % 2),
            "can_undo": not row.is_undone and holding(row.begun.all()) is not None,
            "unlocked": [asdict(one) for one in unlocking.of_publications([row])],
        }
        for row in rows for steps, times_undone in [_steps_of(row)]
    ]  # fmt: skip


def _steps_of(publication: SteeringPublication) -> tuple[list[dict[str, Any]], int]:
    """Return the steps that a publication let hold or took back, and how often over (an undoing can be undone)."""
    origin, times = publication, 0
    while origin.undoes:
        origin, times = origin.undoes, times + 1
    return origin.steps, times


def holding(site: Site) -> list[dict[str, Any]]:
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


def _told(draft: SteeringDraft, person: User) -> dict[str, Any]:
    published = publications_told(draft.site, publications(draft.site)[:PUBLISHED_SHOWN])
    spoken_of = [*draft.steps, *(step for one in published for step in one["steps"])]
    return {
        **_draft(draft),
        "items_of_lots": _items_of_lots(draft.site, spoken_of),
        "may_steer": can(person, "plan.steer", draft.site),
        "may_unlock": can(person, unlocking.ACTION, draft.site),
        "told": unlocking.told(draft.site, besides=person),
        "holds": holding(draft.site),
        "published": published,
    }


def _draft(draft: SteeringDraft) -> dict[str, Any]:
    """
    Return a draft as JSON. `plan` is the one that it was begun on, an empty draft's the current one.

    By lot key: `items_of_lots`, the items of the lots that its steps are about, and `planned_lots`, those of them that
    the current plan has.
    """
    current = SitePlanning.objects.filter(site=draft.site).values_list("current_plan_id", flat=True).first()
    found = Plan.objects.filter(pk__in=[draft.plan_id or current or 0])
    plan = found.values("id", "revision", "sequence").first()
    is_behind = draft.plan_id is not None and draft.plan_id != current
    return {
        "version": draft.version, "plan": plan, "is_behind": is_behind, "steps": draft.steps,
        "items_of_lots": _items_of_lots(draft.site, draft.steps),
        "planned_lots": planned_lots(current, _lot_keys(draft.steps)) if current else {},
    }  # fmt: skip


def _items_of_lots(site: Site, about: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the items of the lots that steps are about, by lot key."""
    keys = _lot_keys(about)
    lots = StoredLot.objects.filter(site=site, lot_key__in=keys).order_by("until_plan_id")
    return dict(lots.values_list("lot_key", "item_id")) if keys else {}


def _lot_keys(about: Iterable[Mapping[str, Any]]) -> set[str]:
    return {step["lot_key"] for step in about if step.get("lot_key")}


def _need_reason(reason: str) -> None:
    if not reason.strip():
        words = _("Write why.")
    elif len(reason) > LONGEST_REASON or "\0" in reason:
        words = _("At most %(most)d characters.") % {"most": LONGEST_REASON}
    else:
        return
    raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors={"reason": words})


def _published(done: Published) -> dict[str, Any]:
    version = {} if done.version is None else {"version": done.version}
    return {"publication": done.publication, "revision": done.revision, **version}


def _refused(why: NotPublished) -> Problem:
    named = [asdict(one) for one in why.violations]
    errors = {f"steps[{one.step}]": one.text for one in why.violations}
    return Problem(HTTPStatus.CONFLICT, str(why), errors=errors, violations=named)


def _stale(stale: StaleDraft) -> Problem:
    return Problem(HTTPStatus.PRECONDITION_FAILED, current=_draft(stale.current))


def _invalid(error: StepsInvalid) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=error.errors)


def _no_plan() -> Problem:
    return Problem(HTTPStatus.CONFLICT, no_plan.words())


def _checked(answer: CheckAnswer, chosen: Chosen) -> dict[str, Any]:
    violations: Sequence[Violation] = accepting.in_draft(answer.violations, chosen)
    return {
        "accepted": chosen.places,
        "checked": chosen.digest,
        "plan": {"id": answer.plan_id, "revision": answer.revision, "sequence": answer.sequence},
        "violations": [asdict(one) for one in violations],
        "items": {str(row.id): row for row in answer.items},
        "loads": {str(row.id): row for row in answer.loads},
        "changed": {
            "lots": answer.lots,
            "new_lots": answer.new_lots,
            "orders": answer.orders,
            "others_moved": answer.others_moved,
            "others_broken": answer.others_broken,
            "cost_before": _cost(answer.cost_before),
            "cost_after": _cost(answer.cost_after),
            "figures_before": answer.figures_before,
            "figures_after": answer.figures_after,
        },
        "may_improve": answer.may_improve,
    }


def _cost(cost: Cost | None) -> dict[str, float] | None:
    return None if cost is None else {**asdict(cost), "total": cost.total}
