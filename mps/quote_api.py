"""What could be promised, for machines: one question, several, or several as one order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import sites_for
from company.models import Site
from company.problems import Problem, as_problem
from materials.models import ItemSite
from mps import joint, revisions, whatif
from mps.api import StandingSerializer, no_plan, read_body, refuse_parts_of, unknown_item, unknown_site
from orders.serializers import QuantityField, refuse_unmeant_day

MOST_QUESTIONS = 100


class QuestionSerializer(serializers.Serializer[Any]):
    """A wish: how much of what (by code), when. Without a site, the asker's first that plans the item answers."""

    item = serializers.CharField(max_length=64)
    quantity = QuantityField()
    requested_date = serializers.DateField(validators=[refuse_unmeant_day])
    site = serializers.CharField(max_length=32, required=False, default="")


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


class TogetherSerializer(serializers.Serializer[Any]):
    """
    Quotes of one order, in the order of its lines: each on what the lines before it leave, so that all can be had.

    `all_met` says whether each line can be there on its requested date, all of them together. `date` is when the last
    is there; null: some line has no date. A line that can't be read, or not be promised, has its problem.
    """

    all_met = serializers.BooleanField()
    date = serializers.DateField(allow_null=True)
    quotes = QuoteSerializer(many=True)


class Quote(APIView):
    """Promises that could be made."""

    access = "promise.quote"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "together", bool, description="A list is answered as one order of one site: a `Together` answer."
            )
        ],
        request=PolymorphicProxySerializer(
            component_name="Questions", serializers=[QuestionSerializer, QuestionSerializer(many=True)],
            resource_type_field_name=None, many=False,
        ),
        responses={
            200: PolymorphicProxySerializer(
                component_name="Quotes", serializers=[QuoteSerializer, QuoteSerializer(many=True), TogetherSerializer],
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
        or the problem (with its `status`) that it would have got. With `?together=true` they are lines of one order,
        each answered with what those before it leave, and the answer says whether all are met together.
        """
        if not isinstance(request.data, list):
            return Response(self._quote(request.data, request))
        if not 1 <= len(request.data) <= MOST_QUESTIONS:
            raise Problem(422, _("Send one question, or a list of 1 to %(most)d.") % {"most": MOST_QUESTIONS})
        if request.query_params.get("together") == "true":
            return Response(self._together(request.data, request))
        return Response([_or_problem(partial(self._quote, sent, request), request) for sent in request.data])

    def _together(self, sent: Sequence[Any], request: Request) -> dict[str, Any]:
        """Return the answer to the lines of one order, all of the site of the first that can be read."""
        order = _Order(sites_for(request.user, self.access))
        problems = [_or_problem(partial(order.add, body), request) for body in sent]
        quotes = iter(order.quotes())
        rows = [
            _or_problem(partial(_shown, *next(quotes)), request) if problem is None else problem
            for problem in problems
        ]
        dates = [row.get("date") for row in rows]
        return {
            "all_met": all(when and when <= row["requested_date"] for when, row in zip(dates, rows, strict=True)),
            "date": max(dates) if all(dates) else None,
            "quotes": rows,
        }

    def _quote(self, sent: Any, request: Request) -> dict[str, Any]:
        question = read_body(QuestionSerializer, sent)
        planned = _planned(question["item"], question["site"], sites_for(request.user, self.access))
        site = planned.site
        refuse_parts_of(planned.item, question["quantity"])
        where = revisions.standing(site)
        answer = _answer(site, question)
        if answer.plan_id != where.plan_id:  # a plan was published between the two
            where, answer = revisions.standing(site), _answer(site, question)
        return {**revisions.as_json(where), **_as_json(answer)}


class _Order:
    """The lines of one order, as they are read; all are of one site."""

    def __init__(self, sites: QuerySet[Site]) -> None:
        self.sites = sites
        self.site: Site | None = None
        self.lines: list[joint.Line] = []

    def add(self, sent: Any) -> None:
        """Read a line. Raises ValidationError; Problem for an unknown item or site, and for another site."""
        question = read_body(QuestionSerializer, sent)
        mine = question["site"] or (self.site.code if self.site else "")
        planned = _planned(question["item"], mine, self.sites)
        if self.site is not None and planned.site != self.site:
            words = _("The lines of one order are of one site: %(site)s.") % {"site": self.site.code}
            raise Problem(422, words, errors={"site": [words]}, record=f"sites/{planned.site.code}")
        refuse_parts_of(planned.item, question["quantity"])
        self.site = planned.site
        self.lines.append(joint.Line(question["item"], float(question["quantity"]), question["requested_date"]))

    def quotes(self) -> list[tuple[dict[str, Any], joint.Line, whatif.PromiseAnswer | None]]:
        """Return for each line how the plan stands, the line, and its answer. Raises Problem where there is no plan."""
        if self.site is None:
            return []
        where = revisions.standing(self.site)
        try:
            plan_id, found = joint.quotes_of_order(self.site, self.lines)
            if plan_id != where.plan_id:  # a plan was published between the two
                where = revisions.standing(self.site)
                plan_id, found = joint.quotes_of_order(self.site, self.lines)
        except whatif.NoPlanError as error:
            raise no_plan(self.site) from error
        standing = revisions.as_json(where)
        return [(standing, line, answer) for line, answer in zip(self.lines, found, strict=True)]


def _shown(standing: dict[str, Any], line: joint.Line, answer: whatif.PromiseAnswer | None) -> dict[str, Any]:
    if answer is None:
        raise unknown_item(line.item)
    return {**standing, **_as_json(answer)}


def _or_problem(read: Callable[[], Any], request: Request) -> Any:
    """Return what is read, else the problem that it would have got alone."""
    try:
        return read()
    except (Problem, serializers.ValidationError) as error:
        refused = as_problem(error, {"request": request})
        return refused.data if refused else None


def _planned(item: str, code: str, sites: QuerySet[Site]) -> ItemSite:
    if code and not sites.filter(code=code).exists():
        raise unknown_site(code)
    planned = ItemSite.objects.filter(site__in=sites.filter(code=code) if code else sites, item__code=item)
    found = planned.select_related("site", "item").order_by("site__code").first()
    if found is None:
        raise unknown_item(item)
    return found


def _answer(site: Site, question: dict[str, Any]) -> whatif.PromiseAnswer:
    try:
        return whatif.quote_for(
            site=site, item=question["item"], quantity=float(question["quantity"]),
            wanted_date=question["requested_date"],
        )  # fmt: skip
    except whatif.UnknownItemError as error:
        raise unknown_item(question["item"]) from error
    except whatif.NoPlanError as error:
        raise no_plan(site) from error


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
