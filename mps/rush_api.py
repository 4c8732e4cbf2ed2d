"""What a rush order would do, in three ways, for machines and for the rush page, before anyone enters it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company import access
from company.models import Site, User
from company.problems import Problem
from mps import questions, revisions, rush_question
from mps.api import StandingSerializer, no_plan
from mps.preview_api import ImpactSerializer, as_json, no_answer
from mps.rush_question import Remark, RushAnswer, RushQuestion, Way, WayKind, WayState
from orders.api import as_object, asker
from orders.changes import LARGEST_ID
from orders.customers import customer_typed, customers_for
from orders.serializers import QuantityField, refuse_unmeant_day
from orders.visible import visible_to

MOST_LINES = 20
DAYS = 7
LONGEST_DAYS = 366
NAMES = ("site", "item", "customer")


class RushSerializer(serializers.Serializer[Any]):
    """
    An order that is not there yet; item, site and customer by their codes.

    `lines` may be wanted `days` calendar days later to make room for it; without them some are suggested. With
    `squeeze_only` only the first way is planned: what it does to others, sooner.
    """

    site = serializers.CharField(max_length=32)
    item = serializers.CharField(max_length=64)
    customer = serializers.CharField(max_length=64)
    quantity = QuantityField()
    requested_date = serializers.DateField(validators=[refuse_unmeant_day])
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False, default=DAYS)
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), max_length=MOST_LINES, required=False
    )
    squeeze_only = serializers.BooleanField(required=False, default=False)


class NamedLineSerializer(serializers.Serializer[Any]):
    """
    A line that would be wanted later. `state`: saved at once, waiting for an approval, or held up for `reasons`.

    `slack_days` are working days between its planned and its promised date.
    """

    line_id = serializers.IntegerField()
    version = serializers.IntegerField()
    line = serializers.CharField()
    customer = serializers.CharField()
    item = serializers.CharField()
    priority = serializers.IntegerField()
    requested_date = serializers.DateField()
    promised_date = serializers.DateField(allow_null=True)
    slack_days = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    reasons = serializers.DictField(child=serializers.CharField())


class WaySerializer(serializers.Serializer[Any]):
    """
    One way to say yes, against the published plan. `words` say what its figures don't, in the asker's language.

    `squeeze`: at priority 1, nothing else changed. `overtime`: as urgent as it can be without breaking a promise of
    others. `move`: at priority 1, with `lines` wanted later. `state`: `possible`, `same` (it makes no difference
    against squeezing in) or `impossible`. `priority` and `promised_date` are what the new line would have; null: the
    plan promises a date by itself, which takes nothing from promises of others.
    """

    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in WayKind])
    state = serializers.ChoiceField([(state.value, state.value) for state in WayState])
    priority = serializers.IntegerField(allow_null=True)
    promised_date = serializers.DateField(allow_null=True)
    words = serializers.CharField(allow_blank=True)
    impact = ImpactSerializer(allow_null=True)


class RushAnswerSerializer(StandingSerializer):
    """
    The three ways, always in the same order; the first alone where only that was asked.

    `bottleneck` is empty for who may not see work centres.
    """

    days = serializers.IntegerField()
    bottleneck = serializers.CharField(allow_blank=True)
    ways = WaySerializer(many=True)
    lines = NamedLineSerializer(many=True)


class PreviewRush(APIView):
    """What a rush order would do before anyone enters it."""

    access = "orders.create"

    @extend_schema(
        request=RushSerializer,
        responses={
            200: RushAnswerSerializer,
            404: OpenApiResponse(description="No such site, customer or line, or not one of the asker's."),
            409: OpenApiResponse(description="A rule refuses the order (`rule`), or the site has no plan yet."),
            422: OpenApiResponse(description="Some values are not right: `errors` by field."),
            503: OpenApiResponse(description="No worker has answered in time."),
        },
    )
    def post(self, request: Request) -> Response:
        """Plan the site with the order, three times, in a worker, and compare. Changes nothing."""
        by = asker(request)
        asked = RushSerializer(data=as_object(request.data))
        site = read(asked, by)
        values: dict[str, Any] = dict(asked.validated_data)
        standing = revisions.standing(site)
        if standing.plan_id is None:
            raise no_plan(site)
        answer = _asked(site, values, by)
        where = revisions.as_json(revisions.standing(site))
        return Response({**where, "days": values["days"], **_as_json(answer, site, by)})


def read(asked: serializers.Serializer[Any], by: User) -> Site:
    """
    Read what is asked, and return the site; the customer is its code then, whose name may have been typed.

    Raises Http404 for a site, customer or line that is not one of theirs, and ValidationError: first the one, then the
    other, so that nobody learns of what is not theirs.
    """
    is_right = asked.is_valid()
    if any(name in asked.errors for name in NAMES):
        raise serializers.ValidationError(asked.errors)
    names = {name: str(asked.initial_data[name]).strip() for name in NAMES}
    site = get_object_or_404(access.sites_for(by, "orders.create"), code=names["site"])
    customer = customer_typed(customers_for(by, "orders.create", site), names["customer"])
    if customer is None:
        raise Http404
    if not is_right:
        raise serializers.ValidationError(asked.errors)
    asked.validated_data["customer"] = customer.code
    _refuse_foreign_lines(site, asked.validated_data.get("lines", ()), by)
    return site


def _refuse_foreign_lines(site: Site, line_ids: Sequence[int], by: User) -> None:
    mine = visible_to(by, "orders.change").filter(site=site, pk__in=line_ids)
    if mine.count() != len(set(line_ids)):
        raise Http404


def _asked(site: Site, values: dict[str, Any], by: User) -> RushAnswer:
    """Return what a worker says. Raises the Problem that says why there is nothing to say."""
    record = f"sites/{site.code}"
    lines = values.get("lines")
    question = RushQuestion(
        ticket=questions.new_ticket(), site_id=site.pk, site=site.code, item=values["item"],
        customer=values["customer"], quantity=str(values["quantity"]), requested_date=values["requested_date"],
        user_id=by.pk, language=questions.asked_language(), days=values["days"],
        lines=None if lines is None else tuple(lines), squeeze_only=values.get("squeeze_only", False),
    )  # fmt: skip
    try:
        answer = rush_question.ask(question)
    except questions.NoAnswerError as error:
        raise no_answer(record) from error
    if answer.no_plan:
        raise no_plan(site)
    if answer.reasons:
        raise Problem(**refused(answer.reasons, answer.rule), record=record)
    return answer


def refused(reasons: dict[str, str], rule: str) -> dict[str, Any]:
    """Return the members of the problem that says why the order can't be entered, by the fields of this form."""
    errors = {name.removeprefix("lines[0]."): words for name, words in reasons.items()}
    named = {"rule": rule} if rule else {}
    status = HTTPStatus.CONFLICT if rule else HTTPStatus.UNPROCESSABLE_ENTITY
    return {"status_code": status, "detail": " ".join(errors.values()), "errors": errors, **named}


