"""The pages about the plan, and the JSON they fetch. What changes nothing is asked with GET."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache, partial
from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_safe

from company.access import allowed, can, current_site, site_there_is
from company.models import Site, User
from mps import promise_record, revisions, whatif, wording
from mps.asked import Asked, NotAQuestion, customer_of, read, why_not
from mps.queries import grid, items
from mps.steering.limits import limits_of
from orders import saved_views
from orders.customers import customers_seen
from orders.saved_views import Surface

PLANS_REMEMBERED = 6


@require_safe
@never_cache
@allowed("plan.view")
def master_schedule(request: HttpRequest) -> HttpResponse:
    """Show the master schedule: the frame at once, the numbers as soon as the browser has fetched them."""
    site = current_site(request, "plan.view")
    has_plan = site is not None and revisions.standing(site).plan_id is not None
    may_import = can(request.user, "import.run", site)
    may_steer = site is not None and can(request.user, "plan.steer", site)
    context = {
        "site": site, "has_plan": has_plan, "may_import": may_import, "may_steer": may_steer,
        "views": _saved_views(cast("User", request.user), site),
    }  # fmt: skip
    return render(request, "mps/master_schedule.html", context)


def _saved_views(person: User, site: Site | None) -> dict[str, Any] | None:
    """Return what the page is told of saved views; None for who sees no orders, beside whose views these are kept."""
    if site is None or not can(person, "orders.view", site):
        return None
    return {
        "views": reverse("orders:views"),
        "saved": saved_views.told_of(person, site, Surface.SCHEDULE),
        "person": person.pk,
        "may_share": can(person, "views.share", site),
    }


@gzip_page
@require_GET
@never_cache
@allowed("plan.view")
def rows(request: HttpRequest) -> HttpResponse:
    """Return `{standing, plan}`: the grid of the current plan by columns; `plan` is null where there is none yet."""
    now = revisions.standing(site_there_is(request, "plan.view"))
    plan = b"null" if now.plan_id is None else encoded_grid(now.plan_id)
    body = b'{"standing":' + msgspec.json.encode(revisions.as_json(now)) + b',"plan":' + plan + b"}"
    return HttpResponse(body, content_type="application/json")


@lru_cache(maxsize=PLANS_REMEMBERED)
def encoded_grid(plan_id: int) -> bytes:
    """Return a plan's grid as JSON. Items and work centres travel by column: `{"code": [...], "mps": [[...], ...]}`."""
    found = grid.grid(plan_id)
    plan = {field.name: getattr(found, field.name) for field in fields(found)}
    limits = limits_of(plan_id, [row.id for row in found.items])
    items_by_column = {
        **_columns(grid.ItemRow, found.items), "lead_time_days": limits.lead_time_days,
        "lot_multiple": limits.lot_multiple, "counts_pieces": limits.counts_pieces,
    }  # fmt: skip
    return msgspec.json.encode(
        {
            **plan, "finish_days": limits.finish_days, "items": items_by_column,
            "load": _columns(grid.LoadRow, found.load),
        }
    )  # fmt: skip


@require_safe
@never_cache
@allowed("promise.quote")
def promise(request: HttpRequest) -> HttpResponse:
    """Show the promise page: a form; the answer comes while one types."""
    site = current_site(request, "promise.quote")
    context = {
        "site": site,
        "items": items.items_at(site) if site else (),
        "today": site.planning_date(timezone.now()) if site else None,
        "may_import": can(request.user, "import.run", site),
        "may_enter": can(request.user, "orders.create", site),
        "customers": customers_seen(request.user, "promise.make", site).values_list("code", "name") if site else (),
        "may_promise": can(request.user, "promise.make", site),
        "record": promise_record.shown(request.user, site) if site else None,
    }
    return render(request, "mps/promise.html", context)


@require_GET
@never_cache
@allowed("plan.standing")
def standing(request: HttpRequest) -> JsonResponse:
    """Return how far the plan of the site is behind its orders: for pages whose event stream is down."""
    return JsonResponse(revisions.as_json(revisions.standing(site_there_is(request, "plan.standing"))))


