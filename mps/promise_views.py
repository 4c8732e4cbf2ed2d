"""What a person holds, as the promise page lists it: order by order, with its time left and a text for the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company.access import allowed, site_there_is
from company.ids import whole_number
from mps import revisions, wording
from orders.promises.ledger import promises_visible_to
from orders.promises.models import Promise, PromiseState

MOST_NAMED = 100
MOST_SHOWN = 200


@require_GET
@never_cache
@allowed("promise.make")
def held(request: HttpRequest) -> JsonResponse:
    """
    Return `{standing, orders}`: what the asker holds, at whatever site, latest first, and the promises of `?ids=7,8`.

    What was named is answered whatever became of it, so that a page that is open can say so.
    """
    site = site_there_is(request, "promise.make")
    now = timezone.now()
    mine = Q(made_by_id=request.user.pk, state=PromiseState.HELD, held_until__gt=now)
    found = promises_visible_to(request.user, "promise.make").filter(
        mine | Q(pk__in=_named(request.GET.get("ids", "")))
    )
    orders = [list(group) for _key, group in groupby(found.order_by("-line__order_id", "line_id")[:MOST_SHOWN], _order)]
    return JsonResponse(
        {
            "standing": revisions.as_json(revisions.standing(site)),
            "orders": [_as_json(promises, now) for promises in orders],
        }
    )


def _order(promise: Promise) -> int:
    return promise.line.order_id


def _named(ids: str) -> list[int]:
    """Return the ids that are some; who asks for anything else asks for nothing."""
    numbers = (whole_number(part) for part in ids.split(","))
    return [number for number in numbers if number is not None][:MOST_NAMED]


def _as_json(of_order: Sequence[Promise], now: datetime) -> dict[str, Any]:
    """Return an order with its promises: while some are held, those, for they are what can be decided together."""
    states = [_state(each, now) for each in of_order]
    state = PromiseState.HELD if PromiseState.HELD in states else states[0]
    promises = [each for each, its_state in zip(of_order, states, strict=True) if its_state == state]
    order = promises[0].line.order
    until = min((each.held_until for each in promises if each.held_until), default=None)
    local = until.astimezone(ZoneInfo(promises[0].site.time_zone)) if until and state == PromiseState.HELD else None
    return {
        "number": order.number,
        "address": reverse("orders:order", args=[order.number]),
        "customer": {"code": order.customer.code, "name": order.customer.name},
        "site": {"code": promises[0].site.code, "name": promises[0].site.name},
        "state": state,
        "seconds_left": max(0.0, (until - now).total_seconds()) if until else 0,
        "ends": f"{local:%H:%M}" if local else "",
        "ends_on": local.date() if local else None,
        "lines": [_line(each) for each in promises],
        "texts": wording.in_each_language(partial(_text, promises, local)),
    }


def _state(promise: Promise, now: datetime) -> str:
    """Return the state; what is over is over, also while nobody has let it go yet."""
    over = promise.held_until is not None and promise.held_until <= now
    return PromiseState.EXPIRED if promise.state == PromiseState.HELD and over else promise.state


def _line(promise: Promise) -> dict[str, Any]:
    line = promise.line
    return {
        "id": promise.pk,
        "item": line.item.code,
        "name": line.item.name,
        "unit": line.item.unit,
        "quantity": float(line.quantity),
        "date": line.promised_date or promise.first_date,
        "requested_date": line.requested_date,
        "overtime_minutes": promise.overtime_minutes,
    }


def _text(promises: Sequence[Promise], until: datetime | None) -> str:
    lines = [
        (
            wording.named(each.line.item.code, {each.line.item.code: each.line.item.name}), each.line.item.unit,
            float(each.line.quantity), each.line.promised_date or each.first_date,
        )
        for each in promises
    ]  # fmt: skip
    return wording.held_text(lines=lines, until=until)
