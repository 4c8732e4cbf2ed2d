"""What the promise API does for promises that live: notices, options, another day, a longer hold, the record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import current_site, sites_for
from company.models import Site
from company.once import IDEMPOTENCY_KEY
from company.problems import Problem
from mps import promise_mending, promise_news, promise_options, promise_record, promising, revisions
from mps.api import read_body, unknown_site
from mps.plan_basis import NoPlanError
from mps.promise_care_serializers import (
    AgreeSerializer,
    HoldOnSerializer,
    MoveSerializer,
    NoticesSerializer,
    OptionsSerializer,
    PartSerializer,
    RecordSerializer,
    SeenAnswerSerializer,
    SeenSerializer,
    SummarySerializer,
)
from mps.promise_serializers import PromiseSerializer
from orders.api import asker, channel_of
from orders.customers import customers_for
from orders.promises import book, care, notices
from orders.promises.ledger import as_json, promises_visible_to, with_lines
from orders.promises.models import Promise
from orders.promises.standing import URGENCY

GONE = OpenApiResponse(description="Not possible (any more): `errors` by promise id.")
NO_SUCH = OpenApiResponse(description="No such promise, or not one of the asker's.")
INVALID = OpenApiResponse(description="Some values are not right: `errors` by field.")
CHANGED = {200: PromiseSerializer, 404: NO_SUCH, 409: GONE, 422: INVALID}


class Care:
    """Mixed into the promises of the API."""

    @extend_schema(responses=NoticesSerializer)
    @action(detail=False, methods=["get"])
    def notices(self, request: Request) -> Response:
        """What became of the asker's promises without them, newest first; `seen=false`: what they have not seen yet."""
        found = notices.notices_of(asker(request), _site_asked(request)).select_related(
            "promise__site", "promise__line__order__customer", "promise__line__item"
        )
        if request.query_params.get("seen") in ("true", "false"):
            found = found.filter(seen_at__isnull=request.query_params["seen"] == "false")
        page = self.paginate_queryset(found)  # type: ignore[attr-defined]  # the viewset's
        answer = self.get_paginated_response(promise_news.notices_as_json(page))  # type: ignore[attr-defined]
        answer.data["unseen"] = notices.count_unseen(asker(request), _site_asked(request))
        return answer  # type: ignore[no-any-return]  # the viewset's

    @extend_schema(request=SeenSerializer, responses={200: SeenAnswerSerializer, 422: INVALID})
    @action(detail=False, methods=["post"], url_path="notices/seen", url_name="notices-seen")
    def notices_seen(self, request: Request) -> Response:
        """Say that notices were seen, by id or all up to one; `seen: false` takes that back. Says what it changed."""
        said = read_body(SeenSerializer, request.data)
        site = _site_named(said["site"], request)
        if said["up_to"] is not None:
            changed = notices.mark_up_to(asker(request), said["up_to"], site)
        else:
            changed = notices.mark(asker(request), said["events"], seen=said["seen"])
        return Response({"events": changed, "unseen": notices.count_unseen(asker(request), site)})

    @extend_schema(responses=SummarySerializer)
    @action(detail=False, methods=["get"])
    def summary(self, request: Request) -> Response:
        """How many promises stand how, of those that the list would show with the same filters."""
        found = self.filter_queryset(promises_visible_to(request.user)).order_by()  # type: ignore[attr-defined]
        counted = dict(found.values_list("standing").annotate(count=Count("pk")))
        site = _site_named(request.query_params.get("site", ""), request)
        return Response({"site": site.code, "standings": {each.value: counted.get(each, 0) for each in URGENCY}})

    @extend_schema(responses=RecordSerializer)
    @action(detail=False, methods=["get"])
    def reliability(self, request: Request) -> Response:
        """How many of the promises that the asker may see were kept, in all and per month; `mine=true`: their own."""
        site = _site_named(request.query_params.get("site", ""), request)
        promises = promises_visible_to(request.user)
        if request.query_params.get("mine") == "true":
            promises = promises.filter(made_by_id=request.user.pk)
        record = promise_record.record_of(promises, site)
        return Response({**record, "site": site.code})

    @extend_schema(responses={200: OptionsSerializer, 404: NO_SUCH})
    @action(detail=True, methods=["get"], url_path="options", url_name="options")
    def ways(self, request: Request, pk: str) -> Response:
        """What can be done about a promise on the current plan; nothing is changed."""
        promise = self._one(pk, request, "orders.view")
        try:
            found = promise_options.options_for(promise, request.user)
        except NoPlanError:
            found = []
        return Response({"promise": promise.pk, "site": promise.site.code, "options": [asdict(each) for each in found]})

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=AgreeSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """Promise another day, one that the current plan keeps, for a reason. The day first said stays as it was."""
        promise, said = self._one(pk, request), read_body(AgreeSerializer, request.data)
        return _answered(
            promise,
            lambda: care.agree(
                promise=promise, on=said["date"], by=asker(request), channel=channel_of(request), why=said["why"]
            ),
        )

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=HoldOnSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"], url_path="hold-on", url_name="hold-on")
    def hold_on(self, request: Request, pk: str) -> Response:
        """Hold it for so many minutes from now, if that is longer than it is held."""
        promise, said = self._one(pk, request), read_body(HoldOnSerializer, request.data)
        until = timezone.now() + timedelta(minutes=said["minutes"])
        return _answered(
            promise,
            lambda: care.hold_on(promise=promise, until=until, by=asker(request), channel=channel_of(request)),
        )

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=PartSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def part(self, request: Request, pk: str) -> Response:
        """Promise a part on a day from what is free, under a new order; the rest is promised for `rest_date`."""
        promise, said = self._one(pk, request), read_body(PartSerializer, request.data)
        return _answered(
            promise,
            lambda: promise_mending.deliver_part(
                promised=promise, quantity=said["quantity"], on=said["date"], rest_on=said["rest_date"],
                by=asker(request), channel=channel_of(request), why=said["why"],
            ),
        )  # fmt: skip

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=MoveSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Promise it from another site, under a new order, and take this promise back."""
        promise, said = self._one(pk, request), read_body(MoveSerializer, request.data)
        site = _site_named(said["site"], request, "promise.make")
        customers = customers_for(asker(request), "promise.make", site)
        if site == promise.site or not customers.filter(pk=promise.line.order.customer_id).exists():
            raise unknown_site(said["site"])
        return _answered(
            promise,
            lambda: promise_mending.move(
                promised=promise, site=site, on=said["date"], by=asker(request), channel=channel_of(request),
                why=said["why"],
            ),
        )  # fmt: skip

    def _one(self, pk: str, request: Request, needed: str = "promise.make") -> Promise:
        """Return a promise that the asker reaches with an action. Raises Problem 404."""
        mine: QuerySet[Promise] = promises_visible_to(request.user, needed)
        found = mine.filter(pk=int(pk)).first()
        if found is None:
            raise Problem(404, record=f"promises/{pk}")
        return found


def _answered(promise: Promise, do: Any) -> Response:
    """Do it; answer with the promise, what was promised instead of (a part of) it, and the plans of their sites."""
    key = str(promise.pk)
    try:
        made = do()
    except book.NotHeldError as error:
        raise Problem(409, str(error), errors={key: [str(error)]}, record=f"promises/{key}") from error
    except (promising.NotPossibleError, NoPlanError) as error:
        words = _("That is not possible any more. Look at the ways again.")
        raise Problem(409, words, errors={key: [words]}, record=f"promises/{key}") from error
    found = list(with_lines(Promise.objects.filter(pk__in=[promise.pk, *([made.pk] if made else [])])))
    sites = sorted({each.site_id for each in found})
    body = as_json(next(each for each in found if each.pk == promise.pk))
    instead = [as_json(each) for each in found if each.pk != promise.pk]
    plans = [revisions.as_json(where) for where in revisions.standings(sites)]
    return Response({**body, "instead": instead, "plan": plans}, status=HTTPStatus.OK)


def _site_asked(request: Request) -> Site | None:
    code = request.query_params.get("site", "")
    return _site_named(code, request) if code else None


def _site_named(code: str, request: Request, needed: str = "orders.view") -> Site:
    found = sites_for(request.user, needed).filter(code=code).first() if code else current_site(request, needed)
    if found is None:
        raise unknown_site(code)
    return found
