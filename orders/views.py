"""The order pages, and what they fetch and send. Every change goes through `orders.changes`."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import cast

import msgspec
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from company.access import allowed, can, current_site, fields_for, keeping_site, site_there_is
from company.models import Site, User
from orders import changes, open_requests, queries, saved_views
from orders.history import timeline
from orders.history.entries import CHANNELS, Kind
from orders.history.runs import gathered
from orders.line_actions import actions_of, today_of
from orders.line_values import LARGEST_QUANTITY
from orders.models import OrderLine
from orders.saved_views import Surface
from orders.visible import orders_visible_to, visible_to

MOST_CHANGES = 2000
LONGEST_CURSOR = 20
ENTRIES_SHOWN = 10  # of a line in the drawer; its order's page has all
TOLD = ("line_id", "kind", "version", "fields", "reasons", "changed_by", "changed_at", "rule", "change_id")


class SentChange(msgspec.Struct):
    """The wished values of one line, the version that the person saw, and the reason, where one was asked for."""

    id: int
    version: int
    values: dict[str, str | int | float | bool | None]
    why: str = ""


class SentChanges(msgspec.Struct):
    """What the grid sends after a pause in typing; `dry_run`: only to be told what would become of it."""

    changes: list[SentChange]
    why: str = ""
    dry_run: bool = False


@require_safe
@never_cache
@allowed("orders.view")
def orders(request: HttpRequest) -> HttpResponse:
    """Show the frame of the grid at once; the browser fetches the lines."""
    site = current_site(request, "orders.view")
    fields = sorted(fields_for(request.user, "orders.change", site.pk)) if site else []
    page = {
        "rows": reverse("orders:rows"),
        "changes": reverse("orders:changes"),
        "line": reverse("orders:line", args=[0]),
        "preview": reverse("api:preview-change"),
        "withdraw": reverse("api:change-request-withdraw", args=[0]),
        "editable": fields,
        "largest_quantity": int(LARGEST_QUANTITY),
        "today": site.planning_date(timezone.now()).isoformat() if site else "",
        "person": request.user.pk,
        "views": reverse("orders:views"),
        "saved": _saved_views(request, site),
        "may_share": can(request.user, "views.share", site),
    }
    context = {"page": page, "may_change": bool(fields), "may_import": can(request.user, "import.run", site)}
    return render(request, "orders/orders.html", context)


def _saved_views(request: HttpRequest, site: Site | None) -> list[dict[str, object]]:
    if site is None or not isinstance(request.user, User):
        return []
    return saved_views.told_of(request.user, site, Surface.ORDERS)


@gzip_page
@require_GET
@never_cache
@allowed("orders.view")
def rows(request: HttpRequest) -> HttpResponse:
    """
    Return every line of the site in columns; with `?since=`, a cursor of an earlier answer, those touched since. What
    waits for approval comes whole each time.
    """
    since = request.GET.get("since", "")
    if since and not (since.isdigit() and len(since) <= LONGEST_CURSOR):
        raise BadRequest("since is a cursor of an earlier answer")
    site, by = site_there_is(request, "orders.view"), cast("User", request.user)
    lines = visible_to(by).filter(site=site)
    waiting = open_requests.shown_in_cells(lines, site, by)
    found = replace(queries.line_columns(lines, since=since), waiting=waiting)
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


@require_http_methods(["PATCH"])
@allowed("orders.change")
def save(request: HttpRequest) -> HttpResponse:
    """
    Save what can be saved of `{changes: [{id, version, values}], why}`; answer for each line what became of it.

    With `dry_run` nothing is written: the answer says what would become of it.
    """
    try:
        sent = msgspec.json.decode(request.body, type=SentChanges)
    except msgspec.DecodeError as error:
        return JsonResponse({"title": str(error)}, status=HTTPStatus.BAD_REQUEST)
    if len(sent.changes) > MOST_CHANGES:
        title = _("At most %(count)d lines at a time.") % {"count": MOST_CHANGES}
        return JsonResponse({"title": title}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not isinstance(request.user, User):
        raise Http404
    wishes = [changes.LineChange(change.id, change.version, change.values, change.why) for change in sent.changes]
    if sent.dry_run:
        return _answer(changes.foretell(wishes, request.user))
    done = changes.submit(changes=wishes, by=request.user, channel="web", why=sent.why, keep_good=True)
    return _answer(done)


def _answer(done: changes.Submitted) -> HttpResponse:
    answers = [_told(answer, done.lines) for answer in done.answers]
    body = msgspec.json.encode({"answers": answers, "order_revisions": done.order_revisions})
    return HttpResponse(body, content_type="application/json")


def _told(answer: changes.LineAnswer, lines: Mapping[int, OrderLine]) -> dict[str, object]:
    cells = {
        name: {
            "who": change.who,
            "at": open_requests.written(change.at, lines[answer.line_id].site),
            "channel": str(CHANNELS.get(change.channel, change.channel)),
        }
        for name, change in answer.cells.items()
    }
    return {**{name: getattr(answer, name) for name in TOLD}, "cells": cells}


@require_safe
@never_cache
@allowed("orders.view")
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Show one line's dates, what waits for approval, and what happened to it: the inside of the drawer."""
    lines = visible_to(request.user).select_related("order__customer", "item", "site", "outlook")
    shown = get_object_or_404(lines, pk=line_id)
    context = {
        "line": shown, "status": queries.shown_status(shown), "actions": actions_of(shown, request.user),
        "today": today_of(shown),
    }  # fmt: skip
    with timezone.override(zoneinfo.ZoneInfo(shown.site.time_zone)):
        story = gathered(timeline.of_line(shown, request.user))
        waiting = [entry for entry in story if entry.kind is Kind.WAITING]
        context |= {"waiting": waiting, "history": [entry for entry in story if entry not in waiting][:ENTRIES_SHOWN]}
        return render(request, "orders/line.html", context)


@require_safe
@never_cache
@allowed("orders.view")
def order_of_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Lead from a line to the page of its order."""
    order = get_object_or_404(visible_to(request.user), pk=line_id).order
    return redirect(keeping_site(request, reverse("orders:order", args=[order.number])))


@require_GET
@never_cache
@allowed("items.view")
def search(request: HttpRequest) -> JsonResponse:
    """Return `{results: [{label, detail, address}]}`: orders and items like `?q=`, for the command palette."""
    text, site = request.GET.get("q", "").strip(), current_site(request)
    if not text or site is None:
        return JsonResponse({"results": []})
    return JsonResponse({"results": [*_found_orders(request, site, text), *_found_items(request, site, text)]})


def _found_orders(request: HttpRequest, site: Site, text: str) -> list[dict[str, str]]:
    mine = orders_visible_to(request.user).filter(lines__site=site).distinct()
    return [
        {"label": number, "detail": f"{_('Order')} · {customer}", "address": reverse("orders:order", args=[number])}
        for number, customer in queries.orders_like(mine, text)
    ]


def _found_items(request: HttpRequest, site: Site, text: str) -> list[dict[str, str]]:
    if can(request.user, "plan.view", site):
        page = reverse("mps:master-schedule")
    elif can(request.user, "promise.quote", site):
        page = reverse("mps:promise")
    else:
        return []
    return [
        {"label": f"{code} {name}", "detail": _("Item"), "address": f"{page}?{urlencode({'item': code})}"}
        for code, name in queries.items_like(site, text)
    ]
