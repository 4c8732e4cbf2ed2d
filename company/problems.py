"""Every refusal of the API as application/problem+json (RFC 9457), naming the record it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"

TITLES = {
    400: _("The request can't be read."),
    401: _("Please sign in."),
    403: _("Your role does not allow this."),
    404: _("There is no such record."),
    405: _("This address does not do that."),
    409: _("This can't be done."),
    412: _("Somebody else has changed it meanwhile."),
    413: _("That is too much at once."),
    415: _("Send JSON."),
    422: _("Some values are not right."),
    428: _("Say which version you have seen: send If-Match."),
    500: _("Something broke on our side"),
    503: _("There is no answer at the moment."),
}


class Problem(exceptions.APIException):
    """A refusal with a status of its own; `members` (a `record`, `errors`, `current`…) are added to the answer."""

    def __init__(self, status_code: int, detail: str = "", **members: Any) -> None:
        super().__init__(detail or str(TITLES.get(status_code, "")))
        self.status_code = status_code
        self.members: Mapping[str, Any] = members


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an error of the API, or None for a bug, which Django reports as a 500."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    members: dict[str, Any] = dict(error.members) if isinstance(error, Problem) else {}
    if isinstance(error, exceptions.ValidationError):
        answer.status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
        members["errors"] = answer.data
        detail = " ".join(dict.fromkeys(sentences(answer.data)))
    else:
        detail = str(answer.data.get("detail", "")) if isinstance(answer.data, dict) else ""
    request = context.get("request")
    members.setdefault("record", record_of(request.path) if request is not None else "")
    answer.data = _members(answer.status_code, detail, members)
    answer.content_type = CONTENT_TYPE
    return answer


def answer(request: HttpRequest, status_code: int, detail: str = "", **members: Any) -> JsonResponse:
    """Return a problem where no view of the API has answered."""
    body = _members(status_code, detail, {"record": record_of(request.path), **members})
    return JsonResponse(body, status=status_code, content_type=CONTENT_TYPE)


def record_of(path: str) -> str:
    """Return the address of what was asked for, within the API: `order-lines/12`."""
    return path.removeprefix("/api/v1/").strip("/")


def _members(status_code: int, detail: str, members: Mapping[str, Any]) -> dict[str, Any]:
    title = str(TITLES.get(status_code, detail))
    return {"type": "about:blank", "title": title, "status": status_code, "detail": detail or title, **members}


def sentences(errors: Any, path: str = "") -> Iterator[str]:
    """Yield each message with the field that it is about: `lines[0].quantity: Write a number.`"""
    if isinstance(errors, dict):
        for field, below in errors.items():
            # A list of records comes as place → errors.
            step = f"[{field}]" if isinstance(field, int) else f".{field}" if path else str(field)
            yield from sentences(below, path if field == "non_field_errors" else path + step)
    elif isinstance(errors, list):
        for below in errors:
            yield from sentences(below, path)
    else:
        yield f"{path}: {errors}" if path else str(errors)
