"""Shipments, returns and their reversals, for machines and for the order's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from company.once import IDEMPOTENCY_KEY, AnswersOnce
from company.problems import Problem, sentences
from orders.api import STATUS_OF, asker, channel_of
from orders.drafts import AnswerKind
from orders.models import OrderLine
from orders.serializers import line_as_json, number
from orders.shipments import reporting
from orders.shipments.record import Shipment, ShipmentKind
from orders.shipments.reporting import CannotReverse, Fault, Report, Reported, ReportsRefused
from orders.shipments.serializers import ReportedSerializer, ReportSerializer, ReversalSerializer, ShipmentSerializer
from orders.visible import visible_to

MOST_REPORTS = 500
OF_REPORT = (
    "quantity", "shipped_on", "document", "source_system", "external_id", "note", "allow_over", "to_stock", "version",
)  # fmt: skip
PROBLEMS = {
    404: OpenApiResponse(description="No such line or report, or not one of the asker's."),
    409: OpenApiResponse(
        description="A line can't take it: `problems` names each, with its `open_quantity` and a `rule`: `not_open`"
        " (more than is open, or more comes back than is shipped), `line_closed`, or `known_otherwise` (its source said"
        " something else under that id before)."
    ),
    412: OpenApiResponse(description="A `version` was given, and the line has changed since: see `current`."),
    422: OpenApiResponse(description="Some values are not right, or there are too many reports: `problems` by record."),
}


class ShipmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?order=SO-1&order_line=12&kind=return`."""

    order = django_filters.CharFilter(field_name="line__order__number", label=gettext_lazy("order"))
    order_line = django_filters.NumberFilter(
        field_name="line_id", label=gettext_lazy("order line"), min_value=0, max_value=reporting.LARGEST_ID
    )
    kind = django_filters.ChoiceFilter(choices=ShipmentKind.choices)
    document = django_filters.CharFilter(label=gettext_lazy("delivery note"))

    class Meta:
        model = Shipment
        fields = ["order", "order_line", "kind", "document"]


class Shipments(AnswersOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Shipment]):
    """What left the plant and what came back, of the lines that the asker may see."""

    access = {"GET": "orders.view", "POST": "orders.ship"}
    serializer_class = ShipmentSerializer
    filterset_class = ShipmentFilter
    queryset = Shipment.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Shipment]:
        """Return the reports that the asker may see, oldest first."""
        return told(Shipment.objects.filter(line__in=visible_to(self.request.user)))

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=PolymorphicProxySerializer(
            component_name="Reports", serializers=[ReportSerializer, ReportSerializer(many=True)],
            resource_type_field_name=None, many=False,
        ),
        responses={201: ReportedSerializer, 200: ReportedSerializer, **PROBLEMS},
        filters=False,
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """
        Keep one report, or a list of up to 500, in one transaction and one revision: all of them or none. 201; 200
        where the sources had sent all of them before.
        """
        sent = request.data if isinstance(request.data, list) else [request.data]
        if not 1 <= len(sent) <= MOST_REPORTS:
            raise Problem(422, _("Send one report, or a list of 1 to %(most)d.") % {"most": MOST_REPORTS})
        reports = as_reports(sent, request)
        try:
            done = reporting.report(reports=reports, by=asker(request), channel=channel_of(request))
        except ReportsRefused as refusal:
            raise as_problem(refusal.faults, reports) from refusal
        return answer_of(done)

    @extend_schema(request=ReversalSerializer, responses={201: ReportedSerializer, **PROBLEMS}, filters=False)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: int) -> Response:
        """Put a mistaken report right: it counts the other way, once, and its stock is booked back."""
        asked = ReversalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            done = reporting.reverse(
                shipment_id=int(pk), by=asker(request), channel=channel_of(request), why=asked.validated_data["why"]
            )
        except Shipment.DoesNotExist as error:
            raise Problem(404) from error
        except CannotReverse as error:
            raise Problem(409, str(error), record=f"shipments/{int(pk)}") from error
        return answer_of(done)


