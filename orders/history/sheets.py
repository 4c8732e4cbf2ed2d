"""A history as a table, for CSV and Excel: no cell is a formula, numbers stay numbers and dates dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _

from company.spreadsheets import Cell, no_formula
from orders.history.entries import Entry, FieldChange
from orders.models import LineStatus

# Of the columns in Excel, in characters, in the order of the header.
WIDTHS = (19, 14, 7, 11, 18, 18, 10, 18, 18, 18, 32, 13, 15, 15, 11, 18, 15)


def header() -> list[str]:
    """Return the names of the columns; moments are in the time zone that is named."""
    return [
        _("When (%(zone)s)") % {"zone": timezone.get_current_timezone_name()}, _("Order"), _("Line"), _("Kind"),
        _("Who"), _("Approved by"), _("Channel"), _("Field"), _("Before"), _("After"), _("Why"), _("Plan revision"),
        _("Planned before"), _("Planned after"), _("Days later"), _("Other lines moved"), _("By days at most"),
    ]  # fmt: skip


def rows(number: str, entries: Iterable[Entry]) -> Iterator[list[Cell]]:
    """Yield a row for each field that an entry changed, or one for an entry that changed none."""
    for entry in entries:
        for change in entry.changes or (None,):
            yield [*_what(number, entry, change), *_plan(entry)]


def as_xlsx(title: str, table: Iterable[Sequence[Cell]], widths: Sequence[int] = WIDTHS) -> bytes:
    """Return a workbook with one sheet, its first row fixed; `widths` of the columns are in characters."""
    from openpyxl import Workbook  # here, because a web process that exports nothing should not carry it
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in table:
        cells = map(safe, row)
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; what is no text is none anyway."""
    return no_formula(cell) if isinstance(cell, str) else cell


def _what(number: str, entry: Entry, change: FieldChange | None) -> list[Cell]:
    field = change.label if change else ""
    before, after = (_cell(change, change.before), _cell(change, change.after)) if change else (None, None)
    return [
        timezone.localtime(entry.at).replace(tzinfo=None, microsecond=0), number, entry.line, entry.kind.value,
        entry.who, entry.decided_by, entry.channel, field, before, after, entry.why,
    ]  # fmt: skip


def _cell(change: FieldChange, value: object) -> Cell:
    if isinstance(value, bool):
        return change.after_words if value is change.after else change.before_words
    if change.name == "status" and value in LineStatus.values:
        return str(LineStatus(value).label)
    if isinstance(value, Decimal):
        return value.normalize() if value else Decimal(0)
    return value if isinstance(value, int | date | str) else None


def _plan(entry: Entry) -> list[Cell]:
    plan = entry.plan
    if plan is None:
        return [None] * 6
    most = max(plan.most_days_later, plan.most_days_earlier)
    return [plan.revision, plan.planned_before, plan.planned_date, plan.days, plan.others_moved, most]
