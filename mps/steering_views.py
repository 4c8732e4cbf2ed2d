"""What the master schedule asks of a person's draft: keep it, check it, publish it, and undo what was published."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from company import problems
from company.access import allowed, site_there_is
from company.models import User
from company.problems import Problem
from mps import steering_desk

BodyT = TypeVar("BodyT")


class SentSteps(msgspec.Struct, forbid_unknown_fields=True):
    """The body that replaces a draft."""

    steps: list[Any]


class SentCheck(msgspec.Struct, forbid_unknown_fields=True):
    """
    The body that asks for a check: of the places that are accepted (none named: all), at the version seen.

    `thorough`: after the search for a better plan, too.
    """

    version: int | None = None
    accepted: list[int] | None = None
    thorough: bool = False


class SentReason(msgspec.Struct, forbid_unknown_fields=True):
    """The body that undoes a publication."""

    reason: str


class SentPublication(msgspec.Struct, forbid_unknown_fields=True):
    """
    The body that publishes a draft: the version that the person saw, and why.

    `accepted`: the places of the steps that are published; without it, all. `checked`: what the check of them answered.
    """

    version: int
    reason: str
    accepted: list[int] | None = None
    checked: str = ""


@require_http_methods(["GET", "PUT"])
@never_cache
@allowed("plan.view")
def draft(request: HttpRequest) -> HttpResponse:
    """Return the person's draft of the site, or replace its steps (`If-Match`: the version seen)."""
    site, person = site_there_is(request, "plan.view"), cast("User", request.user)

    def work() -> HttpResponse:
        if request.method == "GET":
            found = steering_desk.told(site, person)
        else:
            seen = request.headers.get("If-Match", "")
            found = steering_desk.put(site, person, seen=seen, read=lambda: _body(request, SentSteps).steps)
        answer = JsonResponse(found)
        answer["ETag"] = f'"{found["version"]}"'
        return answer

    return _answered(request, work)


@require_POST
@never_cache
@allowed("plan.steer")
def check(request: HttpRequest) -> HttpResponse:
    """Return what the person's draft would do, or some of its steps; 503 where no worker answers in time."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)

    def work() -> HttpResponse:
        sent = _body(request, SentCheck) if request.content_type == "application/json" else SentCheck()
        found = steering_desk.check(site, person, version=sent.version, accepted=sent.accepted, thorough=sent.thorough)
        return HttpResponse(msgspec.json.encode(found), content_type="application/json")

    return _answered(request, work)


@require_POST
@allowed("plan.steer")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the person's draft, or what of it is accepted, with a reason; `{publication, revision, version}`."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)

    def work() -> HttpResponse:
        sent = _body(request, SentPublication)
        return JsonResponse(steering_desk.publish(
            site, person, version=sent.version, reason=sent.reason, accepted=sent.accepted, checked=sent.checked
        ))  # fmt: skip

    return _answered(request, work)


@require_POST
@allowed("plan.steer")
def undo(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Undo a publication of the site, all of it; answer `{publication, revision}` of the undoing."""
    site, person = site_there_is(request, "plan.steer"), cast("User", request.user)

    def work() -> HttpResponse:
        reason = _body(request, SentReason).reason
        return JsonResponse(steering_desk.undo(site, person, publication_id=publication_id, reason=reason))

    return _answered(request, work)


def _answered(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what the work answers, or the problem that it raises."""
    try:
        return work()
    except Problem as error:
        return problems.answer(request, error.status_code, str(error.detail), **error.members)


def _body(request: HttpRequest, kind: type[BodyT]) -> BodyT:
    """Return the body, read strictly; none at all is an empty one. Raises Problem 400."""
    try:
        return msgspec.json.decode(request.body or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from error
