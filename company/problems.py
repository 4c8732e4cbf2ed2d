"""Every refusal of the API as application/problem+json (RFC 9457), naming the record it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    415: _("Send JSON."),
    422: _("Some values are not right."),
    428: _("Say which version you have seen: send If-Match."),
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
        detail = ""
    else:
        detail = str(answer.data.get("detail", "")) if isinstance(answer.data, dict) else ""
    members.setdefault("record", _record(context))
    title = str(TITLES.get(answer.status_code, detail))
    answer.data = {"type": "about:blank", "title": title, "status": answer.status_code, "detail": detail, **members}
    answer.content_type = CONTENT_TYPE
    return answer


def _record(context: Mapping[str, Any]) -> str:
    """Return the address of what was asked for: `order-lines/12`."""
    request = context.get("request")
    return request.path.removeprefix("/api/v1/").strip("/") if request is not None else ""
