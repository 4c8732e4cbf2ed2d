"""What is wrong with a row: where it stands, what it says, and what was expected there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# Codes are stored with an import run; the sentence is made in the reader's language when it is shown.
EXPECTED: Mapping[str, str | Promise] = {
    "text_length": _("at most %(most)s characters"),
    "text_control": _("a text without control characters"),
    "number": _("a number, like 12.5"),
    "number_decimals": _("a number with at most %(most)s decimals"),
    "number_least": _("a number, %(least)s or more"),
    "number_above": _("a number above %(above)s"),
    "number_most": _("a number, %(most)s or less"),
    "number_below": _("a number below %(below)s"),
    "whole_number": _("a whole number, like 12"),
    "whole_pieces": _("a whole number: %(item)s is counted in pieces (%(unit)s)"),
    "date": _("a date, like 2026-01-05, 2026/1/5, 20260105 or 2026年1月5日"),
    "date_range": _("a date between 2000 and 2100"),
    "choice": _("one of: %(choices)s"),
    "yes_or_no": _("yes or no"),
    "weekdays": _("weekdays, like Mon-Fri or Mon,Wed,Sat"),
    "time_zone": _("a time zone, like Europe/Berlin"),
    "currency": _("a currency of three letters, like EUR"),
    "country": _("a country whose holidays are known, like CN or DE"),
    "filled": _("a value; the cell is empty"),
    "site_named": _("the code of a site; there are several, so every row must name one"),
    "site_any": _("a site; there is none yet, so the set needs a site file"),
    "known_site": _("a known site"),
    "own_site": _("a site at which you may import"),
    "known_item": _("an item of the items file, or one that was imported before"),
    "known_work_center": _("a work centre of this site"),
    "known_calendar": _("a calendar of this site"),
    "item_at_site": _("an item that this site plans: give it a row for the site in the items file"),
    "once": _("a row of its own; line %(line)s already has this key"),
    "same_as": _("the same value as on line %(line)s"),
    "loop": _("a bill of material without a loop; this line closes %(loop)s"),
    "not_itself": _("a component other than its parent"),
    "not_before": _("a date not before %(other)s"),
    "not_above": _("a number not above %(other)s"),
    "hours_a_day": _("at most 24 hours a day; use the column machines for more than one machine"),
    "calendar_or_hours": _("a calendar, or hours a week and days a week"),
    "calendar_row": _("either weekdays or a date"),
    "no_on_hand": _("no stock rows for an item that has on_hand on line %(line)s of the items file"),
    "width": _("at most %(columns)s cells, as many as the header has"),
    "column": _("a column named %(column)s"),
    "column_once": _("each column once"),
    "header": _("a header line with the names of the columns"),
    "table_once": _("one file for each table; %(other)s is another one for it"),
    "encoding": _("text in UTF-8, UTF-16, GB18030 or Big5"),
    "csv": _("a well-formed CSV file"),
    "xlsx": _("an Excel file (.xlsx) that can be opened"),
    "sheet": _("a sheet named after a table, or one sheet only"),
    "order_sheet": _("a workbook that was exported on the Orders page"),
    "exported_line": _("an order line that was in the sheet when it was exported"),
    "tables": _("at least one table, for example orders.csv or orders.xlsx"),
    "rows": _("at most %(most)s rows"),
    "columns": _("at most %(most)s columns"),
    "file_size": _("a file of at most %(most)s MB"),
    "file_kind": _("a CSV, XLSX or ZIP file"),
    "archive": _("a ZIP archive that can be opened"),
    "archive_entries": _("an archive of at most %(most)s files"),
    "archive_size": _("an archive of at most %(most)s MB when unpacked"),
    "archive_ratio": _("an archive that is not packed tighter than %(most)s to 1"),
    "archive_nested": _("no archive inside an archive"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong. `line` counts from 1 as an editor or Excel does; 0 means the file as a whole.

    `expected` is a key of `EXPECTED`; `numbers` fills its gaps.
    """

    file: str
    line: int
    column: str
    value: str
    expected: str
    numbers: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return file and line as an editor understands them; nothing where it is about the set as a whole."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def sentence(self) -> str:
        """Return what was expected, in the language that is active."""
        return str(EXPECTED[self.expected]) % self.numbers

    def as_json(self) -> dict[str, object]:
        """Return the problem as it is stored with an import run."""
        numbers = {name: str(value) if isinstance(value, Decimal) else value for name, value in self.numbers.items()}
        return {
            "file": self.file, "line": self.line, "column": self.column, "value": self.value,
            "expected": self.expected, "numbers": numbers,
        }


class ImportRefused(Exception):
    """The set can't be imported as it is; the problems say why, row by row."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems in the order of the files and lines."""
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def nothing_imported(count: int) -> str:
    """Return the sentence for a set that was refused for so many problems."""
    words = ngettext("Nothing was imported: %(count)s problem.", "Nothing was imported: %(count)s problems.", count)
    return words % {"count": count}


class Unreadable(Exception):
    """A file can't be read; the problem says what was expected of it."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.expected)
        self.problem = problem
