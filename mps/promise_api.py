"""The promise ledger for machines and for the pages: hold, confirm, cancel, and read what became of a promise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import sites_for
from company.models import Site, User
from company.once import IDEMPOTENCY_KEY
from company.problems import Problem
from materials.models import ItemSite
from mps import promising, revisions
from mps.api import no_plan, read_body, refuse_parts_of, unknown_item, unknown_site
from mps.plan_basis import NoPlanError
from mps.promise_care_api import Care
from mps.promise_serializers import (
    LONGEST_HOLD_MINUTES,
    CancelSerializer,
    ConfirmSerializer,
    HoldSerializer,
    PromisesSerializer,
    PromiseStorySerializer,
)
from orders.api import asker, channel_of
from orders.customers import customers_for
from orders.models import Customer
from orders.promises import book
from orders.promises.ledger import as_json, promises_visible_to, with_lines, with_story
from orders.promises.models import Promise, PromiseState
from orders.promises.standing import Standing

GONE = OpenApiResponse(description="Not held any more, or the time is over: `errors` by promise id.")
INVALID = OpenApiResponse(description="Some values are not right: `errors` by field.")
NO_SUCH = OpenApiResponse(description="No such promise, or not one of the asker's.")


class PromiseFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?state=&standing=&assurance=&order=&customer=&site=&mine=true&made_by=&sort=urgency,promised_date`."""

    order = django_filters.CharFilter(field_name="line__order__number", label=gettext_lazy("order"))
    customer = django_filters.CharFilter(field_name="line__order__customer__code", label=gettext_lazy("customer"))
    site = django_filters.CharFilter(field_name="site__code", label=gettext_lazy("site"))
    mine = django_filters.BooleanFilter(method="of_mine", label=gettext_lazy("mine"))
    state = django_filters.MultipleChoiceFilter(choices=PromiseState.choices)
    standing = django_filters.MultipleChoiceFilter(choices=Standing.choices)
    made_by = django_filters.CharFilter(field_name="made_by__username", label=gettext_lazy("made by"))
    sort = django_filters.OrderingFilter(fields={"urgency": "urgency", "line__promised_date": "promised_date"})

    class Meta:
        model = Promise
        fields = ["assurance"]

    def of_mine(self, promises: QuerySet[Promise], _name: str, value: bool) -> QuerySet[Promise]:
        """Keep those that the asker made, or those that others did."""
        own = {"made_by_id": self.request.user.pk}
        return promises.filter(**own) if value else promises.exclude(**own)


class Promises(Care, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Promise]):
    """The promises to the customers whom the asker may see, newest first."""

    access = {"GET": "orders.view", "POST": "promise.make"}
    serializer_class = PromiseStorySerializer
    filterset_class = PromiseFilter
    queryset = Promise.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Promise]:
        """Return the promises that the asker may see, with their stories."""
        return with_story(promises_visible_to(self.request.user)).order_by("-pk")

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=HoldSerializer,
        responses={
            201: PromisesSerializer,
            409: OpenApiResponse(description="A date is not possible (any more), or the site has no plan."),
            422: INVALID,
        },
    )
    @action(detail=False, methods=["post"])
    def hold(self, request: Request) -> Response:
        """
        Hold dates for a customer, all lines or none: what backs them is promised to nobody else until the time is over.

        A line without `date` gets the first day from its requested one on. With `until`, held to the end of that day by
        the clocks of the site; else for `minutes`, and with `minutes` null confirmed at once.
        """
        wanted = read_body(HoldSerializer, request.data)
        site = _site(wanted, request)
        to = book.Terms(
            site=site, customer=_customer(wanted["customer"], site, asker(request)), by=asker(request),
            channel=channel_of(request), held_until=_held_until(wanted, site),
            number=wanted["number"], note=wanted["note"],
        )  # fmt: skip
        made = _made(wanted["lines"], to)
        return _answer(made, [site], HTTPStatus.CREATED)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=ConfirmSerializer,
        responses={200: PromisesSerializer, 404: NO_SUCH, 409: GONE, 422: INVALID},
    )
    @action(detail=False, methods=["post"])
    def confirm(self, request: Request) -> Response:
        """Make held promises binding, all or none. Confirming again changes nothing."""
        asked = read_body(ConfirmSerializer, request.data)
        mine, number = _asked_for(asked["promises"], request), asked["number"]
        if number and mine.values("line__order").distinct().count() > 1:
            words = _("One number is for one order: confirm the orders one by one.")
            raise Problem(422, words, errors={"number": [words]})
        via = channel_of(request)
        return _decided(
            lambda: book.confirm(promises=mine, by=asker(request), channel=via, number=number, now=timezone.now())
        )

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=CancelSerializer,
        responses={200: PromisesSerializer, 404: NO_SUCH, 409: GONE, 422: INVALID},
    )
    @action(detail=False, methods=["post"])
    def cancel(self, request: Request) -> Response:
        """Let promises go, held or confirmed, for a reason, all or none."""
        asked = read_body(CancelSerializer, request.data)
        mine, why = _asked_for(asked["promises"], request), asked["why"]
        via = channel_of(request)
        return _decided(lambda: book.cancel(promises=mine, by=asker(request), channel=via, why=why))


