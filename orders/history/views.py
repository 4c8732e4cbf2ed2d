"""The page of an order, its history as a file, and the way back from a change."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from company.access import Person, allowed, can
from company.models import Site, User
from company.spreadsheets import XLSX, Cell, as_csv
from orders import queries
from orders.changes import LONGEST_WHY, AnswerKind
from orders.customer_links.giving import customer_named
from orders.history import sheets, timeline
from orders.history.entries import GROUP_LABELS, Entry, Group, as_words, field_label
from orders.history.moves import moves_of
from orders.history.revert import Conflict, NothingToRevert, Reverted, revert
from orders.history.runs import gathered
from orders.history.volatility import volatility_of
from orders.line_actions import actions_of, today_of
from orders.models import OrderLine, SalesOrder
from orders.visible import order_named

ENTRIES_A_PAGE = 100
STATUS_OF = {
    AnswerKind.SAVED: HTTPStatus.OK, AnswerKind.WAITING: HTTPStatus.ACCEPTED,
    AnswerKind.STALE: HTTPStatus.PRECONDITION_FAILED, AnswerKind.REFUSED: HTTPStatus.CONFLICT,
    AnswerKind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY, AnswerKind.MISSING: HTTPStatus.NOT_FOUND,
}  # fmt: skip


class SentRevert(msgspec.Struct):
    """A change to take back, the version of the line that the person saw, and whether to write over later changes."""

    event: int
    version: int
    why: Annotated[str, msgspec.Meta(max_length=LONGEST_WHY, pattern=r"^[^\x00]*$")] = ""
    over: bool = False


@require_safe
@never_cache
@allowed("orders.view")
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Show an order, its lines and its history; `?line=`, `?kind=` and `?page=` choose what of it."""
    shown = _order(request, key)
    with timezone.override(zone_of(shown)):
        entries = timeline.of_order(shown, request.user)
        sites = timeline.sites_of(shown, request.user)
        context = {
            "order": shown, "lines": _lines(shown, request.user), "zone": zone_of(shown).key,
            "link_site": _link_site(shown, request.user),
            "volatility": volatility_of(shown.customer_id, sites, now=timezone.now()), **_chosen(request, entries),
        }  # fmt: skip
        return render(request, "orders/order.html", context)


