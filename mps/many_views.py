"""A list of lines asked at once, as one order: the page, its answers part by part, and the table as a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rest_framework import serializers

from company.access import allowed, can, current_site, site_there_is
from company.models import Site
from company.spreadsheets import XLSX, Cell, as_csv
from mps import joint, revisions, wording
from mps.asked import Asked, NotAQuestion, customer_of, read, why_not
from mps.joint import Line
from mps.promise_serializers import MOST_LINES
from mps.queries import items
from mps.queries.items import ItemName
from mps.whatif import NoPlanError, PromiseAnswer
from orders.customers import customers_seen
from orders.history.sheets import as_xlsx
from orders.serializers import QuantityField

FILE_WIDTHS = (16, 28, 10, 12, 12, 10, 14, 60)
LONGEST_TEXT = 500


class RowSerializer(serializers.Serializer[Any]):
    """A line as it was typed; what is wrong with it is said in its answer."""

    item = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    quantity = serializers.CharField(max_length=64, allow_blank=True)
    wanted = serializers.CharField(max_length=64, allow_blank=True)


class BeforeSerializer(serializers.Serializer[Any]):
    """A line of the same order that has its date already."""

    item = serializers.CharField(max_length=64)
    quantity = QuantityField()
    date = serializers.DateField()


class ManySerializer(serializers.Serializer[Any]):
    """A part of an order, and the parts before it."""

    customer = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    rows = serializers.ListField(child=RowSerializer(), min_length=1, max_length=MOST_LINES)
    before = serializers.ListField(child=BeforeSerializer(), max_length=MOST_LINES, required=False)


class FileRowSerializer(serializers.Serializer[Any]):
    """A row of the table as it is on the page."""

    item = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    name = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    quantity = serializers.CharField(max_length=64, allow_blank=True)
    wanted = serializers.CharField(max_length=64, allow_blank=True)
    date = serializers.CharField(max_length=64, allow_blank=True)
    sure = serializers.CharField(max_length=64, allow_blank=True)
    possible = serializers.CharField(max_length=64, allow_blank=True)
    why = serializers.CharField(max_length=2 * LONGEST_TEXT, allow_blank=True)


@require_safe
@never_cache
@allowed("promise.quote")
def many(request: HttpRequest) -> HttpResponse:
    """Show the page: a field to paste into; the table comes from `answers`."""
    site = current_site(request, "promise.quote")
    context = {
        "site": site,
        "has_plan": site is not None and revisions.standing(site).plan_id is not None,
        "today": site.planning_date(timezone.now()) if site else None,
        "most": MOST_LINES,
        "customers": customers_seen(request.user, "promise.make", site).values_list("code", "name") if site else (),
        "may_promise": can(request.user, "promise.make", site),
    }
    return render(request, "mps/many.html", context)


@require_POST
@never_cache
@allowed("promise.quote")
def answers(request: HttpRequest) -> JsonResponse:
    """
    Return `{standing, state, plan_id, customer, rows}`: an answer to each line, with what the lines before it leave.

    `state`: answered, no_plan, or no_customer (with `reason`); a row has one of its own, as `quote` has. Changes
    nothing.
    """
    site = site_there_is(request, "promise.quote")
    sent = _valid(ManySerializer, request.body)
    body: dict[str, Any] = {"standing": revisions.as_json(revisions.standing(site))}
    try:
        customer = customer_of(sent["customer"], request.user, site)
        body["customer"] = {"code": customer.code, "name": customer.name} if customer else None
        before = [Line(line["item"], float(line["quantity"]), line["date"]) for line in sent.get("before", ())]
        plan_id, rows = _answers(site, sent["rows"], before, customer.customer_class if customer else "")
    except NotAQuestion as wrong:
        return JsonResponse({**body, "state": wrong.state, "reason": wrong.reason})
    except NoPlanError:
        return JsonResponse({**body, "state": "no_plan"})
    return JsonResponse({**body, "state": "answered", "plan_id": plan_id, "rows": rows})


@require_POST
@never_cache
@allowed("promise.quote")
def as_file(request: HttpRequest) -> HttpResponse:
    """Return the table that the form sends in `rows`, as `format` says: csv or xlsx."""
    site_there_is(request, "promise.quote")
    child = FileRowSerializer(many=True, data=_json(request.POST.get("rows", "")))
    if not child.is_valid() or not 1 <= len(child.validated_data) <= MOST_LINES:
        raise BadRequest("rows of the table are needed")
    table: list[list[Cell]] = [_header(), *map(_cells, child.validated_data)]
    if request.POST.get("format") == "xlsx":
        made = HttpResponse(as_xlsx(_("Dates"), table, FILE_WIDTHS), content_type=XLSX)
        made["Content-Disposition"] = 'attachment; filename="dates.xlsx"'
        return made
    made = HttpResponse("".join(as_csv(table)), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = 'attachment; filename="dates.csv"'
    return made


def _cells(row: dict[str, str]) -> list[Cell]:
    """Return a row with numbers and dates as such, so that a spreadsheet can count with them; the rest is text."""
    numbers, days = ("quantity", "possible"), ("wanted", "date")
    return [
        _number(text) if name in numbers else _day(text) if name in days else text for name, text in row.items()
    ]


def _number(text: str) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _header() -> list[Cell]:
    return [
        _("Item"), _("Name"), _("Quantity"), _("Requested"), _("Promised"), _("Sure"), _("Possible on the wanted date"),
        _("Why not"),
    ]  # fmt: skip


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadRequest("JSON is needed") from error


def _valid(kind: type[serializers.Serializer[Any]], text: bytes) -> dict[str, Any]:
    asked = kind(data=_json(text))
    if not asked.is_valid():
        raise BadRequest("rows with item, quantity and wanted are needed")
    return dict(asked.validated_data)


def _answers(
    site: Site, rows: list[dict[str, str]], before: list[Line], customer_class: str
) -> tuple[int, list[dict[str, Any]]]:
    """Return the plan and the answers row by row; one that can't be read keeps its place and says why."""
    known, today = items.items_at(site), site.planning_date(timezone.now())
    read_rows = [_read(row, known, today) for row in rows]
    asked = [row for row in read_rows if isinstance(row, Asked)]
    lines = [Line(row.item.code, row.quantity, row.wanted) for row in asked]
    plan_id, found = joint.quotes_of_order(site, lines, before=before, customer_class=customer_class)
    answered = iter(zip(asked, found, strict=True))
    return plan_id, [
        _row(site, *next(answered), known) if isinstance(row, Asked) else row for row in read_rows
    ]


