"""An upload in two steps: look first, then import. The rows are checked again when they are imported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils import timezone

from company.models import User
from connectors.tables import importing
from connectors.tables.models import ImportFile, ImportRun, RunState
from connectors.tables.problems import ImportRefused, Problem, Unreadable
from connectors.tables.sheets import read_files

KEPT_FOR = timedelta(days=1)


class NothingToImport(Exception):
    """The import is not there any more, or was done already, or can't be done."""


def stage(
    *, files: Iterable[tuple[str, bytes]], refused: Sequence[Problem], site_code: str, by: User,
    own_sites: frozenset[str] | None,
) -> ImportRun:
    """Keep what was uploaded, and find out what it would do: nothing is written but the report."""
    run = ImportRun(created_by=by, site_code=site_code, state=RunState.REFUSED)
    problems = list(refused)
    kept: list[tuple[str, bytes]] = []
    try:
        kept.extend(files)
    except Unreadable as refusal:
        problems.append(refusal.problem)
    run.content_hash = hash_of(kept)
    if not problems:
        problems = look(run, kept, own_sites)
    run.problems = [problem.as_json() for problem in problems]
    run.problem_count = len(problems)
    with transaction.atomic():
        ImportFile.objects.filter(run__created_at__lt=timezone.now() - KEPT_FOR).delete()
        run.save()
        if run.state == RunState.READY:
            ImportFile.objects.bulk_create(ImportFile(run=run, name=name, content=content) for name, content in kept)
    return run


def look(run: ImportRun, files: Sequence[tuple[str, bytes]], own_sites: frozenset[str] | None) -> list[Problem]:
    """Import into the void and note in the run what would happen; return what is wrong."""
    found = read_files(files)
    run.ignored = list(found.ignored)
    try:
        report = importing.run(
            found, site_code=run.site_code, skip_bad_rows=True, dry_run=True, own_sites=own_sites
        )
    except ImportRefused as refusal:
        return refusal.problems
    run.state, run.counts, run.ignored = RunState.READY, report.counts, report.ignored
    return report.left_out


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
    files = [(file.name, bytes(file.content)) for file in run.files.all()] if run else []
    if run is None or not files:
        raise NothingToImport
    with pghistory.context(user=by.pk, import_run=str(run.pk)):
        report = importing.run(
            read_files(files), site_code=run.site_code, skip_bad_rows=skip_bad_rows, own_sites=own_sites
        )
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.counts, run.ignored, run.revisions = report.counts, report.ignored, report.revisions
    run.problems = [problem.as_json() for problem in report.left_out]
    run.problem_count = len(report.left_out)
    run.save()
    run.files.all().delete()
    return run
