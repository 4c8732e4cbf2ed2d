"""What is answered where no view answers: a page to a person, a problem to a machine."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from company import problems

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
