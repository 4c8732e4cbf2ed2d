"""The step in which a person says how a file is read: what the page shows of it, and what was chosen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from connectors.tables.layout import TABLES, Column
from connectors.tables.mapping.column_map import BY_TABLE_NAME, ColumnMap
from connectors.tables.mapping.formats import DATE_ORDERS
from connectors.tables.mapping.guess import guessed
from connectors.tables.mapping.names import LABELS
from connectors.tables.sheets import Strange

SAMPLES = 3
NAME_CHARACTERS = 200
COMMA, POINT = "comma", "point"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A column of ours: what fills it, and what stands there in the file."""

    name: str
    label: str
    is_needed: bool
    heading: str
    constant: str
    samples: list[str]


@dataclass(slots=True)
class FileChoice:
    """A file as the page shows it. Of `dates` and `decimals`, empty: a person must say."""

    prefix: str
    strange: Strange
    how: ColumnMap
    dates: str
    decimals: str
    is_sure: bool = True
    errors: list[str] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.strange.grid.file

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the file's columns."""
        return self.strange.grid.headings()

    @property
    def samples(self) -> dict[str, list[str]]:
        """The first values below each heading."""
        grid = self.strange.grid
        return {heading: grid.samples(place, SAMPLES) for place, heading in enumerate(self.headings)}

    @property
    def samples_id(self) -> str:
        """The id of the element that holds the samples for the browser."""
        return f"{self.prefix}samples"

    @property
    def tables(self) -> list[str]:
        """The names of the tables that a file can be."""
        return [table.name for table in TABLES]

    @property
    def date_orders(self) -> list[tuple[str, str]]:
        """The orders of dates, and what they are called."""
        return [(key, str(words)) for key, words in DATE_ORDERS.items()]

    @property
    def rows(self) -> list[ChoiceRow]:
        """Our columns that are needed or filled, those that are needed first."""
        return [row for row in self._all_rows() if row.is_needed or row.heading or row.constant]

    @property
    def more_rows(self) -> list[ChoiceRow]:
        """Our other columns."""
        return [row for row in self._all_rows() if not (row.is_needed or row.heading or row.constant)]

    @property
    def unused(self) -> list[str]:
        """The headings that fill nothing."""
        return self.how.unused(self.headings)

    def _all_rows(self) -> list[ChoiceRow]:
        columns = self.how.table.columns if self.how.table else ()
        samples = self.samples
        rows = [self._row(column, samples) for column in columns]
        return sorted(rows, key=lambda row: not row.is_needed)

    def _row(self, column: Column, samples: Mapping[str, list[str]]) -> ChoiceRow:
        heading = self.how.columns.get(column.name, "")
        return ChoiceRow(
            column.name, str(LABELS[column.name]), column.needed, heading, self.how.constants.get(column.name, ""),
            samples.get(heading, []),
        )  # fmt: skip


def choice_of(strange: Strange, prefix: str, known: ColumnMap | None = None) -> FileChoice:
    """Return a file as it was chosen before, else as it is guessed."""
    if known is not None and known.table is not None:
        decimals = COMMA if known.decimal_comma else POINT
        return FileChoice(prefix, strange, known, known.date_order, decimals)
    guess = guessed(strange)
    decimals = "" if guess.decimal_comma is None else COMMA if guess.decimal_comma else POINT
    return FileChoice(prefix, strange, guess.map, guess.date_order or "", decimals, guess.is_sure)


def read_choice(strange: Strange, prefix: str, sent: Mapping[str, Any]) -> FileChoice:
    """Return what a person has chosen for a file; where another table was asked for, what is guessed for that."""
    table = BY_TABLE_NAME.get(sent.get(f"{prefix}table", ""))
    guess = guessed(strange, table)
    if table is None or sent.get("show") or sent.get(f"{prefix}was") != table.name:
        decimals = "" if guess.decimal_comma is None else COMMA if guess.decimal_comma else POINT
        choice = FileChoice(prefix, strange, guess.map, guess.date_order or "", decimals)
        if not sent.get("show"):
            choice.errors.append(_("These are the columns of another table: look at them, and go on."))
        return choice
    headings = set(strange.grid.headings())
    columns, constants = {}, {}
    for column in table.columns:
        heading = sent.get(f"{prefix}column-{column.name}", "")
        constant = sent.get(f"{prefix}constant-{column.name}", "").strip()[:NAME_CHARACTERS]
        if heading in headings:
            columns[column.name] = heading
        elif constant:
            constants[column.name] = constant
    dates, decimals = sent.get(f"{prefix}dates", ""), sent.get(f"{prefix}decimals", "")
    source = " ".join(sent.get(f"{prefix}source", "").split())[:NAME_CHARACTERS]
    how = ColumnMap(table, columns, constants, dates, decimals == COMMA, source)
    choice = FileChoice(prefix, strange, how, dates if dates in DATE_ORDERS else "", decimals)
    choice.errors = list(_errors(choice))
    return choice


def _errors(choice: FileChoice) -> list[str]:
    errors = []
    missing = [str(LABELS[name]) for name in choice.how.missing()]
    if missing:
        errors.append(_("Say what fills: %(columns)s.") % {"columns": ", ".join(missing)})
    if not choice.dates:
        errors.append(_("Say in which order the dates are written: they can be read in more than one."))
    if choice.decimals not in (COMMA, POINT):
        errors.append(_("Say whether numbers have a decimal point or a decimal comma: they can be read either way."))
    return errors
