"""The pages of imports that are done: all of them, and the way back from one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from company import access
from company.models import User
from connectors.tables.models import ImportRun
from connectors.tables.problems import ImportRefused
from connectors.tables.seen import may_undo, own_sites, visible_runs
from connectors.tables.undo import undoing
from connectors.tables.undo.rows import Reason
from connectors.tables.undo.wording import reason_of, title_of, told

RUNS_A_PAGE = 25


@access.allowed("import.run")
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Show the imports that a person sees, newest first."""
    found = visible_runs(cast("User", request.user)).defer("problems", "left", "mappings")
    page = Paginator(found.select_related("created_by", "undone_by"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tables/runs.html", {"page": page, "runs": page.object_list})


@access.allowed("import.run")
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what undoing an import would do, and what it would leave alone; or undo it."""
    user = cast("User", request.user)
    run = get_object_or_404(visible_runs(user), pk=run_id)
    if not undoing.can_be_undone(run) or not may_undo(user, run):
        messages.error(request, _("This import can't be undone: it is undone already, too old, or not yours to undo."))
        return redirect("tables:run", run.pk)
    if request.method != "POST":
        return _page(request, run)
    forced = set(request.POST.getlist("mine"))
    try:
        done = undoing.undo(
            run_id=run.pk, by=user, own_sites=own_sites(user), forced=forced, why=request.POST.get("why", "")
        )
    except undoing.NothingToUndo:
        messages.error(request, _("This import was undone already."))
    except ImportRefused:
        messages.error(request, _("Nothing was undone: it would change what other sites plan with."))
    else:
        count = len(done.done())
        words = ngettext("Undone: %(count)s row put back.", "Undone: %(count)s rows put back.", count)
        messages.success(request, words % {"count": count})
    return redirect("tables:run", run.pk)


def _page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    found = undoing.look(run)
    left = found.left()
    disputed = [row for row in left if row.reason is Reason.CHANGED]
    held = [row for row in left if row.reason is not Reason.CHANGED]
    later = visible_runs(cast("User", request.user)).filter(finished_at__gt=run.finished_at).count()
    context = {
        "run": run, "counts": shown_counts(found.counts()), "done": len(found.done()), "later": later,
        "disputed": shown_rows(told(disputed[: undoing.LEFT_TOLD], run)), "disputed_count": len(disputed),
        "held": shown_rows(told(held[: undoing.LEFT_TOLD], run)), "held_count": len(held),
    }  # fmt: skip
    return render(request, "tables/undo.html", context)


def shown_counts(counts: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    """Return the counts by what the screen calls each table."""
    return [(title_of(relation), numbers) for relation, numbers in counts.items()]


def shown_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that are left alone as the page shows them: titles, reasons and times."""
    return [
        {
            **row, "table": title_of(row["relation"]), "reason": reason_of(row), "at": parse_datetime(row["at"]),
            "is_new": row["kind"] == "remove",
            "cells": [
                {**cell, "title": title_of(row["relation"], cell["column"]), "at": parse_datetime(cell["at"])}
                for cell in row["cells"]
            ],
        }
        for row in rows
    ]  # fmt: skip
