"""Order lines and the requests to change them, for machines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from company.models import User
from company.problems import Problem
from orders import changes, queries
from orders.changes import LARGEST_ID, AnswerKind, LineAnswer, LineChange, Submitted
from orders.models import LineStatus, OrderLine, OutlookStatus
from orders.serializers import (
    ChangedLineSerializer,
    LineChangeSerializer,
    LineOfManySerializer,
    OrderLineSerializer,
    SavedLinesSerializer,
    line_as_json,
)
from orders.visible import visible_to

CHANNEL = "api"
MOST_LINES_AT_ONCE = 1000
VERSION = re.compile(r"\d{1,9}")

STATUS_OF = {AnswerKind.MISSING: 404, AnswerKind.STALE: 412, AnswerKind.REFUSED: 409, AnswerKind.INVALID: 422}
PROBLEMS = {
    404: OpenApiResponse(description="No such line, or not one of the asker's."),
    409: OpenApiResponse(description="The line is finished: `rule` says which rule refused it."),
    412: OpenApiResponse(description="Someone else has changed the line: `current` has its values and version."),
    422: OpenApiResponse(description="Some values are not right: `errors` by field."),
    428: OpenApiResponse(description="The version seen is missing."),
}
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="The `version` of the line as the asker saw it, quoted like its ETag or bare.",
)  # fmt: skip
ETAG = OpenApiParameter(
    "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200, 202], description="The version of the line."
)


class OrderLineFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters are joined by “and”; dates are inclusive."""

    search = django_filters.CharFilter(
        method="found", label=gettext_lazy("search"),
        help_text="Words, each of which is in the order's number, the customer's or item's code or name, or the note.",
    )  # fmt: skip
    item = django_filters.CharFilter(field_name="item__code", label=gettext_lazy("item"))
    customer = django_filters.CharFilter(field_name="order__customer__code", label=gettext_lazy("customer"))
    order = django_filters.CharFilter(field_name="order__number", label=gettext_lazy("order"))
    site = django_filters.CharFilter(field_name="site__code", label=gettext_lazy("site"))
    status = django_filters.MultipleChoiceFilter(choices=LineStatus.choices)
    outlook = django_filters.MultipleChoiceFilter(field_name="outlook__status", choices=OutlookStatus.choices)
    requested_from = django_filters.DateFilter(field_name="requested_date", lookup_expr="gte")
    requested_to = django_filters.DateFilter(field_name="requested_date", lookup_expr="lte")
    planned_from = django_filters.DateFilter(field_name="outlook__planned_date", lookup_expr="gte")
    planned_to = django_filters.DateFilter(field_name="outlook__planned_date", lookup_expr="lte")
    ordering = django_filters.OrderingFilter(
        fields={
            "id": "id", "requested_date": "requested_date", "promised_date": "promised_date", "priority": "priority",
            "outlook__planned_date": "planned_date", "outlook__slack_days": "slack_days", "quantity": "quantity",
        }
    )  # fmt: skip

    class Meta:
        model = OrderLine
        fields = ["item", "customer", "order", "site", "status", "outlook", "priority"]

    def found(self, lines: QuerySet[OrderLine], _name: str, text: str) -> QuerySet[OrderLine]:
        """Return the lines that the order grid would find."""
        return queries.matching(lines, text)


class OrderLines(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[OrderLine]):
    """The order lines that the asker may see: their sites'; sales with a territory: their customers'."""

    access = {"GET": "orders.view", "PATCH": "orders.change"}
    serializer_class = OrderLineSerializer
    filterset_class = OrderLineFilter
    queryset = OrderLine.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[OrderLine]:
        """Return the lines that the asker may see, oldest first."""
        found = visible_to(self.request.user).select_related("order__customer", "item", "site", "outlook")
        return found.order_by("pk")

    @extend_schema(parameters=[ETAG])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one line; its ETag is the version that a change must name."""
        line = self.get_object()
        return Response(line_as_json(line), headers={"ETag": etag(line.version)})

    @extend_schema(
        request=LineChangeSerializer,
        parameters=[IF_MATCH, ETAG],
        responses={200: ChangedLineSerializer, 202: ChangedLineSerializer, **PROBLEMS},
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change one line: 200 when it is saved, 202 when the change waits for an approval."""
        record, values = f"order-lines/{pk}", as_object(request.data)
        why = as_reason(values.pop("why", ""))
        change = LineChange(pk, seen_version(request.headers.get("If-Match"), record), values)
        done = changes.submit(changes=[change], by=asker(request), channel=CHANNEL, why=why, keep_good=False)
        refuse_if_held_up(done)
        [answer] = done.answers
        line = line_as_json(done.lines[answer.line_id])
        body = {
            **line, "state": answer.kind, "order_revision": done.order_revisions[line["site"]],
            "change_request": answer.change_id,
        }  # fmt: skip
        status = 202 if answer.kind is AnswerKind.WAITING else 200
        return Response(body, status=status, headers={"ETag": etag(line["version"])})

    @extend_schema(
        request=LineOfManySerializer(many=True),
        responses={200: SavedLinesSerializer, 202: SavedLinesSerializer, **PROBLEMS},
        filters=False,
        operation_id="v1_order_lines_change_many",
    )
    def change_many(self, request: Request) -> Response:
        """Change up to 1,000 lines in one transaction: all, or none of them and a problem that names those at fault."""
        asked = [as_change(entry, place) for place, entry in enumerate(as_list(request.data))]
        done = changes.submit(changes=asked, by=asker(request), channel=CHANNEL, keep_good=False)
        refuse_if_held_up(done)
        revisions = done.order_revisions
        results = [
            {"id": answer.line_id, "state": answer.kind, "version": answer.version, "change_request": answer.change_id}
            for answer in done.answers
        ]
        waits = any(answer.kind is AnswerKind.WAITING for answer in done.answers)
        revision = next(iter(revisions.values())) if len(revisions) == 1 else None
        body = {"order_revision": revision, "order_revisions": revisions, "results": results}
        return Response(body, status=202 if waits else 200)


