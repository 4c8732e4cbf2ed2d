"""Writing many rows at once, and only those that differ: one statement, whoever else is writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models
from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal

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
    statement = Statement(model, key, fields, [name for name in update if name in fields], kept_where_empty)
    columns = {name: statement.fields[name].column for name in fields}
    sent = [{columns[name]: value for name, value in row.items()} for row in once.values()]
    with connection.cursor() as cursor:
        text = statement.text().as_string(connection.connection)
        cursor.execute(text, [*statement.defaults(), json.dumps(sent, default=as_json)])
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


class Statement:
    """The statement of `upsert`, composed of names of the model; values are sent beside it."""

    def __init__(
        self, model: type[models.Model], key: Sequence[str], fields: Sequence[str], update: Sequence[str],
        kept: frozenset[str],
    ) -> None:
        """Remember what is to be written."""
        self.fields = {field.name: field for field in model._meta.concrete_fields}
        self.table = Identifier(model._meta.db_table)
        self.key, self.update, self.kept = key, update, kept
        self.sent = fields
        self.missing = [name for name, field in self.fields.items() if not field.primary_key and name not in fields]

    def text(self) -> Composed:
        """
        Return: insert what is not there or differs; where somebody else was faster, update it if it still differs.

        The join keeps equal rows out, which a conflict would lock. Rows are written in the order of their ids, in which
        everyone locks them.
        """
        return SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM json_to_recordset(%s) AS new ({shape})"
            " LEFT JOIN {table} ON {matches} WHERE {table}.id IS NULL OR {differs} ORDER BY {table}.id NULLS LAST"
            " ON CONFLICT ({key}) DO {action} RETURNING xmax = 0, {key}"
        ).format(
            table=self.table, columns=self.columns([*self.sent, *self.missing]), values=self.values(),
            shape=listed(SQL("{} {}").format(self.column(name), SQL(self.type_of(name))) for name in self.sent),
            matches=SQL(" AND ").join(self.matches(name) for name in self.key), differs=self.differs("new"),
            key=self.columns(self.key), action=self.action(),
        )

    def defaults(self) -> list[Any]:
        """Return the values of the fields that the rows lack, for the first gaps of the statement."""
        fields = [self.fields[name] for name in self.missing]
        return [field.get_db_prep_save(field.get_default(), connection) for field in fields]

    def column(self, name: str) -> Identifier:
        """Return the column of a field."""
        return Identifier(str(self.fields[name].column))

    def columns(self, names: Iterable[str]) -> Composed:
        """Return the columns of some fields."""
        return listed(self.column(name) for name in names)

    def type_of(self, name: str) -> str:
        """Return the column's type in SQL."""
        return str(self.fields[name].db_type(connection))

    def values(self) -> Composed:
        """Return what is inserted: what was sent, then the defaults of what was not."""
        return listed([*(self.inserted(name) for name in self.sent), *(SQL("%s") for _name in self.missing)])

    def inserted(self, name: str) -> Composable:
        """Return a value to insert. NOT NULL is checked before a conflict is noticed, so what is kept must be in it."""
        sent = SQL("new.{}").format(self.column(name))
        if name not in self.kept:
            return sent
        default = Literal(self.fields[name].get_default())
        return SQL("COALESCE({}, {}.{}, {})").format(sent, self.table, self.column(name), default)

    def matches(self, name: str) -> Composed:
        """Return the comparison of a part of the key, for which NULL equals NULL."""
        comparison = SQL(" IS NOT DISTINCT FROM " if self.fields[name].null else " = ")
        return SQL("{}.{}{}new.{}").format(self.table, self.column(name), comparison, self.column(name))

    def wanted(self, source: str, name: str) -> Composed:
        """Return the value that a column should have."""
        sent = SQL("{}.{}").format(SQL(source), self.column(name))
        return SQL("COALESCE({}, {}.{})").format(sent, self.table, self.column(name)) if name in self.kept else sent

    def differs(self, source: str) -> Composable:
        """Return whether a column is to be changed."""
        if not self.update:
            return SQL("false")
        ours = listed(SQL("{}.{}").format(self.table, self.column(name)) for name in self.update)
        theirs = listed(self.wanted(source, name) for name in self.update)
        return SQL("({}) IS DISTINCT FROM ({})").format(ours, theirs)

    def action(self) -> Composable:
        """Return what to do where somebody else inserted the row meanwhile."""
        if not self.update:
            return SQL("NOTHING")
        changes = listed(
            SQL("{} = {}").format(self.column(name), self.wanted("EXCLUDED", name)) for name in self.update
        )
        return SQL("UPDATE SET {} WHERE {}").format(changes, self.differs("EXCLUDED"))


def listed(parts: Iterable[Composable]) -> Composed:
    """Return the parts with commas between them."""
    return SQL(", ").join(list(parts))