@require_GET
@never_cache
@allowed("promise.quote")
def quote(request: HttpRequest) -> JsonResponse:
    """
    Return when a quantity can be there: `?item=&quantity=&wanted=&customer=` (wanted: ISO; empty: as soon as possible).

    `state` says which answer it is: answered, not_in_horizon, beyond_horizon (the wanted date is, and no promise can be
    made for it), unknown_item (with `closest`), no_quantity, no_date and no_customer (with `reason`), no_plan.
    """
    site = site_there_is(request, "promise.quote")
    body: dict[str, Any] = {"standing": revisions.as_json(revisions.standing(site))}
    try:
        asked = read(request.GET.dict(), items.items_at(site), today=site.planning_date(timezone.now()))
        customer = customer_of(request.GET.get("customer", ""), request.user, site)
    except NotAQuestion as wrong:
        if wrong.state == "unknown_item":
            return JsonResponse({**body, "state": wrong.state, "closest": [asdict(item) for item in wrong.closest]})
        return JsonResponse({**body, "state": wrong.state, "reason": wrong.reason})
    body["customer"] = {"code": customer.code, "name": customer.name} if customer else None
    try:
        answer = whatif.quote_for(
            site=site, item=asked.item.code, quantity=asked.quantity, wanted_date=asked.wanted,
            customer_class=customer.customer_class if customer else "",
        )  # fmt: skip
    except whatif.NoPlanError:
        return JsonResponse({**body, "state": "no_plan"})
    except whatif.UnknownItemError:
        return JsonResponse({**body, "state": "unknown_item", "closest": []})
    return JsonResponse({**body, **_answered(site, asked, answer)})


def _answered(site: Site, asked: Asked, answer: whatif.PromiseAnswer) -> dict[str, Any]:
    def text(deliveries: list[tuple[float, date]]) -> str:
        return wording.promise_text(
            item=wording.named(asked.item.code, {asked.item.code: asked.item.name}),
            unit=asked.item.unit,
            deliveries=deliveries,
            wanted=asked.wanted if asked.dated else None,
        )

    ways = _ways(asked, answer)
    ready = answer.delivery_date
    return {
        "state": _state(answer, ways),
        "plan_id": answer.plan_id,
        "item": asdict(asked.item),
        "quantity": answer.quantity,
        "wanted_date": asked.wanted if asked.dated else None,
        "due_date": answer.due_date if asked.dated else None,
        "horizon_last_date": answer.horizon_last_date,
        "earliest_date": answer.earliest_date,
        "delivery_date": answer.delivery_date,
        "from_uncommitted": answer.from_uncommitted,
        "sureness": asdict(answer.sureness) if answer.sureness else None,
        "ways": [
            {
                "kind": kind,
                "deliveries": [{"quantity": quantity, "date": when} for quantity, when in deliveries],
                "texts": wording.in_each_language(partial(text, deliveries)),
                "ready_date": ready if kind.startswith("sure") else None,
            }
            for kind, deliveries in ways.items()
            if deliveries
        ],
        "weeks": [asdict(week) for week in answer.weeks],
        "why_not": why_not(site, asked, answer.obstacle),
    }  # fmt: skip


def _ways(asked: Asked, answer: whatif.PromiseAnswer) -> dict[str, list[tuple[float, date]]]:
    """Return the deliveries of each way to say yes; what is wanted after the horizon can be there as soon as it can."""
    whole_date = answer.earliest_date if answer.beyond_horizon else answer.delivery_date
    part = answer.quantity_on_wanted_date
    return {
        "whole": [] if whole_date is None else [(answer.quantity, whole_date)],
        "split": [(each.quantity, each.date) for each in answer.split],
        "partial": [(part, answer.due_date)] if asked.dated and 0 < part < answer.quantity else [],
        **{kind: [(answer.quantity, when)] for kind, when in _surer(answer).items()},
    }


def _surer(answer: whatif.PromiseAnswer) -> dict[str, date]:
    """Return the later days inside the horizon that are 80 % and 95 % sure; one that is both is the surer."""
    sure, promised = answer.sureness, answer.delivery_date
    if sure is None or promised is None:
        return {}
    days = {"sure_80": sure.date_80, "sure_95": sure.date_95}
    later = {kind: when for kind, when in days.items() if when and promised < when <= answer.horizon_last_date}
    return {kind: when for kind, when in later.items() if kind == "sure_95" or when != later.get("sure_95")}


def _state(answer: whatif.PromiseAnswer, ways: dict[str, list[tuple[float, date]]]) -> str:
    if answer.beyond_horizon and answer.earliest_date is not None:
        return "beyond_horizon"
    return "answered" if ways["whole"] or ways["split"] else "not_in_horizon"


def _columns(kind: type[Any], found: tuple[Any, ...]) -> dict[str, list[Any]]:
    return {field.name: [getattr(row, field.name) for row in found] for field in fields(kind)}