def _site(wanted: dict[str, Any], request: Request) -> Site:
    sites = sites_for(request.user, "promise.make")
    code = wanted["site"]
    found = sites.filter(code=code).first() if code else sites.first()
    if found is None:
        raise unknown_site(code)
    return found


def _customer(code: str, site: Site, by: User) -> Customer:
    found = customers_for(by, "promise.make", site).filter(code=code).first()
    if found is None:
        words = _("There is no customer “%(code)s”.") % {"code": code}
        raise Problem(422, words, errors={"customer": [words]}, record=f"customers/{code}")
    return found


def _held_until(wanted: dict[str, Any], site: Site) -> datetime | None:
    """Return when a hold ends; None: it is none. Raises Problem 422 for a day that is over or too far off."""
    now, last_day, minutes = timezone.now(), wanted["until"], wanted["minutes"]
    if last_day is None:
        return None if minutes is None else now + timedelta(minutes=minutes)
    end = datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(site.time_zone))
    if not now < end <= now + timedelta(minutes=LONGEST_HOLD_MINUTES, days=1):
        words = _("A hold ends today or at most %(days)d days later.") % {"days": LONGEST_HOLD_MINUTES // (24 * 60)}
        raise Problem(422, words, errors={"until": [words]}, record=f"sites/{site.code}")
    return end


def _made(lines: Sequence[dict[str, Any]], to: book.Terms) -> list[Promise]:
    wishes = [_wish(place, line, to.site) for place, line in enumerate(lines)]
    try:
        return promising.promise(wishes, to)
    except NoPlanError as error:
        raise no_plan(to.site) from error
    except book.NumberTakenError as error:
        raise _number_taken(error) from error
    except promising.NotPossibleError as error:
        [place] = error.args
        words = _("%(item)s can't be there on that day (any more). Ask for a date again.")
        words %= {"item": wishes[place].item.code}
        raise Problem(
            409, words, errors={f"lines[{place}].date": [words]}, record=f"items/{wishes[place].item.code}"
        ) from error


def _wish(place: int, line: dict[str, Any], site: Site) -> promising.Wish:
    planned = ItemSite.objects.filter(site=site, item__code=line["item"]).select_related("item").first()
    if planned is None:
        raise unknown_item(line["item"], within=f"lines[{place}].")
    refuse_parts_of(planned.item, line["quantity"], within=f"lines[{place}].")
    quantity, wanted, day = line["quantity"], line["requested_date"], line["date"]
    ready = line["ready_date"]
    return promising.Wish(planned.item, quantity, wanted, day, overtime=line["overtime"], ready_date=ready)


def _asked_for(ids: Sequence[int], request: Request) -> QuerySet[Promise]:
    """Return the promises of those ids. Raises Problem 404 for one that is not the asker's to decide."""
    mine = promises_visible_to(request.user, "promise.make").filter(pk__in=ids)
    missing = sorted(set(ids) - set(mine.values_list("pk", flat=True)))
    if missing:
        raise Problem(404, record=f"promises/{missing[0]}")
    return mine


def _decided(decide: Callable[[], list[Promise]]) -> Response:
    try:
        decided = decide()
    except book.NotHeldError as error:
        errors = {str(key): [words] for key, words in error.reasons.items()}
        raise Problem(409, str(error), errors=errors, record=f"promises/{next(iter(errors))}") from error
    except book.NumberTakenError as error:
        raise _number_taken(error) from error
    return _answer(decided, list({promise.site_id: promise.site for promise in decided}.values()))


def _number_taken(error: book.NumberTakenError) -> Problem:
    [number] = error.args
    words = _("There is an order “%(number)s” already.") % {"number": number}
    return Problem(422, words, errors={"number": [words]}, record=f"orders/{number}")


def _answer(promises: Sequence[Promise], sites: Sequence[Site], status: HTTPStatus = HTTPStatus.OK) -> Response:
    again = Promise.objects.filter(pk__in=[promise.pk for promise in promises])
    return Response(
        {
            "promises": [as_json(promise) for promise in with_lines(again)],
            "plan": [revisions.as_json(where) for where in revisions.standings([site.pk for site in sites])],
        },
        status=status,
    )
