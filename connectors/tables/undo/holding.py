"""What holds a row: other rows that refer to it, what it would refer to, another one in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connection, models
from psycopg2.sql import SQL, Identifier

from connectors.tables.undo.rows import Kind, Reason, RowUndo
from connectors.tables.undo.traced import COMPUTED, MODELS, Model, field_of, relation_of

Rows = Mapping[Model, list[RowUndo]]


def free(rows: Rows) -> dict[Model, list[RowUndo]]:
    """Return the rows, those left alone that something holds."""
    there: dict[tuple[Model, int], bool] = {}
    return _held_by_children(
        {model: [_held_by_parent(row, there) for row in of_model] for model, of_model in rows.items()}
    )


def _held_by_children(rows: Rows) -> dict[Model, list[RowUndo]]:
    """Leave alone what is referred to by rows that stay; what refers comes first, so that it is known what stays."""
    held = dict(rows)
    removed: dict[Model, set[int]] = {}
    for model in reversed(MODELS):
        wanted = {row.row_id for row in held[model] if row.kind is Kind.REMOVE and row.reason is None}
        holders = _holders(model, wanted, removed, held) if wanted else {}
        held[model] = [
            row.held(Reason.REFERRED_TO, holders[row.row_id]) if row.row_id in holders and row.row_id in wanted else row
            for row in held[model]
        ]
        removed[model] = wanted - set(holders)
    return held


def _holders(model: Model, row_ids: Collection[int], removed: Mapping[Model, set[int]], rows: Rows) -> dict[int, str]:
    """Return what refers to rows and stays, in words, by row."""
    found: dict[int, str] = {}
    for field in _references_to(model):
        holder = field.model
        leaves = {row.row_id for row in rows.get(holder, ()) if _leaves(row, str(field.column))}
        gone = removed.get(holder, set()) | leaves
        for row_id, holder_id in _referring(field, row_ids):
            if holder_id not in gone:
                found.setdefault(row_id, str(holder._meta.verbose_name_plural))
    return found


def _leaves(row: RowUndo, column: str) -> bool:
    """Say whether a row is put back to something that does not refer to what it refers to now."""
    return row.kind is Kind.PUT_BACK and row.reason is None and any(cell.column == column for cell in row.cells)


def _references_to(model: Model) -> Iterator[models.Field[Any, Any]]:
    """Yield the fields that refer to a model, but those of histories and of what plans compute."""
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not isinstance(field, models.ForeignKey) or relation.concrete:
            continue
        if field.model not in COMPUTED and not hasattr(field.model, "pgh_tracked_model"):
            yield field


def _referring(field: models.Field[Any, Any], row_ids: Collection[int]) -> list[tuple[int, Any]]:
    """Return which row refers to which, and the id of the one that does."""
    key = field.model._meta.pk
    column, table = Identifier(str(field.column)), Identifier(relation_of(field.model))
    statement = SQL("SELECT {column}, {key} FROM {table} WHERE {column} = ANY(%s)").format(
        column=column, key=Identifier(str(key.column)), table=table
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(connection.connection), [list(row_ids)])
        return [(int(row_id), holder_id) for row_id, holder_id in cursor.fetchall()]


def _held_by_parent(row: RowUndo, there: dict[tuple[Model, int], bool]) -> RowUndo:
    """Leave a row alone that would refer to what is not there, or whose place is taken."""
    if row.reason is not None or row.kind is Kind.REMOVE:
        return row
    columns = [cell.column for cell in row.cells] or list(row.before or {})
    wanted = row.wanted()
    for column in columns:
        field = field_of(row.model, column)
        target = field.related_model
        if not isinstance(field, models.ForeignKey) or wanted[column] is None or not isinstance(target, type):
            continue
        place = (target, wanted[column])
        if place not in there:
            there[place] = target._default_manager.filter(pk=wanted[column]).exists()
        if not there[place]:
            return row.held(Reason.REFERS, str(target._meta.verbose_name))
    return row.held(Reason.TAKEN) if row.kind is Kind.BRING_BACK and _is_taken(row) else row


def _is_taken(row: RowUndo) -> bool:
    """Say whether another row has the key of one that would come back."""
    for constraint in row.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            columns = [str(getattr(row.model._meta.get_field(name), "attname", name)) for name in constraint.fields]
            key = {column: (row.before or {})[column] for column in columns}
            if row.model._default_manager.filter(**key).exists():
                return True
    return False