def asker(request: Request) -> User:
    """Return who asks; the permission has let nobody else through."""
    if not isinstance(request.user, User):
        raise Problem(401)
    return request.user


def channel_of(request: Request) -> str:
    """Return from where it comes: a person's browser has a session, a machine a token."""
    return "web" if isinstance(request.successful_authenticator, SessionAuthentication) else CHANNEL


def etag(version: int) -> str:
    """Return the version as an ETag."""
    return f'"{version}"'


def seen_version(header: str | None, record: str) -> int:
    """Return the version that If-Match names, quoted or bare. Raises Problem: 428 without one, 412 for what is none."""
    if header is None or not header.strip():
        raise Problem(428, record=record)
    if header.strip() == "*":
        # RFC 9110 lets `*` match whatever is there: it would write over what the asker has never seen.
        words = _("If-Match: * would write over a change that you have not seen. Send the version that you have seen.")
        raise Problem(428, words, record=record)
    text = header.strip().removeprefix("W/").strip('"')  # a proxy that compresses makes ETags weak
    if not VERSION.fullmatch(text):
        raise Problem(412, _("If-Match must be the line's version, like “3”."), record=record)
    return int(text)


def as_object(data: object) -> dict[str, Any]:
    """Return a JSON object. Raises Problem 422 for anything else."""
    # A key that can't be printed can't be named in the answer either (half a surrogate pair is no UTF-8).
    if not isinstance(data, dict) or not all(key.isprintable() for key in data):
        raise Problem(422, _("Send an object: field → value."))
    return dict(data)


def as_list(data: object) -> list[Any]:
    """Return a JSON list of a bounded length. Raises Problem 422 for anything else."""
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_LINES_AT_ONCE:
        raise Problem(422, _("Send a list of 1 to %(most)d lines.") % {"most": MOST_LINES_AT_ONCE})
    return data


def as_reason(raw: object, field: str = "why") -> str:
    """Return a reason that can be stored. Raises ValidationError, naming the field, for anything else."""
    if raw == "":
        return ""
    reason = LineChangeSerializer(data={"why": raw})
    if not reason.is_valid():
        raise ValidationError({field: reason.errors["why"]})
    return str(reason.validated_data["why"])


def as_change(entry: object, place: int) -> LineChange:
    """Return one entry of a list as a change. Raises Problem: 428 without its version, 422 when it is no entry."""
    values = as_object(entry)
    if "version" not in values:
        line_id = values.get("id")
        raise Problem(428, record=f"order-lines/{line_id if isinstance(line_id, int) else f'[{place}]'}")
    # By hand: a serializer for each of a thousand entries costs as much as saving them.
    why = as_reason(values.pop("why", ""), f"[{place}].why")
    key = {name: values.pop(name, None) for name in ("id", "version")}
    wrong = [name for name, raw in key.items() if not is_whole(raw)]
    if wrong:
        raise ValidationError({f"[{place}].{name}": [_("Write a whole number.")] for name in wrong})
    return LineChange(key["id"], key["version"], values, why)


def is_whole(raw: object) -> bool:
    """Return whether it is a positive whole number that PostgreSQL can compare with an id."""
    return isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw <= LARGEST_ID


def refuse_if_held_up(done: Submitted) -> None:
    """Raise the Problem that names every line at fault; its status is the first one's."""
    at_fault = [answer for answer in done.answers if answer.kind in STATUS_OF]
    if not at_fault:
        return
    first = at_fault[0]
    problems = [_described(answer, done.lines) for answer in at_fault]
    one = problems[0]
    members = one if len(at_fault) == 1 else {"record": one["record"]}
    detail = " ".join(dict.fromkeys(first.reasons.values()))
    if first.kind is AnswerKind.STALE and first.changed_by:
        detail = _("%(who)s changed it.") % {"who": first.changed_by}
    raise Problem(_status(first), detail, **members, problems=problems)


def _status(answer: LineAnswer) -> int:
    return 403 if answer.rule == changes.NOT_YOUR_FIELD else STATUS_OF[answer.kind]


def _described(answer: LineAnswer, lines: Mapping[int, OrderLine]) -> dict[str, Any]:
    described: dict[str, Any] = {"record": f"order-lines/{answer.line_id}", "status": _status(answer)}
    if answer.reasons:
        described["errors"] = dict(answer.reasons)
    if answer.rule:
        described["rule"] = answer.rule
    if answer.change_id is not None:
        described["change_request"] = answer.change_id
    if answer.kind is AnswerKind.STALE:
        now = line_as_json(lines[answer.line_id])
        described["current"] = {name: now[name] for name in ("version", *changes.EDITABLE)}
        described["changed_by"], described["changed_at"] = answer.changed_by, answer.changed_at
    return described
