"""Undoing a finished import: one transaction, one revision, and a change itself, of which the history tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Identifier

from company import revision
from company.models import Site, User
from company.signals import inputs_changed
from company.statements import all_rows
from connectors.tables.importing import name_no_ignored_trigger, sites_revised
from connectors.tables.models import ImportImage, ImportRun, RunState
from connectors.tables.problems import ImportRefused, Problem
from connectors.tables.undo.holding import free
from connectors.tables.undo.images import images_of
from connectors.tables.undo.rows import Kind, RowUndo, rows_of
from connectors.tables.undo.traced import COMPUTED, MODELS, NOT_SAID, Model, field_of, relation_of
from connectors.tables.undo.wording import told
from connectors.tables.upsert import upsert
from orders.models import OrderLine

CHANNEL = "import undo"
LEFT_TOLD = 500  # rows that were left alone, and are named with the run


class NothingToUndo(Exception):
    """The import is not there any more, was not done or is undone already, or what was before is forgotten."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing an import would do, or did: row by row, by model."""

    rows: Mapping[Model, list[RowUndo]] = field(default_factory=dict)

    def done(self) -> list[RowUndo]:
        """Return the rows that are undone."""
        return [row for model in MODELS for row in self.rows.get(model, ()) if row.reason is None]

    def left(self) -> list[RowUndo]:
        """Return the rows that are left alone."""
        return [row for model in MODELS for row in self.rows.get(model, ()) if row.reason is not None]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows are put back, removed, brought back and left alone, by the name of the table."""
        found: dict[str, dict[str, int]] = {}
        for model in MODELS:
            if self.rows.get(model):
                counts = found[relation_of(model)] = {kind.value: 0 for kind in Kind} | {"left": 0}
                for row in self.rows[model]:
                    counts["left" if row.reason else row.kind.value] += 1
        return found


def can_be_undone(run: ImportRun) -> bool:
    """Say whether an import is done, and what was before it known; or undone but for rows that were left."""
    if run.state == RunState.UNDONE:
        return bool(run.left)
    # What was before it goes all at once with its age, so that nothing is put back by half.
    return run.state == RunState.DONE and run.context_id is not None and not run.is_too_old_to_undo()


@all_rows("who may import at a site may see what an import did there, whatever the territory")
def look(run: ImportRun) -> Undo:
    """Return what undoing would do now; nothing is written."""
    return _decided(run, forced=(), lock=False)


@all_rows("an import writes rows of all territories of a site; `own_sites` says what may be changed")
@transaction.atomic
def undo(
    *, run_id: UUID, by: User | None, own_sites: frozenset[str] | None, forced: Collection[str] = (), why: str = ""
) -> Undo:
    """
    Put back what an import changed, remove what it made, bring back what it removed, but for what is left alone.

    `forced` are the places (`RowUndo.place`) of rows that are undone although somebody has changed them since.
    Raises NothingToUndo; ImportRefused where it would change what a site plans with that is not one of `own_sites`.
    """
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or not can_be_undone(run):
        raise NothingToUndo
    told_why = why or _("Import of %(at)s undone") % {"at": f"{run.finished_at:%Y-%m-%d %H:%M}"}
    who = {"user": by.pk} if by else {}
    with pghistory.context(channel=CHANNEL, why=told_why[:500], undoes=str(run.pk), **who):
        name_no_ignored_trigger()
        decided = _decided(run, forced=forced, lock=True)
        for model in MODELS:
            _put_back(model, [row for row in decided.rows[model] if row.reason is None and row.kind != Kind.REMOVE])
        for model in reversed(MODELS):
            _remove(model, [row.row_id for row in decided.rows[model] if not row.reason and row.kind == Kind.REMOVE])
        _finish(own_sites)
    run.state, run.undone_at, run.undone_by = RunState.UNDONE, timezone.now(), by
    run.undo_counts = decided.counts()
    run.left = told(decided.left()[:LEFT_TOLD], run)
    run.save(update_fields=["state", "undone_at", "undone_by", "undo_counts", "left"])
    _forget_all_but(run, decided.left())
    return decided


def _decided(run: ImportRun, *, forced: Collection[str], lock: bool) -> Undo:
    images = images_of(run)
    only = {(each["relation"], each["row_id"]) for each in run.left} if run.state == RunState.UNDONE else None
    rows: dict[Model, list[RowUndo]] = {}
    for model in MODELS:
        wanted = [
            image for image in images[model] if only is None or (relation_of(model), image.row_id) in only
        ]
        rows[model] = rows_of(model, wanted, forced=forced, lock=lock) if wanted else []
    return Undo(free(rows))


def _put_back(model: Model, rows: Collection[RowUndo]) -> None:
    """Write rows as they were: whole where they are gone, else the values that the import had changed."""
    if not rows:
        return
    counted = NOT_SAID - {"id", "horizon_start"}
    wanted = [
        {field_of(model, column).name: value for column, value in row.wanted().items() if column not in counted}
        for row in rows
    ]
    changed = {field_of(model, cell.column).name for row in rows for cell in row.cells}
    upsert(model, ("id",), wanted, update=sorted(changed))
    if model is Site:
        for site in Site.objects.filter(pk__in=[row.row_id for row in rows]):
            site.horizon_start = site.planning_date(timezone.now())
            site.save(update_fields=["horizon_start"])


def _remove(model: Model, row_ids: Collection[int]) -> None:
    if not row_ids:
        return
    computed = [each for each in COMPUTED if model is OrderLine]
    with connection.cursor() as cursor:
        for table, key in [*((relation_of(each), "line_id") for each in computed), (relation_of(model), "id")]:
            statement = SQL("DELETE FROM {table} WHERE {key} = ANY(%s)").format(
                table=Identifier(table), key=Identifier(key)
            )
            cursor.execute(statement.as_string(connection.connection), [list(row_ids)])


def _finish(own_sites: frozenset[str] | None) -> None:
    """Tell the house and let the revision triggers fire. Raises ImportRefused where a site is not one's own."""
    revision.settle()
    revised = sites_revised()
    foreign = set() if own_sites is None else revised - own_sites
    if foreign:
        raise ImportRefused([Problem("", 0, "site", code, "own_site") for code in sorted(foreign)])
    ids: list[Any] = sorted(Site.objects.filter(code__in=revised).values_list("pk", flat=True))
    if ids:
        inputs_changed.send(sender=Site, site_ids=ids)


def _forget_all_but(run: ImportRun, left: Collection[RowUndo]) -> None:
    """Forget what was before the rows that are undone; the rest may still be."""
    places = {(relation_of(row.model), row.row_id) for row in left}
    kept = [image for image in ImportImage.objects.filter(run=run).only("pk", "relation", "row_id")
            if (image.relation, image.row_id) in places]  # fmt: skip
    ImportImage.objects.filter(run=run).exclude(pk__in=[image.pk for image in kept]).delete()
