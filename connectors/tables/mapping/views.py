"""The pages on which a person says how files are read, and sees, changes and forgets what was said before."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from company import access
from company.models import User
from connectors.tables import staging
from connectors.tables.grids import Grid
from connectors.tables.mapping import sources
from connectors.tables.mapping.choosing import FileChoice, choice_of, read_choice
from connectors.tables.mapping.column_map import BY_TABLE_NAME, ColumnMap, from_json
from connectors.tables.models import ImportRun, ImportSource
from connectors.tables.seen import FINISHED, own_sites, visible_sources
from connectors.tables.sheets import Strange

LEFT_ALONE = ColumnMap(None)


@access.allowed("import.run")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what fills our columns, file by file; or take in what was chosen, and show what the import would do."""
    user = cast("User", request.user)
    run = get_object_or_404(ImportRun, pk=run_id, created_by=user)
    strange = [] if run.state in FINISHED else staging.strange_files(run)
    if not strange:
        return redirect("tables:run", run.pk)
    if request.method != "POST":
        known = {file: from_json(stored) for file, stored in run.mappings.items()}
        found = [choice_of(each, f"f{place}-", known.get(each.grid.file)) for place, each in enumerate(strange)]
        return _page(request, run, found)
    left = {each.grid.file for place, each in enumerate(strange) if request.POST.get(f"f{place}-leave")}
    choices = [
        read_choice(each, f"f{place}-", request.POST)
        for place, each in enumerate(strange) if each.grid.file not in left
    ]  # fmt: skip
    if request.POST.get("show") or any(choice.errors for choice in choices):
        return _page(request, run, choices, status=200 if request.POST.get("show") else 422)
    how = {choice.file: choice.how for choice in choices} | dict.fromkeys(left, LEFT_ALONE)
    staging.choose(run=run, how=how, own_sites=own_sites(user))
    for choice in choices:
        if choice.how.source:
            sources.remember(
                site=run.source_site, name=choice.how.source, headings=choice.headings, how=choice.how, by=user
            )
    return redirect("tables:run", run.pk)


def _page(request: HttpRequest, run: ImportRun, choices: list[FileChoice], *, status: int = 200) -> HttpResponse:
    return render(request, "tables/columns.html", {"run": run, "choices": choices}, status=status)


@access.allowed("import.run")
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show the sources that the person's sites know."""
    found = visible_sources(cast("User", request.user)).select_related("site", "changed_by")
    return render(request, "tables/sources.html", {"sources": found})


@access.allowed("import.run")
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show how a source's files are read; change that, rename it, or forget it."""
    user = cast("User", request.user)
    kept = get_object_or_404(visible_sources(user), pk=source_id)
    strange = Strange(Grid(kept.name, tuple(kept.headings), (), ()), BY_TABLE_NAME.get(kept.table))
    if request.method != "POST":
        return _source_page(request, kept, choice_of(strange, "f0-", sources.map_of(kept)))
    if request.POST.get("forget"):
        kept.delete()
        messages.success(request, _("“%(name)s” is forgotten: its files are asked about again.") % {"name": kept.name})
        return redirect("tables:sources")
    choice = read_choice(strange, "f0-", request.POST)
    if not choice.how.source and not choice.errors:
        choice.errors.append(_("Give the source a name."))
    if choice.errors or request.POST.get("show"):
        return _source_page(request, kept, choice, status=422 if choice.errors else 200)
    try:
        sources.rename(kept, choice.how.source)
    except sources.NameTaken:
        choice.errors.append(_("Another source of this site has this name."))
        return _source_page(request, kept, choice, status=422)
    sources.remember(site=kept.site, name=kept.name, headings=tuple(kept.headings), how=choice.how, by=user)
    messages.success(request, _("“%(name)s” is kept as it is now.") % {"name": kept.name})
    return redirect("tables:sources")


def _source_page(request: HttpRequest, kept: ImportSource, choice: FileChoice, *, status: int = 200) -> HttpResponse:
    return render(request, "tables/source.html", {"source": kept, "choices": [choice]}, status=status)
