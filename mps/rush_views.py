"""The rush page: a form, three ways side by side, and the way that is chosen."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rest_framework import serializers

from company import problems
from company.access import allowed, can, current_site
from company.models import User
from mps import revisions, rush_api
from mps.queries import items
from orders import rush as rush_orders
from orders.changes import LARGEST_ID
from orders.customers import customers_for, customers_seen
from orders.entry import EntryRefused
from orders.models import LOWEST_PRIORITY
from orders.serializers import refuse_unmeant_day
from orders.visible import visible_to

CHANNEL = "web"


class MoveSerializer(serializers.Serializer[Any]):
    """A line that makes room, at the version that the person saw."""

    id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    version = serializers.IntegerField(min_value=1)


class ChosenSerializer(rush_api.RushSerializer):
    """The order as it is to be entered: its number, its priority, its promise, and the lines that make room."""

    number = serializers.CharField(max_length=64)
    priority = serializers.IntegerField(min_value=1, max_value=LOWEST_PRIORITY)
    promised_date = serializers.DateField(
        required=False, allow_null=True, default=None, validators=[refuse_unmeant_day]
    )
    moves = MoveSerializer(many=True, required=False)


@require_safe
@never_cache
@allowed("orders.create")
def rush(request: HttpRequest) -> HttpResponse:
    """Show the form. `?item=&quantity=&wanted=` fill it, as the promise page links to it."""
    site, by = current_site(request, "orders.create"), cast("User", request.user)
    context = {
        "site": site,
        "items": items.items_at(site) if site else (),
        "customers": customers_seen(by, "orders.create", site).values_list("code", "name") if site else (),
        "may_name": site is not None and customers_for(by, "orders.create", site).exists(),
        "has_plan": site is not None and revisions.standing(site).plan_id is not None,
        "today": site.planning_date(timezone.now()) if site else None,
        "may_import": can(by, "import.run", site),
    }
    return render(request, "mps/rush.html", context)


@require_POST
@allowed("orders.create")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the order the way that was chosen; answer `{address, moved, waiting}`: its page, how many lines move."""
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise BadRequest("JSON is needed") from error
    by, chosen = cast("User", request.user), ChosenSerializer(data=body)
    try:
        rush_api.read(chosen, by)
        entered = _entered(dict(chosen.validated_data), by)
    except serializers.ValidationError as error:
        errors = cast("dict[str, Any]", error.detail)
        words = " ".join(dict.fromkeys(problems.sentences(errors)))
        return problems.answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, words, errors=errors)
    except EntryRefused as refusal:
        return problems.answer(request, **rush_api.refused(dict(refusal.reasons), refusal.rule))
    except rush_orders.MoveRefused as refusal:
        return problems.answer(request, HTTPStatus.CONFLICT, _why(refusal, by))
    waiting = [answer for answer in entered.moves if answer.change_id is not None]
    address = reverse("orders:order", args=[entered.order.number])
    return JsonResponse({"address": address, "moved": len(entered.moves) - len(waiting), "waiting": len(waiting)})


def _entered(values: dict[str, Any], by: User) -> rush_orders.Entered:
    """Enter it. Raises EntryRefused, MoveRefused; a line that is not theirs is refused like one that is not there."""
    seen = {move["id"]: move["version"] for move in values.get("moves", ())}
    found = visible_to(by, "orders.change").filter(pk__in=seen, site__code=values["site"])
    moves = [rush_orders.later(line, values["days"], version=seen[line.pk]) for line in found.order_by("pk")]
    if len(moves) != len(seen):
        raise EntryRefused({"moves": _("A line that should move is not there any more. Ask again.")})
    wish = rush_orders.new_line(
        values["item"], values["site"], values["quantity"], values["requested_date"], values["priority"],
        values["promised_date"],
    )  # fmt: skip
    return rush_orders.enter(
        number=values["number"], customer=values["customer"], line=wish, moves=moves, by=by, channel=CHANNEL
    )


def _why(refusal: rush_orders.MoveRefused, by: User) -> str:
    lines = {line.pk: line for line in visible_to(by).filter(pk__in=[one.line_id for one in refusal.answers])}
    said = [f"{lines.get(one.line_id, '')}: {_reason(one.reasons)}" for one in refusal.answers]
    return _("Nothing was entered. %(lines)s") % {"lines": " ".join(said)}


def _reason(reasons: Any) -> str:
    return " ".join(dict.fromkeys(reasons.values())) or _("It has changed meanwhile. Ask again.")