def _as_json(answer: RushAnswer, site: Site, by: User) -> dict[str, Any]:
    sees_centers = access.can(by, "capacity.view", site)
    lines = []
    for line in answer.lines:
        told = asdict(line)
        lines.append({**told, "state": told.pop("kind")})
    return {
        "bottleneck": answer.bottleneck if sees_centers else "",
        "ways": [_way(way) for way in answer.ways],
        "lines": lines,
    }


def _way(way: Way) -> dict[str, Any]:
    impact = None if way.impact is None else as_json(way.impact)
    return {
        "kind": way.kind, "state": way.state, "priority": way.priority, "promised_date": way.promised_date,
        "words": _words(way.remark), "impact": impact,
    }  # fmt: skip


def _words(remark: Remark) -> str:
    return {
        Remark.NOTHING: "",
        Remark.BREAKS_NOTHING: _("No difference: squeezed in, it breaks no promise of others."),
        Remark.ALWAYS_BREAKS: _("Not possible: even at the lowest priority it breaks a promise of others."),
        Remark.NO_OVERTIME: _("No work centre on its way may work overtime: it takes what is free."),
        Remark.NONE_BOUGHT: _("No overtime is bought: it takes what is free."),
        Remark.NOBODY_TO_MOVE: _("Not possible: there is no line that you may move and that would make room."),
        Remark.NO_DIFFERENCE: _("No difference: it is ready on the same day, and as many promises break."),
    }[remark]
