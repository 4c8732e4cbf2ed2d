"""A sheet of order lines: as a workbook that can be edited and brought back, or as CSV to read."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from company.spreadsheets import FORMULA_SIGNS, Cell
from connectors.order_sheet import layout
from connectors.order_sheet.layout import COLUMNS
from mps.revisions import Standing
from orders.models import OrderLine

READ_ONLY_FILL, HEAD_FILL, EDITABLE_HEAD_FILL = "F1F3F6", "DFE4EA", "CFE0FF"
DATE_FORMAT = "yyyy-mm-dd"


def workbook(
    lines: Iterable[OrderLine], *, standing: Standing, written_at: datetime, may_change: Collection[str]
) -> bytes:
    """
    Return a workbook: the lines, what it is about, and, where nobody looks, what it said when it was written.

    `written_at` is now, in the site's zone. `may_change` are the fields that whoever asked for it may change: their
    heads are blue, all other cells grey.
    """
    from openpyxl import Workbook  # here, because a web process that exports nothing should not carry it

    book = Workbook(write_only=True)
    shown = book.create_sheet(_("Orders"))
    about = book.create_sheet(_("About"))
    base = book.create_sheet(layout.BASE_SHEET)
    base.sheet_state = "veryHidden"
    base.append([layout.MARK, standing.site_code, written_at.isoformat()])
    base.append([column.field for column in COLUMNS])
    base.append([str(column.title) for column in COLUMNS])
    _set_up(shown, may_change)
    for line in lines:
        shown.append(list(_row(shown, line, may_change)))
        texts = [_plain(base, text) for text in layout.base_of(line)]
        base.append([*layout.key_of(line), line.pk, line.version, *texts])
    for words in _about(standing, written_at):
        about.append([words])
    about.column_dimensions["A"].width = 100
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _set_up(sheet: Any, may_change: Collection[str]) -> None:
    """Write the heads, and let them stay in sight. In a write-only book that comes before the first row."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "D2"
    heads = []
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        head = WriteOnlyCell(sheet, str(column.title))
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor=EDITABLE_HEAD_FILL if column.field in may_change else HEAD_FILL)
        heads.append(head)
    sheet.append(heads)


def _row(sheet: Any, line: OrderLine, may_change: Collection[str]) -> Iterator[Any]:
    from openpyxl.styles import PatternFill

    grey = PatternFill("solid", fgColor=READ_ONLY_FILL)
    for column, value in zip(COLUMNS, layout.cells_of(line), strict=True):
        cell = _plain(sheet, value)
        if not (column.is_editable and column.field in may_change):
            cell.fill = grey
        yield cell


def _plain(sheet: Any, value: Cell) -> Any:
    """Return a cell that is never a formula, whatever its text begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text: Any = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, text)
    if isinstance(text, str):
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    elif isinstance(text, date):
        cell.number_format = DATE_FORMAT
    return cell


def _about(standing: Standing, written_at: datetime) -> Iterator[str]:
    told = {
        "site": standing.site_code, "at": written_at.strftime("%Y-%m-%d %H:%M"),
        "revision": standing.order_revision, "planned": standing.planned_revision,
        "minutes": round((standing.age_seconds or 0) / 60),
    }  # fmt: skip
    yield _("Order lines of %(site)s, written at %(at)s, revision %(revision)s.") % told
    if standing.plan_id is None:
        yield _("There was no plan yet.")
    else:
        yield _("Planned dates are those of the plan of revision %(planned)s, then %(minutes)s minutes old.") % told
    yield _("Change cells under blue heads, save the workbook, and bring it back on the Orders page.")
    yield _("What others changed meanwhile is shown beside what you wrote, cell by cell, before anything is saved.")
    yield _("Rows may be sorted, filtered and deleted: a line that is not in the sheet stays as it is.")


def rows(lines: Iterable[OrderLine]) -> Iterator[list[Cell]]:
    """Yield the lines as rows of a table, the names of its columns first."""
    yield [str(column.title) for column in COLUMNS]
    for line in lines:
        yield layout.cells_of(line)
