"""An upload in two steps: look first, then import. The rows are checked again when they are imported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from company.models import Site, User
from connectors.tables import importing
from connectors.tables.mapping.column_map import ColumnMap
from connectors.tables.mapping.guess import LEAST_SHARE, guessed
from connectors.tables.mapping.sources import Remembered, note_use
from connectors.tables.models import ImportFile, ImportImage, ImportRun, ImportSource, RunState
from connectors.tables.problems import ImportRefused, Problem, Unreadable
from connectors.tables.sheets import SheetSet, Strange, read_files
from connectors.tables.undo import images

KEPT_FOR = timedelta(days=1)
KEEPS_FILES = (RunState.READY, RunState.MAPPING)


class NothingToImport(Exception):
    """The import is not there any more, or was done already, or can't be done."""


def stage(
    *, files: Iterable[tuple[str, bytes]], refused: Sequence[Problem], site_code: str, by: User,
    own_sites: frozenset[str] | None, source_site: Site | None = None, source: ImportSource | None = None,
    channel: str = "web", asks: bool = True,
) -> ImportRun:
    """
    Keep what was uploaded, and find out what it would do: nothing is written but the report.

    Files whose headings are not ours are read as `source`, or one that knows the headings, says. Where none does, a
    person is asked (state MAPPING) if there is one who can be: `asks`.
    """
    run = ImportRun(
        created_by=by, site_code=site_code, state=RunState.REFUSED, channel=channel,
        source_name=source.name if source else "", source_site=source.site if source else source_site,
    )  # fmt: skip
    problems = list(refused)
    kept: list[tuple[str, bytes]] = []
    try:
        kept.extend(files)
    except Unreadable as refusal:
        problems.append(refusal.problem)
    run.content_hash = hash_of(kept)
    if not problems:
        problems = look(run, kept, own_sites, asks=asks)
    note_problems(run, problems)
    with transaction.atomic():
        forget_old()
        note_use(run.source_site, filter(None, (how["source"] for how in run.mappings.values())))
        run.save()
        if run.state in KEEPS_FILES or run.mappings:
            ImportFile.objects.bulk_create(ImportFile(run=run, name=name, content=content) for name, content in kept)
    return run


def note_problems(run: ImportRun, problems: Sequence[Problem]) -> None:
    """Say in the run what is wrong with its files."""
    run.problems = [problem.as_json() for problem in problems]
    run.problem_count = len(problems)


def forget_old() -> None:
    """Forget the files of uploads that nobody imported, and what was before imports that can't be undone any more."""
    now = timezone.now()
    ImportFile.objects.filter(run__created_at__lt=now - KEPT_FOR).delete()
    ImportImage.objects.filter(run__finished_at__lt=now - timedelta(days=settings.IMPORT_UNDO_DAYS)).delete()


def look(
    run: ImportRun, files: Sequence[tuple[str, bytes]], own_sites: frozenset[str] | None, *, asks: bool
) -> list[Problem]:
    """Import into the void and note in the run what would happen; return what is wrong."""
    run.state, run.counts = RunState.REFUSED, {}
    found = read_files(files, maps_of(run))
    run.ignored = list(found.ignored)
    run.mappings |= {grid.file: how.as_json() for grid, how in found.mapped if isinstance(how, ColumnMap)}
    if asks and to_be_asked_about(found):
        run.state = RunState.MAPPING
        return []
    try:
        report = importing.run(
            found, site_code=run.site_code, skip_bad_rows=True, dry_run=True, own_sites=own_sites
        )
    except ImportRefused as refusal:
        return refusal.problems
    run.state, run.counts, run.ignored = RunState.READY, report.counts, report.ignored
    return report.left_out


def to_be_asked_about(found: SheetSet) -> list[Strange]:
    """
    Return the files of which a person must say how they are read: those that look like one of our tables.

    Where there is no table of ours among the files, all of them, whatever they look like.
    """
    known = [sheet for sheet in found.sheets if sheet.file not in {strange.grid.file for strange in found.strange}]
    with_rows = [strange for strange in found.strange if strange.grid.rows and strange.grid.header]
    if not known and not found.mapped:
        return with_rows
    return [strange for strange in with_rows if strange.table or guessed(strange).share >= LEAST_SHARE]


def strange_files(run: ImportRun) -> list[Strange]:
    """Return the files of an upload that are read by a map, or that need one, in their order."""
    found = read_files(files_of(run))
    mapped = set(run.mappings)
    asked = {strange.grid.file for strange in to_be_asked_about(read_files(files_of(run), maps_of(run)))}
    return [strange for strange in found.strange if strange.grid.file in mapped | asked]


def choose(*, run: ImportRun, how: Mapping[str, ColumnMap], own_sites: frozenset[str] | None) -> ImportRun:
    """Read an upload's files as a person has said, and find out again what it would do."""
    files = files_of(run)
    if not files or run.state in (RunState.DONE, RunState.UNDONE):
        raise NothingToImport
    run.mappings |= {file: each.as_json() for file, each in how.items()}
    run.source_name = ", ".join(dict.fromkeys(each.source for each in how.values() if each.source))
    note_problems(run, look(run, files, own_sites, asks=False))
    run.save()
    return run


def files_of(run: ImportRun) -> list[tuple[str, bytes]]:
    """Return the files that an upload keeps, as name and content."""
    return [(file.name, bytes(file.content)) for file in run.files.all()]


def maps_of(run: ImportRun) -> Remembered:
    """Return what knows how an upload's files are read."""
    named = ImportSource.objects.filter(site=run.source_site, name=run.source_name)
    return Remembered(
        site=run.source_site, source=named.first() if run.source_name else None, chosen=run.mappings
    )


def hash_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Return what tells one set of files from another, whatever their order."""
    each = sorted(hashlib.sha256(content).hexdigest() + name for name, content in files)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def done_before(run: ImportRun) -> ImportRun | None:
    """Return the last import of the same files, if there was one."""
    same = ImportRun.objects.filter(content_hash=run.content_hash, state=RunState.DONE).exclude(pk=run.pk)
    return same.order_by("-finished_at").first()


@transaction.atomic
def commit(*, run_id: UUID, by: User, skip_bad_rows: bool, own_sites: frozenset[str] | None) -> ImportRun:
    """
    Import what was staged, once: the run's row is locked, and is done in the same transaction as its rows.

    Raises NothingToImport; ImportRefused where it has bad rows that are not to be skipped.
    """
    run = ImportRun.objects.select_for_update().filter(pk=run_id, created_by=by, state=RunState.READY).first()
    files = files_of(run) if run else []
    if run is None or not files:
        raise NothingToImport
    found = read_files(files, maps_of(run))
    import_into(run, found, by=by, skip_bad_rows=skip_bad_rows, own_sites=own_sites)
    run.files.all().delete()
    return run


def import_into(
    run: ImportRun, found: SheetSet, *, by: User | None, skip_bad_rows: bool, own_sites: frozenset[str] | None = None
) -> importing.Report:
    """Import, and keep with the run what was before and what came of it; in a transaction. Raises ImportRefused."""
    who = {"user": by.pk} if by else {}
    with pghistory.context(import_run=str(run.pk), **who) as context, images.kept_for(run):
        report = importing.run(
            found, site_code=run.site_code, skip_bad_rows=skip_bad_rows, own_sites=own_sites
        )
    run.state, run.finished_at, run.context_id = RunState.DONE, timezone.now(), context.id
    run.counts, run.ignored, run.revisions = report.counts, report.ignored, report.revisions
    run.sites = sorted(report.sites)
    note_problems(run, report.left_out)
    run.save()
    return report
