"""What a change of an order line would do to everyone, for machines and for the orders page, before anyone saves it."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.problems import Problem
from mps import questions, revisions
from mps.api import StandingSerializer, no_plan
from mps.questions import Answer, Impact
from orders import line_values
from orders.api import STATUS_OF, as_object, asker, is_whole
from orders.drafts import NOT_YOUR_FIELD, AnswerKind
from orders.models import ChangeState, OrderLine
from orders.serializers import QuantityField
from orders.visible import changes_visible_to, visible_to

FIELDS = ("quantity", "requested_date", "priority")


class WishSerializer(serializers.Serializer[Any]):
    """A change of an order line that is not made: at least one of its fields."""

    order_line = serializers.IntegerField(min_value=1)
    quantity = QuantityField(required=False)
    requested_date = serializers.DateField(required=False)
    priority = serializers.IntegerField(required=False)
    thorough = serializers.BooleanField(
        required=False, help_text="Wait for the search for a better plan: seconds instead of less than one."
    )


class HowSerializer(serializers.Serializer[Any]):
    """How to look at a change that waits."""

    thorough = serializers.BooleanField(
        required=False, help_text="Wait for the search for a better plan: seconds instead of less than one."
    )


class MovedSerializer(serializers.Serializer[Any]):
    """
    A line that would leave on another day, `days` later (calendar days; negative: earlier).

    Null: not within the horizon. `breaks` says that its promise, kept until now, would be broken.
    """

    line_id = serializers.IntegerField()
    line = serializers.CharField()
    customer = serializers.CharField()
    item = serializers.CharField()
    before = serializers.DateField(allow_null=True)
    after = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    breaks = serializers.BooleanField()


class CostSerializer(serializers.Serializer[Any]):
    """What a plan costs, in the site's currency: the objective, term by term, and the sum."""

    late_promised = serializers.FloatField()
    late_orders = serializers.FloatField()
    late_forecast = serializers.FloatField()
    safety_stock = serializers.FloatField()
    changed_lots = serializers.FloatField()
    overtime = serializers.FloatField()
    setup = serializers.FloatField()
    holding = serializers.FloatField()
    total = serializers.FloatField()


class ImpactSerializer(serializers.Serializer[Any]):
    """
    What would be different, computed on the inputs of `computed_revision`.

    `moved` are the other lines that the asker may see, broken promises first; of the others, how many would move and
    how many of their promises break. `may_improve`: there was no time to see whether the search for a better
    plan, which follows every plan, changes these dates again.
    """

    computed_revision = serializers.IntegerField()
    planned_date_before = serializers.DateField(allow_null=True)
    planned_date = serializers.DateField(allow_null=True)
    breaks = serializers.BooleanField()
    moved = MovedSerializer(many=True)
    others_moved = serializers.IntegerField()
    others_broken = serializers.IntegerField()
    overtime_minutes_before = serializers.FloatField()
    overtime_minutes = serializers.FloatField()
    cost_before = CostSerializer()
    cost = CostSerializer()
    may_improve = serializers.BooleanField()


class PreviewSerializer(ImpactSerializer, StandingSerializer):
    """
    What the change would do against plan `plan_id`: see `Impact`.

    `state` says whether it would be saved at once or wait for an approval, `rule` why.
    """

    order_line = serializers.IntegerField()
    state = serializers.ChoiceField([("saved", "saved"), ("waiting", "waiting")])
    rule = serializers.CharField(allow_blank=True)


class PreviewChange(APIView):
    """The impact of a change before anyone saves it."""

    access = "orders.change"

    @extend_schema(
        request=WishSerializer,
        responses={
            200: PreviewSerializer,
            404: OpenApiResponse(description="No such line, or not one of the asker's."),
            409: OpenApiResponse(description="A rule refuses the change (`rule`), or the site has no plan yet."),
            422: OpenApiResponse(description="Some values are not right: `errors` by field."),
            503: OpenApiResponse(description="No worker has answered in time."),
        },
    )
    def post(self, request: Request) -> Response:
        """Plan the site with the change, in a worker, and compare. Changes nothing."""
        values = as_object(request.data)
        thorough = _is_thorough(values)
        line = self._line(values.pop("order_line", None))
        _refuse_what_is_wrong(line, values)
        return _answered(line, dict(values), asker(request).pk, thorough=thorough)

    def _line(self, line_id: object) -> OrderLine:
        """Return the line, where the asker may change it. Raises Problem 422, Http404."""
        if not is_whole(line_id):
            words = _("Write a whole number.")
            raise Problem(422, words, errors={"order_line": [words]})
        mine = visible_to(self.request.user, self.access).select_related("site", "item")
        return get_object_or_404(mine, pk=line_id)


