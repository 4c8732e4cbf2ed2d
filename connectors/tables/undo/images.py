"""Rows before and after an import: kept by triggers while it runs, or read from the history of orders and lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg2.sql import SQL, Identifier

from connectors.tables.models import ImportRun
from connectors.tables.undo.traced import BY_RELATION, MODELS, WITH_HISTORY, Model, relation_of
from orders.models import OrderLine

SETTING = "lockstep.import_run"
MADE = SQL(
    "SELECT pgh_id, pgh_label, id, to_jsonb({events})::text FROM {events} WHERE pgh_context_id = %s ORDER BY pgh_id"
)
# By one join: for the last one before each, PostgreSQL may walk through all events backwards, once for each row.
EARLIER = SQL(
    "SELECT pair.made, to_jsonb(earlier)::text FROM (SELECT made.pgh_id AS made, max(each.pgh_id) AS before"
    " FROM {events} AS made JOIN {events} AS each ON each.pgh_obj_id = made.pgh_obj_id AND each.pgh_id < made.pgh_id"
    " WHERE made.pgh_context_id = %s AND made.pgh_label <> 'insert' GROUP BY made.pgh_id) AS pair"
    " JOIN {events} AS earlier ON earlier.pgh_id = pair.before"
)
Values = Mapping[str, Any]  # by column


@dataclass(frozen=True, slots=True)
class Image:
    """A row before and after an import; None: it was not there."""

    model: Model
    row_id: int
    before: Values | None
    after: Values | None


@contextmanager
def kept_for(run: ImportRun) -> Iterator[None]:
    """Keep what the statements inside change, with the run; inside a transaction, which ends with it."""
    _set(str(run.pk))
    yield
    _set("")


def images_of(run: ImportRun) -> dict[Model, list[Image]]:
    """Return each row that an import made, changed or removed, by model, as it was before it and after it."""
    found: dict[tuple[Model, int], Image] = {}
    for image in [*_kept(run), *_told_by_history(run)]:
        earlier = found.get((image.model, image.row_id))
        # Several statements of an import may touch a row: the first knows what was before, the last what came of it.
        found[image.model, image.row_id] = replace(image, before=earlier.before) if earlier else image
    by_model: dict[Model, list[Image]] = {model: [] for model in MODELS}
    for image in found.values():
        if image.before is not None or image.after is not None:
            by_model[image.model].append(image)
    return by_model


def rows_now(model: Model, row_ids: Collection[int], *, lock: bool) -> dict[int, Values]:
    """Return rows as they are, by id. Locked in the order of their ids, in which everyone locks them."""
    statement = SQL("SELECT id, to_jsonb({table})::text FROM {table} WHERE id = ANY(%s) ORDER BY id").format(
        table=Identifier(relation_of(model))
    )
    text = statement.as_string(connection.connection) + (" FOR UPDATE" if lock else "")
    with connection.cursor() as cursor:
        cursor.execute(text, [list(row_ids)])
        return {row_id: _values(stored) or {} for row_id, stored in cursor.fetchall()}


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


def _values(stored: str | None) -> dict[str, Any] | None:
    # numbers as they are in the database: not rounded to what a float can hold
    values: dict[str, Any] | None = None if stored is None else json.loads(stored, parse_float=Decimal)
    return values


def _kept(run: ImportRun) -> Iterator[Image]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation, row_id, before::text, after::text FROM tables_importimage WHERE run_id = %s ORDER BY id",
            [run.pk],
        )
        for relation, row_id, before, after in cursor.fetchall():
            if relation in BY_RELATION:
                yield Image(BY_RELATION[relation], row_id, _values(before), _values(after))


def _told_by_history(run: ImportRun) -> Iterator[Image]:
    """Yield what the history says of an import: its own events, each with the one before it."""
    for model in WITH_HISTORY if run.context_id else ():
        events = Identifier(relation_of(apps.get_model(model._meta.app_label, f"{model.__name__}Event")))
        earlier = dict(_events(EARLIER, events, run))
        for event_id, label, row_id, stored in _events(MADE, events, run):
            after = _values(stored) or {}
            before = None if label == "insert" else _before(model, _values(earlier.get(event_id)), after)
            if label == "insert" or before is not None:  # a row whose history begins later can't be put back
                yield Image(model, row_id, before, after)


def _events(statement: SQL, events: Identifier, run: ImportRun) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(events=events).as_string(connection.connection), [run.context_id])
        return list(cursor.fetchall())


def _before(model: Model, earlier: dict[str, Any] | None, after: Values) -> Values | None:
    """Return a row before a change; a promise that a plan made in between is what the change found."""
    if earlier is None or model is not OrderLine:
        return earlier
    if after["plan_promised_at"] in (None, earlier["plan_promised_at"]):
        return earlier
    return {**earlier, "promised_date": after["plan_promised_date"]}
