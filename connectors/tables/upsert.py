"""Writing many rows at once, and only those that differ: one statement, whoever else is writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models

Key = tuple[Any, ...]
Row = Mapping[str, Any]


@dataclass(slots=True)
class Written:
    """The keys of the rows that were new, and of those that were there and differed."""

    new: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)


def upsert(
    model: type[models.Model], key: Sequence[str], rows: Iterable[Row], *, update: Iterable[str],
    kept_where_empty: frozenset[str] = frozenset(),
) -> Written:
    """
    Insert the rows whose key is new, and update the others where one of the `update` columns differs.

    Every row has the same fields; fields of the model that it lacks get their default when the row is new and stay as
    they are otherwise. `kept_where_empty` are columns in which NULL means "as it is". A row that says what the database
    says already is not touched: no lock, no trigger, no version. The first of several rows with the same key counts.
    """
    once: dict[Key, Row] = {}
    for row in rows:
        once.setdefault(tuple(row[name] for name in key), row)
    if not once:
        return Written()
    fields = list(next(iter(once.values())))
    statement, defaults = upsert_sql(model, key, fields, [name for name in update if name in fields], kept_where_empty)
    columns = {name: model._meta.get_field(name).column for name in fields}
    sent = [{columns[name]: value for name, value in row.items()} for row in once.values()]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*defaults, json.dumps(sent, default=as_json)])
        answer = cursor.fetchall()
    return Written(
        new={tuple(row[1:]) for row in answer if row[0]}, changed={tuple(row[1:]) for row in answer if not row[0]}
    )


def as_json(value: object) -> str:
    """Return a value that JSON has no type for, as PostgreSQL reads it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in a row")


def upsert_sql(
    model: type[models.Model], key: Sequence[str], fields: Sequence[str], update: Sequence[str],
    kept_where_empty: frozenset[str],
) -> tuple[str, list[Any]]:
    """Return the statement, and the defaults of the fields that the rows lack. Only names of the model enter the text."""
    meta = model._meta
    quote = connection.ops.quote_name
    table = quote(meta.db_table)

    def column(name: str) -> str:
        return quote(meta.get_field(name).column)

    def wanted(source: str, name: str) -> str:
        plain = f"{source}.{column(name)}"
        return f"COALESCE({plain}, {table}.{column(name)})" if name in kept_where_empty else plain

    def differs(source: str) -> str:
        if not update:
            return "false"
        ours = ", ".join(f"{table}.{column(name)}" for name in update)
        return f"({ours}) IS DISTINCT FROM ({', '.join(wanted(source, name) for name in update)})"

    def inserted(name: str) -> str:
        if name not in kept_where_empty:
            return f"new.{column(name)}"
        # A conflict is only noticed after NOT NULL is checked, so the value that stays must be in the row.
        return f"COALESCE(new.{column(name)}, {table}.{column(name)}, {default_sql(meta.get_field(name))})"

    missing = [f for f in meta.concrete_fields if not f.primary_key and f.name not in fields]
    shape = ", ".join(f"{column(name)} {meta.get_field(name).db_type(connection)}" for name in fields)
    columns = [column(name) for name in fields]
    keys = ", ".join(column(name) for name in key)
    matches = " AND ".join(same(f"{table}.{column(n)}", f"new.{column(n)}", meta.get_field(n).null) for n in key)
    changes = ", ".join(f"{column(name)} = {wanted('EXCLUDED', name)}" for name in update)
    action = f"UPDATE SET {changes} WHERE {differs('EXCLUDED')}" if update else "NOTHING"
    statement = (
        f"INSERT INTO {table} ({', '.join([*columns, *(quote(f.column) for f in missing)])})"
        f" SELECT {', '.join([*map(inserted, fields), *('%s' for _ in missing)])}"
        f" FROM json_to_recordset(%s) AS new ({shape}) LEFT JOIN {table} ON {matches}"
        f" WHERE {table}.id IS NULL OR {differs('new')} ORDER BY {table}.id NULLS LAST"
        f" ON CONFLICT ({keys}) DO {action} RETURNING xmax = 0, {keys}"
    )
    return statement, [field.get_db_prep_save(field.get_default(), connection) for field in missing]


def default_sql(of: Any) -> str:
    """Return a field's default as SQL, for the few kinds of fields that may be kept."""
    default = of.get_default()
    return "NULL" if default is None else {True: "true", False: "false"}[default]


def same(left: str, right: str, nullable: bool) -> str:
    """Return the comparison of a part of a key, for which NULL equals NULL."""
    return f"{left} IS NOT DISTINCT FROM {right}" if nullable else f"{left} = {right}"
