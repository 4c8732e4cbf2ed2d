"""Three versions of every cell: what the sheet said, what it says now, and what Lockstep says now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from company.cell_history import last_changes
from company.models import User
from connectors.order_sheet.layout import EDITABLE
from connectors.order_sheet.read import EditedLine
from connectors.three_way import Verdict, three_way
from orders import changes, line_values
from orders.changes import AnswerKind, LineAnswer, LineChange, Submitted
from orders.models import OrderLine
from orders.visible import visible_to

CHANNEL = "excel"
MOST_LINES = 2000  # whose changes are looked at together, as in the grid


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else has changed too: who, when, and what it says now."""

    now: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A cell to be decided about or saved; `conflict` None: nobody else has touched it."""

    field: str
    base: str
    mine: str
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class MergedLine:
    """
    A line of the sheet, as it is in Lockstep now. `fate` is what saving would do: of the cells without a conflict.

    `label` is how people know it; `reasons` say by field why not.
    """

    line_id: int
    label: str
    version: int
    cells: tuple[MergedCell, ...]
    fate: AnswerKind
    reasons: Mapping[str, str]


def merged(lines: Sequence[EditedLine], *, by: User, why: str = "") -> list[MergedLine]:
    """
    Return what is to be saved or decided, line by line; nothing is written. What both sides did alike is left out.

    A line that is gone, or that is not this person's to see, has the fate MISSING.
    """
    now = {line.pk: line for line in _visible(by, [line.line_id for line in lines])}
    cells = {line.line_id: _cells(line, now[line.line_id]) for line in lines if line.line_id in now}
    touched = [line.line_id for line in lines if any(cell.conflict for cell in cells.get(line.line_id, ()))]
    last = last_changes(OrderLine, touched, EDITABLE)
    found = []
    for line in lines:
        current = now.get(line.line_id)
        if current is None:
            gone = tuple(MergedCell(name, line.base[name], text) for name, text in line.mine.items())
            found.append(MergedLine(line.line_id, "/".join(line.key), 0, gone, AnswerKind.MISSING, {}))
        elif cells[line.line_id]:
            named = tuple(_with_who(cell, last.get((line.line_id, cell.field))) for cell in cells[line.line_id])
            found.append(MergedLine(line.line_id, str(current), current.version, named, AnswerKind.SAVED, {}))
    return _with_fates(found, by=by, why=why)


def save(wishes: Sequence[LineChange], *, by: User, why: str, channel: str = CHANNEL) -> Submitted:
    """Save what can be saved, each line on its own, in one transaction and one revision."""
    return changes.submit(changes=wishes, by=by, channel=channel, why=why, keep_good=True)


def before(wishes: Iterable[LineChange], *, by: User) -> dict[int, dict[str, str]]:
    """Return what the wished fields say now, by line: what taking the changes back would set."""
    wished = {wish.line_id: wish.values for wish in wishes}
    return {line.pk: line_values.texts(line, *wished[line.pk]) for line in _visible(by, wished)}


def _visible(by: User, line_ids: Collection[int]) -> Iterable[OrderLine]:
    return visible_to(by).filter(pk__in=list(line_ids)).select_related("order")


def _cells(line: EditedLine, now: OrderLine) -> tuple[MergedCell, ...]:
    texts = line_values.texts(now, *line.mine)
    cells = []
    for name, mine in line.mine.items():
        verdict = three_way(base=line.base[name], mine=mine, now=texts[name])
        if verdict is Verdict.FREE:
            cells.append(MergedCell(name, line.base[name], mine))
        elif verdict is Verdict.CONFLICT:
            cells.append(MergedCell(name, line.base[name], mine, Conflict(texts[name], "", None)))
    return tuple(cells)


def _with_who(cell: MergedCell, change: tuple[str, datetime] | None) -> MergedCell:
    if cell.conflict is None or change is None:
        return cell
    return MergedCell(cell.field, cell.base, cell.mine, Conflict(cell.conflict.now, *change))


def _with_fates(lines: Sequence[MergedLine], *, by: User, why: str) -> list[MergedLine]:
    """Return the lines with what saving would do: it is done, and undone."""
    wishes = [
        LineChange(line.line_id, line.version, {cell.field: cell.mine for cell in line.cells if cell.conflict is None})
        for line in lines
        if line.fate is not AnswerKind.MISSING and any(cell.conflict is None for cell in line.cells)
    ]
    with transaction.atomic():
        answers = save(wishes, by=by, why=why).answers
        transaction.set_rollback(True)
    fates: dict[int, LineAnswer] = {answer.line_id: answer for answer in answers}
    return [
        replace(line, fate=fates[line.line_id].kind, reasons=fates[line.line_id].reasons)
        if line.line_id in fates
        else line
        for line in lines
    ]