def told(shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """Return reports with what is told of them, oldest first."""
    return shipments.select_related("line__order", "line__item", "made_by", "reversal").order_by("pk")


def as_reports(sent: Sequence[Any], request: Request) -> list[Report]:
    """Return what was sent as reports. Raises ValidationError, naming each by its place; Problem 404."""
    read = [ReportSerializer(data=data) for data in sent]
    errors = {place: asked.errors for place, asked in enumerate(read) if not asked.is_valid()}
    if errors:
        told: Any = errors[0] if len(sent) == 1 else errors
        raise ValidationError(told)
    values = [asked.validated_data for asked in read]
    lines = _lines_named(values, request)
    return [
        Report(_line_of(asked, lines), kind=ShipmentKind(asked["kind"]), **{name: asked[name] for name in OF_REPORT})
        for asked in values
    ]


def _lines_named(values: Sequence[Mapping[str, Any]], request: Request) -> dict[tuple[str, int, int], int]:
    """Return the ids of the lines that are named by order and number."""
    numbers = {asked["order"] for asked in values if "order_line" not in asked}
    mine = visible_to(request.user, reporting.ACTION).filter(Q(order__number__in=numbers))
    rows = mine.values_list("order__number", "line_number", "schedule_number", "pk")
    return {(order, line, schedule): pk for order, line, schedule, pk in rows} if numbers else {}


def _line_of(asked: Mapping[str, Any], lines: Mapping[tuple[str, int, int], int]) -> int:
    if "order_line" in asked:
        return int(asked["order_line"])
    return lines.get((asked["order"], asked["line_number"], asked["schedule_number"]), 0)  # 0: no line, a 404 below


def answer_of(done: Reported) -> Response:
    """Return the answer to reports that are kept."""
    by_id = {kept.pk: kept for kept in told(Shipment.objects.filter(pk__in=[kept.pk for kept in done.shipments]))}
    results = [
        {
            "known": kept.pk in done.known, "shipment": ShipmentSerializer(by_id[kept.pk]).data,
            "line": _line_after(by_id[kept.pk].line),
        }
        for kept in done.shipments
    ]  # fmt: skip
    body = {"order_revisions": done.order_revisions, "results": results}
    return Response(body, status=200 if all(result["known"] for result in results) else 201)


def _line_after(line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.pk, "shipped_quantity": number(line.shipped_quantity), "open_quantity": number(line.open_quantity),
        "status": line.status, "version": line.version,
    }  # fmt: skip


def as_problem(faults: Sequence[Fault], reports: Sequence[Report]) -> Problem:
    """Return the problem that names every report at fault; its status is the first one's."""
    problems = [_described(fault, reports[fault.place]) for fault in faults]
    first = problems[0]
    detail = " ".join(dict.fromkeys(words for told in problems for words in sentences(list(told["errors"].values()))))
    one = {name: value for name, value in first.items() if name != "status"} if len(problems) == 1 else {}
    return Problem(first["status"], detail, **{"record": first["record"], **one}, problems=problems)


def _described(fault: Fault, asked: Report) -> dict[str, Any]:
    record = f"order-lines/{asked.line_id}" if asked.line_id else f"shipments[{fault.place}]"
    described: dict[str, Any] = {
        "record": record, "place": fault.place, "status": STATUS_OF[fault.kind],
        "errors": {name: [why] for name, why in fault.reasons.items()},
    }  # fmt: skip
    if fault.rule:
        described["rule"] = fault.rule
    if fault.line is not None:
        described["line"] = str(fault.line)
        described["open_quantity"] = number(fault.line.open_quantity)
        described["shipped_quantity"] = number(fault.line.shipped_quantity)
        if fault.kind is AnswerKind.STALE:
            whole = OrderLine.objects.select_related("order__customer", "item", "site", "outlook").get(pk=fault.line.pk)
            described["current"] = line_as_json(whole)
    return described
