"""The plan, for machines: where each site stands. And what all of them say of a site or item that is none."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import sites_for
from company.models import Site
from company.problems import Problem
from materials.models import Item
from mps import lease, revisions
from mps.models import RunOutcome, SitePlanning
from orders.line_values import NotAValue, refuse_parts


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
        asked = read_body(StopSerializer, request.data)
        site = get_object_or_404(sites_for(request.user, self.access), code=asked["site"])
        if not lease.request_stop(site.pk):
            words = _("Nobody is planning this site at the moment.")
            raise Problem(HTTPStatus.CONFLICT, words, record=f"sites/{site.code}")
        return Response(revisions.as_json(revisions.standing(site)), status=HTTPStatus.ACCEPTED)


def read_body(kind: type[serializers.Serializer[Any]], sent: Any) -> dict[str, Any]:
    """Return what was sent as a serializer reads it. Raises ValidationError."""
    asked = kind(data=sent)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def unknown_site(code: str) -> Problem:
    """Return what is said where a site is not one of the asker's."""
    words = _("There is no site “%(code)s” among yours.") % {"code": code}
    return Problem(422, words, errors={"site": [words]}, record=f"sites/{code}")


def unknown_item(code: str, *, within: str = "") -> Problem:
    """Return what is said where the site plans no such item; `within` is the place of its line (`lines[0].`)."""
    words = _("There is no item “%(code)s” to promise.") % {"code": code}
    return Problem(422, words, errors={f"{within}item": [words]}, record=f"items/{code}")


def refuse_parts_of(item: Item, quantity: Decimal, *, within: str = "") -> None:
    """Raise Problem 422 for a part of a piece; `within` as in `unknown_item`."""
    try:
        refuse_parts(quantity, item=item.code, unit=item.unit)
    except NotAValue as error:
        words = str(error)
        raise Problem(422, words, errors={f"{within}quantity": [words]}, record=f"items/{item.code}") from error


def no_plan(site: Site) -> Problem:
    """Return what is said where there is no plan to ask, or to compare with."""
    return Problem(HTTPStatus.CONFLICT, _("The site has no plan yet."), record=f"sites/{site.code}")
