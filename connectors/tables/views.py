"""The import page: drop files, read what they would do, import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from company import access, bodies, people
from company.models import User
from company.spreadsheets import as_csv
from connectors.tables import staging
from connectors.tables.archives import MEGABYTE
from connectors.tables.layout import TABLES
from connectors.tables.mapping.column_map import from_json
from connectors.tables.mapping.names import LABELS
from connectors.tables.models import PROBLEMS_SHOWN, ImportRun, RunState
from connectors.tables.problems import ImportRefused, nothing_imported
from connectors.tables.seen import may_undo, own_sites, site_of, visible_runs
from connectors.tables.sheets import MOST_ROWS
from connectors.tables.undo.undoing import can_be_undone
from connectors.tables.undo.views import shown_counts, shown_rows
from connectors.tables.uploads import MOST_FILE_BYTES, MOST_TOGETHER_BYTES, BoundedUpload, contents

RUNS_SHOWN = 10


@bodies.up_to(MOST_TOGETHER_BYTES + MEGABYTE)
@csrf_exempt  # The bound on the upload must be in place before anything reads the form; `receive` checks the token.
@access.allowed("import.run")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Show the page, or take in what was dropped on it."""
    if request.method != "POST":
        return show_upload(request)
    handler = BoundedUpload(request)
    request.upload_handlers.insert(0, handler)
    return receive(request, handler)


def show_upload(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Show where files are dropped, and the person's last imports."""
    user = cast("User", request.user)
    runs = visible_runs(user).select_related("created_by").defer("problems", "left", "mappings")[:RUNS_SHOWN]
    context = {
        "runs": runs, "tables": TABLES, "sites": access.sites_for(user, "import.run"),
        "site": access.current_site(request, "import.run"),
        "most_file_megabytes": MOST_FILE_BYTES // MEGABYTE, "most_rows": MOST_ROWS,
    }
    return render(request, "tables/import.html", context, status=status)


@csrf_protect
def receive(request: HttpRequest, handler: BoundedUpload) -> HttpResponse:
    """Stage the files and show what they would do."""
    user = cast("User", request.user)
    sent = request.FILES.getlist("files")
    if not sent and not handler.refused:
        messages.error(request, _("Choose at least one file."))
        return show_upload(request, status=422)
    code = chosen_site(request)
    run = staging.stage(
        files=contents(sent), refused=handler.refused, site_code=code, by=user, own_sites=own_sites(user),
        source_site=site_of(user, code),
    )
    return redirect("tables:columns" if run.state == RunState.MAPPING else "tables:run", run.pk)


def chosen_site(request: HttpRequest) -> str:
    """Return the site that the form names for rows that name none."""
    code = request.POST.get("site", "")
    return code if access.sites_for(request.user, "import.run").filter(code=code).exists() else ""


def own_run(request: HttpRequest, run_id: UUID) -> ImportRun:
    """Return an import of this person; raises Http404 for those of others."""
    return get_object_or_404(ImportRun, pk=run_id, created_by=cast("User", request.user))


def visible_run(request: HttpRequest, run_id: UUID) -> ImportRun:
    """Return an import that this person sees; raises Http404 for others."""
    return get_object_or_404(visible_runs(cast("User", request.user)), pk=run_id)


@access.allowed("import.run")
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what an upload would do, or did."""
    shown = visible_run(request, run_id)
    user = cast("User", request.user)
    context = {
        # As lists: in a template, `counts.items` is the table of that name.
        "counts": [(table.name, shown.counts[table.name]) for table in TABLES if table.name in shown.counts],
        "revisions": sorted(shown.revisions.items()), "closed": people.without_people(shown.revisions),
        "run": shown, "problems": shown.bad_rows(PROBLEMS_SHOWN),
        "is_ready": shown.state == RunState.READY and shown.files.exists(),
        "is_done": shown.state == RunState.DONE, "is_refused": shown.state == RunState.REFUSED,
        "is_mapping": shown.state == RunState.MAPPING, "is_undone": shown.state == RunState.UNDONE,
        "mappings": shown_mappings(shown),
        "can_map": bool(shown.mappings) and shown.created_by_id == user.pk and shown.files.exists(),
        "can_undo": can_be_undone(shown) and may_undo(user, shown),
        "undo_counts": shown_counts(shown.undo_counts),
        "left": shown_rows(shown.left[:PROBLEMS_SHOWN]), "left_count": len(shown.left),
        "done_before": staging.done_before(shown) if shown.state == RunState.READY else None,
    }
    return render(request, "tables/run.html", context)


@access.allowed("import.run")
@require_POST
def commit(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Import what was staged."""
    shown = own_run(request, run_id)
    user = cast("User", request.user)
    skip = request.POST.get("skip_bad_rows") == "yes"
    try:
        done = staging.commit(run_id=shown.pk, by=user, skip_bad_rows=skip, own_sites=own_sites(user))
    except staging.NothingToImport:
        messages.error(request, _("This import was done already, or its files are gone. Upload them again."))
    except ImportRefused as refusal:
        messages.error(request, nothing_imported(len(refusal.problems)))
    else:
        count = done.changes()
        words = ngettext("Imported: %(count)s row new or changed.", "Imported: %(count)s rows new or changed.", count)
        messages.success(request, words % {"count": count})
    return redirect("tables:run", shown.pk)


@access.allowed("import.run")
@require_GET
def problems_csv(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Send all bad rows as CSV."""
    shown = visible_run(request, run_id)
    response = HttpResponse("".join(as_csv(problem_rows(shown))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    return response


def problem_rows(shown: ImportRun) -> Iterator[list[str]]:
    """Yield the rows of the CSV, the names of its columns first."""
    yield [_("File"), _("Line"), _("Column"), _("Value"), _("Expected")]
    for problem in shown.bad_rows():
        yield [problem.file, str(problem.line or ""), problem.column, problem.value, problem.sentence()]


def shown_mappings(shown: ImportRun) -> list[dict[str, object]]:
    """Return how the files whose headings are not ours were read, as the page shows it."""
    maps = {file: from_json(stored) for file, stored in shown.mappings.items()}
    return [
        {
            "file": file, "table": how.table.name, "source": how.source,
            "columns": [(LABELS[name], heading) for name, heading in how.columns.items()],
            "constants": [(LABELS[name], text) for name, text in how.constants.items()],
        }
        for file, how in maps.items() if how.table is not None
    ]  # fmt: skip