@require_safe
@never_cache
@allowed("orders.view")
def history_file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """Send the whole history of an order as CSV or XLSX."""
    shown = _order(request, key)
    if ending not in ("csv", "xlsx"):
        raise Http404
    with timezone.override(zone_of(shown)):
        entries = timeline.of_order(shown, request.user)
        table: list[Sequence[Cell]] = [sheets.header(), *sheets.rows(shown.number, entries)]
    if ending == "csv":
        answer = HttpResponse("".join(as_csv(table)), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(sheets.as_xlsx("history", table), content_type=XLSX)
    name = quote(f"{shown.number}-history.{ending}", safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@require_safe
@never_cache
@allowed("orders.view")
def moves(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show which lines a plan moved: those that the person may see, and how many there are besides."""
    found = moves_of(plan_id, request.user)
    if found is None:
        raise Http404(_("What this plan moved is no longer kept."))
    return render(request, "orders/moves.html", {"found": found})


@require_POST
@allowed("orders.change")
def take_back(request: HttpRequest) -> JsonResponse:
    """Take back a change, of `{event, version, why, over}`; answer like the API, with conflicts as a 409."""
    try:
        sent = msgspec.json.decode(request.body, type=SentRevert)
    except msgspec.DecodeError as error:
        return JsonResponse({"title": str(error)}, status=HTTPStatus.BAD_REQUEST)
    if not isinstance(request.user, User):
        raise Http404
    try:
        done = revert(
            event_id=sent.event, version=sent.version, by=request.user, channel="web", why=sent.why, over=sent.over
        )
    except NothingToRevert:
        words = _("There is nothing to take back: it is so already, or not yours to change.")
        return JsonResponse({"kind": AnswerKind.MISSING, "title": words}, status=HTTPStatus.NOT_FOUND)
    return JsonResponse(as_json(done), status=status_of(done))


def status_of(done: Reverted) -> int:
    """Return the HTTP status of an answer."""
    return HTTPStatus.CONFLICT if done.done is None else STATUS_OF[done.done.answers[0].kind]


def as_json(done: Reverted) -> dict[str, Any]:
    """Return what became of it; `kind` is conflict where later changes are in the way."""
    body: dict[str, Any] = {"line": done.line_id, "version": done.version, "event": done.event_id}
    if done.done is None:
        body["kind"] = "conflict"
        zone = zoneinfo.ZoneInfo(OrderLine.objects.select_related("site").get(pk=done.line_id).site.time_zone)
        body["conflicts"] = [_conflict(conflict, zone) for conflict in done.conflicts]
        return body
    [answer] = done.done.answers
    revisions = dict(done.done.order_revisions)
    return {**body, "kind": answer.kind, "rule": answer.rule, "reasons": dict(answer.reasons), "revisions": revisions}


def _conflict(conflict: Conflict, zone: zoneinfo.ZoneInfo) -> dict[str, Any]:
    name, at = conflict.field, conflict.changed_at
    return {
        "field": name, "label": field_label(name), "before": as_words(name, conflict.before),
        "now": as_words(name, conflict.now), "changed_by": conflict.changed_by,
        "changed_at": timezone.localtime(at, zone).strftime("%Y-%m-%d %H:%M") if at else "",
    }  # fmt: skip


def zone_of(order: SalesOrder) -> zoneinfo.ZoneInfo:
    """Return the time zone of the plant that the order's first line is made at."""
    return zoneinfo.ZoneInfo(order.lines.all()[0].site.time_zone)


def _link_site(order: SalesOrder, by: Person) -> Site | None:
    """Return the site whose orders this customer may be given a link to, by this person; None: there is none."""
    sites = dict.fromkeys(line.site for line in order.lines.all())
    return next((site for site in sites if customer_named(order.customer.code, by, site)), None)


def _order(request: HttpRequest, key: str) -> SalesOrder:
    found = order_named(key, request.user)
    if found is None:
        raise Http404(_("There is no order “%(number)s” among those that you may see.") % {"number": key})
    return found


def _lines(shown: SalesOrder, by: Person) -> list[dict[str, Any]]:
    shown_lines = []
    for line in shown.lines.all():
        line.order = shown  # else each would be fetched again
        told = {"line": line, "status": queries.shown_status(line), "today": today_of(line)}
        shown_lines.append({**told, "actions": actions_of(line, by)})
    return shown_lines


def _chosen(request: HttpRequest, entries: list[Entry]) -> dict[str, Any]:
    """Return the entries that the filters leave, a page of them by day, and the filters with their counts."""
    line, kind = request.GET.get("line", ""), request.GET.get("kind", "")
    of_line = gathered([entry for entry in entries if not line or entry.line == line])
    left = [entry for entry in of_line if not kind or entry.group == kind]
    page = Paginator(left, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    days = groupby(page.object_list, key=lambda entry: timezone.localtime(entry.at).date())
    groups = [
        {"code": group.value, "label": GROUP_LABELS[group], "count": sum(entry.group is group for entry in of_line)}
        for group in Group
    ]
    return {
        "days": [(day, list(of_day)) for day, of_day in days], "page": page, "groups": groups, "all": len(of_line),
        "chosen_line": line, "chosen_kind": kind, "count": len(entries),
        "line_names": sorted({entry.line for entry in entries if entry.line}, key=_by_number),
        "may_change": can(request.user, "orders.change"),
    }  # fmt: skip


def _by_number(name: str) -> list[int]:
    return [int(part) for part in name.split("/")]