def _read(row: dict[str, str], known: tuple[ItemName, ...], today: date) -> Asked | dict[str, Any]:
    try:
        return read(row, known, today=today)
    except NotAQuestion as wrong:
        return {
            "state": wrong.state,
            "reason": wrong.reason,
            "closest": [asdict(item) for item in wrong.closest],
        }


def _row(site: Site, asked: Asked, answer: PromiseAnswer | None, known: tuple[ItemName, ...]) -> dict[str, Any]:
    if answer is None:
        return {"state": "unknown_item", "reason": "", "closest": []}
    when = answer.delivery_date
    named = wording.named(asked.item.code, {asked.item.code: asked.item.name})
    state = "answered" if when else "beyond_horizon" if answer.beyond_horizon else "not_in_horizon"
    return {
        "state": state,
        "item": asdict(asked.item),
        "quantity": asked.quantity,
        "wanted_date": asked.wanted if asked.dated else None,
        "due_date": answer.due_date if asked.dated else None,
        "horizon_last_date": answer.horizon_last_date,
        "delivery_date": when,
        "sureness": asdict(answer.sureness) if answer.sureness else None,
        "quantity_on_wanted_date": answer.quantity_on_wanted_date if asked.dated else None,
        "why_not": why_not(site, asked, answer.obstacle, known),
        "texts": wording.in_each_language(
            partial(wording.delivery_text, item=named, unit=asked.item.unit, quantity=asked.quantity, when=when)
        ) if when else {},
    }  # fmt: skip
