"""The sheet goes out with what is shown, comes back edited, is looked at cell by cell, and is saved or not."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from company import access, bodies
from company.models import Site, User
from company.spreadsheets import XLSX, as_csv
from company.typed import order_of
from connectors.order_sheet import merge, write
from connectors.order_sheet.layout import COLUMNS
from connectors.order_sheet.merge import MOST_LINES, MergedLine
from connectors.order_sheet.read import EditedSheet, read
from connectors.tables.archives import MEGABYTE
from connectors.tables.problems import Problem, Unreadable
from connectors.tables.sheets import MOST_ROWS
from connectors.tables.uploads import MOST_FILE_BYTES, BoundedUpload
from mps import revisions
from orders.changes import AnswerKind, LineAnswer, LineChange
from orders.models import OrderLine
from orders.visible import visible_to

SALT = "order-sheet"
KEPT_SECONDS = 24 * 3600
MOST_CONFLICTS = 500  # that are decided on one page
PROBLEMS_SHOWN = 200
TITLES = {column.field: column.title for column in COLUMNS}


@access.allowed("orders.view")
@require_POST
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send the lines of the grid, in its order, as `xlsx` or `csv`."""
    site = access.site_there_is(request, "orders.view")
    standing, now = revisions.standing(site), timezone.now().astimezone(ZoneInfo(site.time_zone))
    lines = _lines(request, site)
    name = f"orders-{site.code}-{now:%Y%m%d-%H%M}-r{standing.order_revision}-plan-r{standing.planned_revision}"
    if request.POST.get("kind") == "csv":
        answer: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            as_csv(write.rows(lines)), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    fields = access.fields_for(request.user, "orders.change", site.pk)
    book = write.workbook(lines, standing=standing, written_at=now, may_change=fields)
    answer = HttpResponse(book, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _lines(request: HttpRequest, site: Site) -> list[OrderLine]:
    """Return the lines that are asked for and may be seen, in the order asked."""
    asked = [word for word in request.POST.get("lines", "").split(",") if word]
    if len(asked) > MOST_ROWS or not all(word.isdecimal() and len(word) <= 18 for word in asked):
        raise BadRequest(_("lines are the ids of at most %(most)d lines") % {"most": MOST_ROWS})
    mine = visible_to(request.user).filter(site=site)
    found = mine.select_related("order__customer", "item", "outlook").in_bulk([int(word) for word in asked])
    return [found[int(word)] for word in dict.fromkeys(asked) if int(word) in found]


@bodies.up_to(MOST_FILE_BYTES + MEGABYTE)
@csrf_exempt  # The bound on the upload must be in place before anything reads the form; `receive` checks the token.
@access.allowed("orders.change")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Show where an edited sheet is brought back, or look at one."""
    if request.method != "POST":
        return render(request, "order_sheet/upload.html", _limits())
    handler = BoundedUpload(request)
    request.upload_handlers.insert(0, handler)
    return receive(request, handler)


@csrf_protect
def receive(request: HttpRequest, handler: BoundedUpload) -> HttpResponse:
    """Show cell by cell what the sheet would change. Nothing is written."""
    sent = request.FILES.get("sheet")
    problem = handler.refused[0] if handler.refused else None
    if sent is not None and problem is None:
        try:
            order = order_of(get_language() or "", request.headers.get("Accept-Language", ""))
            return _review(request, read(PurePath(str(sent.name)).name[-255:], sent.read(), order=order))
        except Unreadable as refusal:
            problem = refusal.problem
    wanted = problem.sentence() if problem else _("Choose the workbook that was exported here.")
    messages.error(request, _("This can't be read. Expected: %(what)s.") % {"what": wanted} if problem else wanted)
    return render(request, "order_sheet/upload.html", _limits(), status=422)


def _limits() -> dict[str, int]:
    return {"most_file_megabytes": MOST_FILE_BYTES // MEGABYTE, "most_lines": MOST_LINES}


def _review(request: HttpRequest, sheet: EditedSheet) -> HttpResponse:
    user = cast("User", request.user)
    lines = merge.merged(sheet.lines[:MOST_LINES], by=user)
    rows = [_row(line, cell) for line in lines for cell in line.cells]
    conflicts = [row for row in rows if row["conflict"]]
    kept = [_kept(line) for line in lines if line.fate is not AnswerKind.MISSING]
    context = {
        "sheet": sheet, "rows": rows, "conflicts": len(conflicts), "left_out": len(sheet.lines) - MOST_LINES,
        "saved": sum(row["fate"] in ("saved", "waiting") for row in rows), "undecidable": conflicts[MOST_CONFLICTS:],
        "payload": signing.dumps({"by": user.pk, "lines": kept}, salt=SALT, compress=True) if kept else "",
        "problems": [_told(problem) for problem in sheet.problems[:PROBLEMS_SHOWN]],
        "problem_count": len(sheet.problems), "most_lines": MOST_LINES,
    }  # fmt: skip
    return render(request, "order_sheet/review.html", context)


def _row(line: MergedLine, cell: merge.MergedCell) -> dict[str, Any]:
    fate = "conflict" if cell.conflict else line.fate.value
    reason = line.reasons.get(cell.field) or line.reasons.get("why", "")
    return {
        "label": line.label, "title": TITLES[cell.field], "cell": cell, "conflict": cell.conflict, "fate": fate,
        "reason": "" if cell.conflict else reason, "place": f"{line.line_id}:{cell.field}",
    }  # fmt: skip


def _kept(line: MergedLine) -> list[Any]:
    """Return what must be known of a line to save it later: id, version, and its cells, the conflicts apart."""
    free = {cell.field: cell.mine for cell in line.cells if cell.conflict is None}
    disputed = {cell.field: cell.mine for cell in line.cells if cell.conflict}
    return [line.line_id, line.version, line.label, free, disputed]


def _told(problem: Problem) -> dict[str, object]:
    title = TITLES.get(problem.column, problem.column)
    return {"line": problem.line, "column": title, "value": problem.value, "sentence": problem.sentence()}


@bodies.up_to(MOST_FILE_BYTES + MEGABYTE)
@access.allowed("orders.change")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the cells without a conflict, and those of which this person's version was chosen."""
    user, lines = cast("User", request.user), _payload(request)
    mine = set(request.POST.getlist("mine"))
    wishes, labels = [], {}
    for line_id, version, label, free, disputed in lines:
        chosen = {field: text for field, text in disputed.items() if f"{line_id}:{field}" in mine}
        labels[line_id] = label
        if free or chosen:
            wishes.append(LineChange(line_id, version, {**free, **chosen}))
    was = merge.before(wishes, by=user)
    done = merge.save(wishes, by=user, why=request.POST.get("why", ""))
    back = [[answer.line_id, answer.version, labels[answer.line_id], was[answer.line_id], {}]
            for answer in done.answers if answer.kind is AnswerKind.SAVED]  # fmt: skip
    context = _outcome(done.answers, labels) | {"revisions": sorted(done.order_revisions.items())}
    context["payload"] = signing.dumps({"by": user.pk, "lines": back}, salt=SALT, compress=True) if back else ""
    return render(request, "order_sheet/done.html", context)


@bodies.up_to(MOST_FILE_BYTES + MEGABYTE)
@access.allowed("orders.change")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Give the saved cells back what they said before; a line that somebody has changed since keeps that."""
    lines = _payload(request)
    wishes = [LineChange(line_id, version, values) for line_id, version, _label, values, _none in lines]
    why = request.POST.get("why") or _("Import of a sheet undone")
    done = merge.save(wishes, by=cast("User", request.user), why=why, channel=f"{merge.CHANNEL} undo")
    labels = {line_id: label for line_id, _version, label, _values, _none in lines}
    context = _outcome(done.answers, labels) | {"revisions": sorted(done.order_revisions.items()), "undone": True}
    return render(request, "order_sheet/done.html", context)


def _payload(request: HttpRequest) -> list[list[Any]]:
    """Return what the page before has kept. Raises BadRequest for what this person did not get from us."""
    try:
        kept = signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise BadRequest(_("This page is too old. Bring the sheet in again.")) from error
    if kept["by"] != request.user.pk:
        raise BadRequest(_("This page is somebody else's. Bring the sheet in again."))
    return cast("list[list[Any]]", kept["lines"])


def _outcome(answers: tuple[LineAnswer, ...], labels: dict[int, str]) -> dict[str, Any]:
    counts = Counter(answer.kind for answer in answers)
    words = {
        AnswerKind.STALE: _("Changed by somebody in the meantime: bring the sheet in again."),
        AnswerKind.MISSING: _("Not among your order lines any more."),
    }
    return {
        "saved": counts[AnswerKind.SAVED], "waiting": counts[AnswerKind.WAITING],
        "held_up": [
            {"label": labels[one.line_id], "reason": words.get(one.kind) or " ".join(one.reasons.values())}
            for one in answers if one.kind not in (AnswerKind.SAVED, AnswerKind.WAITING)
        ],
    }  # fmt: skip
