"""Order events of other systems, for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.once import IDEMPOTENCY_KEY, AnswersOnce
from company.problems import Problem, sentences
from orders import order_events
from orders.api import STATUS_OF, asker
from orders.changes import NOT_YOUR_FIELD
from orders.event_lines import Fault
from orders.event_serializers import (
    EventAnswersSerializer,
    OrderEventSerializer,
    as_event,
)
from orders.order_events import EventAnswer, EventState, OrderEvent

MOST_EVENTS = 500
MULTI_STATUS = 207
NAMES = ("source_system", "external_id", "source_version")


class OrderEvents(AnswersOnce, APIView):
    """What other systems say of their orders."""

    access = {"POST": "orders.receive"}

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=PolymorphicProxySerializer(
            component_name="OrderEvents",
            serializers=[OrderEventSerializer, OrderEventSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={
            200: EventAnswersSerializer,
            202: OpenApiResponse(EventAnswersSerializer, "The one event is applied, but for changes that wait."),
            207: OpenApiResponse(EventAnswersSerializer, "Some of the events were refused: see each `status`."),
            404: OpenApiResponse(description="The one event's order has lines that are not the asker's to see."),
            409: OpenApiResponse(description="The one event was refused by a rule: `problems` names the lines."),
            422: OpenApiResponse(description="Some values of the one event are not right, or there are too many."),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """
        Apply one event, or a list of up to 500, in one transaction and one revision. Each event is the whole order at a
        version of its source, is applied or refused as a whole, and is answered for itself; one sent again, or late,
        changes nothing.
        """
        sent = request.data if isinstance(request.data, list) else [request.data]
        if not 1 <= len(sent) <= MOST_EVENTS:
            raise Problem(422, _("Send one event, or a list of 1 to %(most)d.") % {"most": MOST_EVENTS})
        body = answers_to(sent, request)
        statuses = {result["status"] for result in body["results"]}
        if isinstance(request.data, list):
            return Response(body, status=MULTI_STATUS if statuses - {200, 202} else 200)
        [status], [result] = statuses, body["results"]
        if result["state"] == EventState.REFUSED:
            raise Problem(status, _detail(result), record=_record(result), problems=result["problems"])
        return Response(body, status=status)


def answers_to(sent: list[Any], request: Request) -> dict[str, Any]:
    """Apply those of the events that can be read; return the answer to all of them."""
    results: dict[int, dict[str, Any]] = {}
    events: dict[int, OrderEvent] = {}
    for place, data in enumerate(sent):
        asked = OrderEventSerializer(data=data)
        if asked.is_valid():
            events[place] = as_event(asked.validated_data)
        else:
            results[place] = _unreadable(data, asked.errors)
    answers, revisions = order_events.receive(events=list(events.values()), by=asker(request))
    results.update({place: _as_json(answer) for place, answer in zip(events, answers, strict=True)})
    return {"order_revisions": revisions, "results": [results[place] for place in range(len(sent))]}


def _as_json(answer: EventAnswer) -> dict[str, Any]:
    problems = [_problem(fault) for fault in answer.faults]
    done, order = answer.outcome, answer.order
    shown = order if answer.state is not EventState.REFUSED else None
    status = problems[0]["status"] if problems else 202 if answer.state is EventState.WAITING else 200
    return {
        **{name: getattr(answer.event, name) for name in NAMES},
        "state": answer.state.value, "status": status,
        "order": shown.pk if shown else None, "number": shown.number if shown else None,
        "entered": done.entered, "changed": done.changed, "cancelled": done.cancelled,
        "change_requests": list(done.waiting), "problems": problems,
    }  # fmt: skip


def _problem(fault: Fault) -> dict[str, Any]:
    status = 403 if fault.rule == NOT_YOUR_FIELD else STATUS_OF[fault.kind]
    told = {"record": fault.record, "status": status, "errors": {name: [why] for name, why in fault.reasons.items()}}
    return {**told, "rule": fault.rule} if fault.rule else told


def _unreadable(data: object, errors: Any) -> dict[str, Any]:
    named: Mapping[str, Any] = data if isinstance(data, dict) else {}
    return {
        **{name: _as_sent(named.get(name)) for name in NAMES},
        "state": EventState.REFUSED.value, "status": 422, "order": None, "number": None,
        "entered": 0, "changed": 0, "cancelled": 0, "change_requests": [],
        "problems": [{"record": "", "status": 422, "errors": errors}],
    }  # fmt: skip


def _as_sent(value: object) -> str | int | None:
    # What can't be printed can't be named in an answer either (half a surrogate pair is no UTF-8).
    return value if isinstance(value, int) or (isinstance(value, str) and value.isprintable()) else None


def _record(result: Mapping[str, Any]) -> str:
    return "/".join(["order-events", *(str(result[name] or "") for name in NAMES)])


def _detail(result: Mapping[str, Any]) -> str:
    return " ".join(dict.fromkeys(words for problem in result["problems"] for words in sentences(problem["errors"])))
