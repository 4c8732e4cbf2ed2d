"""The plan, for machines: where each site stands, and what could be promised."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import sites_for
from company.models import Site
from company.problems import Problem, as_problem
from materials.models import ItemSite
from mps import lease, revisions, whatif
from mps.models import RunOutcome, SitePlanning
from orders.line_values import NotAValue, read_date, refuse_parts
from orders.serializers import QuantityField

MOST_QUESTIONS = 100


class StandingSerializer(serializers.Serializer[Any]):
    """How far a site's plan has come: `planned_revision` of `order_revision`, `waiting` changes to come."""

    site = serializers.CharField()
    order_revision = serializers.IntegerField()
    planned_revision = serializers.IntegerField()
    waiting = serializers.IntegerField()
    plan_id = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    plan_age_seconds = serializers.FloatField(allow_null=True)
    waiting_seconds = serializers.FloatField()
    outcome = serializers.ChoiceField(RunOutcome.choices, allow_blank=True)
    stuck = serializers.BooleanField()
    running = serializers.BooleanField()


class CurrentPlanSerializer(StandingSerializer):
    """The current plan of a site; `id` and `created_at` are null until the first one is published."""

    id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)


class CurrentPlans(APIView):
    """The current plan of each of the asker's sites."""

    access = "plan.standing"

    @extend_schema(responses=CurrentPlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return a list, one entry per site by code, also for those without a plan yet."""
        sites = sites_for(request.user, self.access)
        plannings = SitePlanning.objects.filter(site__in=sites)
        created = dict(plannings.values_list("site__code", "current_plan__created_at"))
        return Response([
            {"id": where.plan_id, "created_at": created.get(where.site_code), **revisions.as_json(where)}
            for where in revisions.standings(sites.values_list("pk", flat=True))
        ])  # fmt: skip


class StopSerializer(serializers.Serializer[Any]):
    """Which site's planning run is to stop."""

    site = serializers.CharField(max_length=32)


class StopPlanning(APIView):
    """Stops a planning run that takes too long."""

    access = "plan.steer"

    @extend_schema(
        request=StopSerializer,
        responses={
            202: StandingSerializer,
            404: OpenApiResponse(description="No such site of yours."),
            409: OpenApiResponse(description="Nobody is planning the site."),
        },
    )
    def post(self, request: Request) -> Response:
        """Ask the run to end with the best plan it has, which is published as usual. Loses no change."""
        asked = StopSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        site = get_object_or_404(sites_for(request.user, self.access), code=asked.validated_data["site"])
        if not lease.request_stop(site.pk):
            words = _("Nobody is planning this site at the moment.")
            raise Problem(HTTPStatus.CONFLICT, words, record=f"sites/{site.code}")
        return Response(revisions.as_json(revisions.standing(site)), status=HTTPStatus.ACCEPTED)


class QuestionSerializer(serializers.Serializer[Any]):
    """A wish: how much of what (by code), when. Without a site, the asker's first that plans the item answers."""

    item = serializers.CharField(max_length=64)
    quantity = QuantityField()
    requested_date = serializers.DateField()
    site = serializers.CharField(max_length=32, required=False, default="")

    def validate_requested_date(self, day: date) -> date:
        """Refuse a day that nobody means."""
        try:
            return read_date(day)
        except NotAValue as error:
            raise serializers.ValidationError(str(error)) from error


class DeliverySerializer(serializers.Serializer[Any]):
    """A quantity on a day."""

    date = serializers.DateField()
    quantity = serializers.FloatField()


class AlternativeSerializer(serializers.Serializer[Any]):
    """Another way: `split` into two deliveries, or `partial`, as much as there can be on the requested date."""

    kind = serializers.ChoiceField([("split", "split"), ("partial", "partial")])
    deliveries = DeliverySerializer(many=True)


class ObstacleSerializer(serializers.Serializer[Any]):
    """
    What stands in the way of the requested date: a kind, an item's or work centre's code, from when it is free.

    A work centre that is in the way all alone has `free_minutes` from `from_date`, when the work could be done there,
    until the day before `free_date`.
    """

    kind = serializers.CharField()
    code = serializers.CharField()
    free_date = serializers.DateField(allow_null=True)
    amount = serializers.FloatField()
    from_date = serializers.DateField(allow_null=True)
    free_minutes = serializers.FloatField()


class QuoteSerializer(StandingSerializer):
    """
    When it can be there, and by which plan. `due_date` is what the requested date means: itself, or the working day
    before it. `date` is the one to promise, on or after that; null: not inside the horizon, which ends on
    `horizon_last_date`, or the requested date lies behind it. `earliest_date` is the first possible one. Nothing is
    held: a quote is as good as its plan. `probability` (0 to 1) is that of `date`; null: not enough history. `date_80`
    and `date_95` are the first dates from it on that are so sure; null: none is.
    """

    item = serializers.CharField()
    quantity = serializers.FloatField()
    requested_date = serializers.DateField()
    due_date = serializers.DateField()
    horizon_last_date = serializers.DateField()
    date = serializers.DateField(allow_null=True)
    earliest_date = serializers.DateField(allow_null=True)
    quantity_on_requested_date = serializers.FloatField()
    from_uncommitted = serializers.FloatField()
    alternatives = AlternativeSerializer(many=True)
    obstacle = ObstacleSerializer(allow_null=True)
    probability = serializers.FloatField(allow_null=True)
    date_80 = serializers.DateField(allow_null=True)
    date_95 = serializers.DateField(allow_null=True)


class Quote(APIView):
    """Promises that could be made."""

    access = "promise.quote"

    @extend_schema(
        request=PolymorphicProxySerializer(
            component_name="Questions", serializers=[QuestionSerializer, QuestionSerializer(many=True)],
            resource_type_field_name=None, many=False,
        ),
        responses={
            200: PolymorphicProxySerializer(
                component_name="Quotes", serializers=[QuoteSerializer, QuoteSerializer(many=True)],
                resource_type_field_name=None, many=False,
            ),
            409: OpenApiResponse(description="The site has no plan yet."),
            422: OpenApiResponse(description="Some values are not right: `errors` by field."),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """
        Ask when a quantity can be there, on top of the current plan. Changes nothing.

        A list of up to 100 questions gets a list of answers in the same order, each as if it were asked alone: a quote,
        or the problem (with its `status`) that it would have got.
        """
        if not isinstance(request.data, list):
            return Response(self._quote(request.data, request))
        if not 1 <= len(request.data) <= MOST_QUESTIONS:
            raise Problem(422, _("Send one question, or a list of 1 to %(most)d.") % {"most": MOST_QUESTIONS})
        return Response([self._quote_or_problem(sent, request) for sent in request.data])

    def _quote_or_problem(self, sent: Any, request: Request) -> Any:
        try:
            return self._quote(sent, request)
        except (Problem, serializers.ValidationError) as error:
            refused = as_problem(error, {"request": request})
            return refused.data if refused else None

    def _quote(self, sent: Any, request: Request) -> dict[str, Any]:
        asked = QuestionSerializer(data=sent)
        asked.is_valid(raise_exception=True)
        question = asked.validated_data
        planned = _planned(question["item"], question["site"], sites_for(request.user, self.access))
        site = planned.site
        try:
            refuse_parts(question["quantity"], item=planned.item.code, unit=planned.item.unit)
        except NotAValue as error:
            words = str(error)
            raise Problem(422, words, errors={"quantity": [words]}, record=f"items/{planned.item.code}") from error
        where = revisions.standing(site)
        answer = _answer(site, question)
        if answer.plan_id != where.plan_id:  # a plan was published between the two
            where, answer = revisions.standing(site), _answer(site, question)
        return {**revisions.as_json(where), **_as_json(answer)}


def _planned(item: str, code: str, sites: QuerySet[Site]) -> ItemSite:
    if code and not sites.filter(code=code).exists():
        words = _("There is no site “%(code)s”.") % {"code": code}
        raise Problem(422, words, errors={"site": [words]}, record=f"sites/{code}")
    planned = ItemSite.objects.filter(site__in=sites.filter(code=code) if code else sites, item__code=item)
    found = planned.select_related("site", "item").order_by("site__code").first()
    if found is None:
        raise _unknown(item)
    return found


def _unknown(item: str) -> Problem:
    words = _("There is no item “%(code)s” to promise.") % {"code": item}
    return Problem(422, words, errors={"item": [words]}, record=f"items/{item}")


def _answer(site: Site, question: dict[str, Any]) -> whatif.PromiseAnswer:
    try:
        return whatif.quote_for(
            site=site, item=question["item"], quantity=float(question["quantity"]),
            wanted_date=question["requested_date"],
        )  # fmt: skip
    except whatif.UnknownItemError as error:
        raise _unknown(question["item"]) from error
    except whatif.NoPlanError as error:
        raise Problem(409, _("The site has no plan yet."), record=f"sites/{site.code}") from error


def _as_json(answer: whatif.PromiseAnswer) -> dict[str, Any]:
    alternatives = []
    if answer.split:
        alternatives.append({"kind": "split", "deliveries": [asdict(part) for part in answer.split]})
    if 0 < answer.quantity_on_wanted_date < answer.quantity:
        part = {"date": answer.due_date, "quantity": answer.quantity_on_wanted_date}
        alternatives.append({"kind": "partial", "deliveries": [part]})
    return {
        "plan_id": answer.plan_id,
        "item": answer.item,
        "quantity": answer.quantity,
        "requested_date": answer.wanted_date,
        "due_date": answer.due_date,
        "horizon_last_date": answer.horizon_last_date,
        "date": answer.delivery_date,
        "earliest_date": answer.earliest_date,
        "quantity_on_requested_date": answer.quantity_on_wanted_date,
        "from_uncommitted": answer.from_uncommitted,
        "alternatives": alternatives,
        "obstacle": asdict(answer.obstacle) if answer.obstacle else None,
        "probability": answer.sureness.probability if answer.sureness else None,
        "date_80": answer.sureness.date_80 if answer.sureness else None,
        "date_95": answer.sureness.date_95 if answer.sureness else None,
    }