class PreviewApproval(APIView):
    """The impact of a change that waits, before anyone approves it."""

    access = "orders.approve"

    @extend_schema(
        operation_id="v1_change_requests_preview_approval",
        request=HowSerializer,
        responses={
            200: PreviewSerializer,
            404: OpenApiResponse(description="No such change, or not one of the asker's."),
            409: OpenApiResponse(description="It can't be approved as it is, or the site has no plan yet."),
            503: OpenApiResponse(description="No worker has answered in time."),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """Plan the site, as it is now, with the change approved, in a worker, and compare. Changes nothing."""
        mine = changes_visible_to(request.user).filter(line__in=visible_to(request.user, self.access))
        change = get_object_or_404(mine.select_related("line__site", "line__item"), pk=pk)
        if change.state != ChangeState.SUBMITTED:
            words = _("It is decided already: %(state)s.") % {"state": change.get_state_display()}
            raise Problem(HTTPStatus.CONFLICT, words, record=f"change-requests/{pk}")
        thorough = _is_thorough(as_object(request.data or {}))
        return _answered(change.line, {}, asker(request).pk, approved=change.pk, thorough=thorough)


def _is_thorough(values: dict[str, Any]) -> bool:
    """Take `thorough` out of what was sent. Raises Problem 422."""
    thorough = values.pop("thorough", False)
    if not isinstance(thorough, bool):
        words = _("Write true or false.")
        raise Problem(422, words, errors={"thorough": [words]})
    return thorough


def _answered(
    line: OrderLine, values: questions.Values, user_id: int, *, approved: int | None = None, thorough: bool
) -> Response:
    """Return what a worker says. Raises the Problem that says why there is nothing to say."""
    if revisions.standing(line.site).plan_id is None:
        raise no_plan(line.site)
    try:
        answer = questions.ask(line, values, user_id, approved=approved, thorough=thorough)
    except questions.NoAnswerError as error:
        raise no_answer(f"order-lines/{line.pk}") from error
    impact = _impact_of(answer, line)
    where = revisions.as_json(revisions.standing(line.site))
    body = {"order_line": line.pk, "state": answer.kind, "rule": answer.rule, **as_json(impact)}
    return Response({**where, **body})


def _refuse_what_is_wrong(line: OrderLine, values: dict[str, Any]) -> None:
    """Raise Problem 422 for what no worker need be asked about."""
    record = f"order-lines/{line.pk}"
    if not values:
        raise Problem(422, _("Say what would change: %(fields)s.") % {"fields": ", ".join(FIELDS)}, record=record)
    words = _("There is no such field to change.")
    reasons = {name: words for name in values if name not in FIELDS} or line_values.read_all(line, values)[1]
    if reasons:
        raise _invalid(reasons, record)


def _invalid(reasons: dict[str, str], record: str) -> Problem:
    return Problem(422, " ".join(dict.fromkeys(reasons.values())), errors=reasons, record=record)


def no_answer(record: str) -> Problem:
    """Return what is said where no worker answers a question about a record."""
    words = _("No worker has answered in time. Ask again in a moment.")
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, words, record=record)


def _impact_of(answer: Answer, line: OrderLine) -> Impact:
    """Return the impact. Raises the Problem that says why there is none."""
    record = f"order-lines/{line.pk}"
    if answer.no_plan:
        raise no_plan(line.site)
    if answer.impact is not None:
        return answer.impact
    status = 403 if answer.rule == NOT_YOUR_FIELD else STATUS_OF[AnswerKind(answer.kind)]
    words = " ".join(dict.fromkeys(answer.reasons.values()))
    raise Problem(status, words, errors=answer.reasons, rule=answer.rule, record=record)


def as_json(impact: Impact) -> dict[str, Any]:
    """Return an impact as `ImpactSerializer` describes it."""
    made = asdict(impact)
    made["computed_revision"] = made.pop("revision")
    made["moved"] = [{**asdict(move), "days": move.days} for move in impact.moved]
    made["cost_before"] = {**asdict(impact.cost_before), "total": impact.cost_before.total}
    made["cost"] = {**asdict(impact.cost), "total": impact.cost.total}
    return made
