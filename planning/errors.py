"""What is answered where no view answers: a page to a person, a problem to a machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from inspect import iscoroutinefunction
from pathlib import PurePosixPath
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import gettext as _
from django.views import defaults

from company import problems
from company.access import wants_page
from company.bodies import MEGABYTE, TOO_LARGE

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what can't be read: a wrong host, a form with too many fields."""
    if request.path.startswith(API):
        return problems.answer(request, HTTPStatus.BAD_REQUEST)
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer someone who may not."""
    if request.path.startswith(API):
        return problems.answer(request, HTTPStatus.FORBIDDEN, str(exception))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that is none."""
    if request.path.startswith(API):
        return problems.answer(request, HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer where we have a bug; what it is stands in the log only."""
    if request.path.startswith(API):
        return problems.answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return defaults.server_error(request)


@sync_and_async_middleware
def refuse_too_large(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware that answers a request that was too large; last in line, so that its answer is dressed like any."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            if TOO_LARGE in request_scope(request):
                return await sync_to_async(too_large)(request)
            return cast("HttpResponseBase", await get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return too_large(request) if TOO_LARGE in request_scope(request) else get_response(request)

    return answer


@sync_and_async_middleware
def lead_to_the_page(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware that leads who opens an address that only takes what a form sends to the page of that form."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            return _led(request, cast("HttpResponseBase", await get_response(request)))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _led(request, get_response(request))

    return answer


def _led(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the way to the page above the address: its own is what a browser shows once a form was refused."""
    is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_opened or request.path.startswith(API):
        return response
    above = PurePosixPath(request.path).parents
    return HttpResponseRedirect(next(path for path in map(_with_slash, above) if path == "/" or is_valid_path(path)))


def _with_slash(path: PurePosixPath) -> str:
    return f"{path}/".replace("//", "/")


def request_scope(request: HttpRequest) -> Mapping[str, Any]:
    """Return what the server said of the connection; nothing where there is none (a test)."""
    return getattr(request, "scope", {})


def too_large(request: HttpRequest) -> HttpResponse:
    """Return the answer: a page to a person, a problem to a machine."""
    status, most = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, request_scope(request)[TOO_LARGE] // MEGABYTE
    words = _("At most %(most)s MB can be sent in one go. Nothing of it was kept.") % {"most": most}
    if wants_page(request.headers.get("Accept", "*/*").split(",")) and not request.path.startswith(API):
        return render(request, "413.html", {"words": words}, status=status)
    return problems.answer(request, status, words)
