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
from connectors.tables.models import PROBLEMS_SHOWN, ImportRun, RunState
from connectors.tables.problems import ImportRefused, nothing_imported
from connectors.tables.sheets import MOST_ROWS
from connectors.tables.uploads import MOST_FILE_BYTES, MOST_TOGETHER_BYTES, BoundedUpload, contents

RUNS_SHOWN = 10


def own_sites(user: User) -> frozenset[str] | None:
    """Return the codes of the sites at which a person may import; None is all, new ones too."""
    if user.is_superuser:
        return None
    return frozenset(access.sites_for(user, "import.run").values_list("code", flat=True))


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
    runs = ImportRun.objects.filter(created_by=user).defer("problems")[:RUNS_SHOWN]
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
    run = staging.stage(
        files=contents(sent), refused=handler.refused, site_code=chosen_site(request), by=user,
        own_sites=own_sites(user),
    )
    return redirect("tables:run", run.pk)


def chosen_site(request: HttpRequest) -> str:
    """Return the site that the form names for rows that name none."""
    code = request.POST.get("site", "")
    return code if access.sites_for(request.user, "import.run").filter(code=code).exists() else ""


def own_run(request: HttpRequest, run_id: UUID) -> ImportRun:
    """Return an import of this person; raises Http404 for those of others."""
    return get_object_or_404(ImportRun, pk=run_id, created_by=cast("User", request.user))


@access.allowed("import.run")
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what an upload would do, or did."""
    shown = own_run(request, run_id)
    context = {
        # As lists: in a template, `counts.items` is the table of that name.
        "counts": [(table.name, shown.counts[table.name]) for table in TABLES if table.name in shown.counts],
        "revisions": sorted(shown.revisions.items()), "closed": people.without_people(shown.revisions),
        "run": shown, "problems": shown.bad_rows(PROBLEMS_SHOWN),
        "is_ready": shown.state == RunState.READY and shown.files.exists(),
        "is_done": shown.state == RunState.DONE, "is_refused": shown.state == RunState.REFUSED,
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
    shown = own_run(request, run_id)
    response = HttpResponse("".join(as_csv(problem_rows(shown))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    return response


def problem_rows(shown: ImportRun) -> Iterator[list[str]]:
    """Yield the rows of the CSV, the names of its columns first."""
    yield [_("File"), _("Line"), _("Column"), _("Value"), _("Expected")]
    for problem in shown.bad_rows():
        yield [problem.file, str(problem.line or ""), problem.column, problem.value, problem.sentence()]
