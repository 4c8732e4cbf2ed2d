"""Row by row, what undoing an import would do: put back, remove, bring back; or why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from connectors.tables.undo.images import Image, Values, rows_now
from connectors.tables.undo.traced import Model, relation_of, said_columns
from connectors.three_way import Verdict, three_way
from orders.models import OrderLine


class Kind(StrEnum):
    """What is to become of a row."""

    PUT_BACK = "put_back"
    REMOVE = "remove"
    BRING_BACK = "bring_back"


class Reason(StrEnum):
    """Why a row is left alone."""

    CHANGED = "changed"  # somebody has changed it since
    GONE = "gone"  # somebody has removed it since
    REFERRED_TO = "referred_to"  # other rows refer to it now
    REFERS = "refers"  # what it would refer to is not there any more
    SHIPPED = "shipped"  # more has been shipped since than was ordered before
    TAKEN = "taken"  # somebody has made another row in its place


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: `before` the import, as the import left it, and `now`; `is_disputed`: somebody has changed it since."""

    column: str
    before: Any
    imported: Any
    now: Any
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class RowUndo:
    """A row and what is to become of it; a `reason`: it is left alone. `by` names what holds it."""

    model: Model
    row_id: int
    kind: Kind
    cells: tuple[Cell, ...]
    now: Values | None
    before: Values | None
    reason: Reason | None = None
    by: str = ""

    @property
    def place(self) -> str:
        """The name of the row as it is now: another version is another place."""
        return f"{relation_of(self.model)}:{self.row_id}:{(self.now or {}).get('version', 0)}"

    def held(self, reason: Reason, by: str = "") -> RowUndo:
        """Return the row, left alone."""
        return replace(self, reason=reason, by=by)

    def wanted(self) -> dict[str, Any]:
        """Return the whole row as it is to be, by column."""
        if self.now is None:
            return dict(self.before or {})
        return {**self.now, **{cell.column: cell.before for cell in self.cells}}


def rows_of(
    model: Model, images: Collection[Image], *, forced: Collection[str], lock: bool
) -> list[RowUndo]:
    """
    Return what undoing would do to rows of a model; rows that need nothing are left out.

    `forced` are the places of rows that are undone although somebody has changed them since.
    """
    now = rows_now(model, [image.row_id for image in images], lock=lock)
    found = (_row(image, now.get(image.row_id)) for image in images)
    return [_held(row, forced) for row in found if row is not None]


def _row(image: Image, now: Values | None) -> RowUndo | None:
    row = RowUndo(image.model, image.row_id, Kind.PUT_BACK, (), now, image.before)
    if image.after is None:
        return replace(row, kind=Kind.BRING_BACK) if now is None else None
    if image.before is None:
        cells = [cell for cell in _cells(image, image.after, now) if cell.is_disputed] if now else []
        return replace(row, kind=Kind.REMOVE, cells=tuple(cells)) if now else None
    if now is None:
        return row.held(Reason.GONE)
    cells = _cells(image, image.before, now)
    return replace(row, cells=tuple(cells)) if cells else None


def _cells(image: Image, wanted: Values, now: Values | None) -> list[Cell]:
    """Return the values that differ from what is wanted, of those that the import or somebody else has changed."""
    cells = []
    after, there = image.after or {}, now or {}
    for column in said_columns(image.model):
        if column not in after or column not in wanted or _is_of_plan(column, after, there):
            continue
        if image.before is not None and image.before[column] == after[column]:
            continue  # the import has not touched it
        verdict = three_way(base=after[column], mine=wanted[column], now=there.get(column))
        if verdict is not Verdict.DONE:
            before = (image.before or {}).get(column)
            cells.append(Cell(column, before, after[column], there.get(column), verdict is Verdict.CONFLICT))
    return cells


def _is_of_plan(column: str, after: Values, now: Mapping[str, Any]) -> bool:
    """Say whether a promise that was missing has come from a plan: nobody's word but the plan's."""
    return (
        column == "promised_date" and after[column] is None and now.get(column) is not None
        and now[column] == now.get("plan_promised_date")
    )  # fmt: skip


def _held(row: RowUndo, forced: Collection[str]) -> RowUndo:
    if row.reason is None and any(cell.is_disputed for cell in row.cells) and row.place not in forced:
        return row.held(Reason.CHANGED)
    if row.reason is None and row.model is OrderLine and row.kind is Kind.PUT_BACK:
        wanted, before = row.wanted(), row.before or {}
        is_shipped_since = wanted["shipped_quantity"] != before.get("shipped_quantity")
        if is_shipped_since and wanted["shipped_quantity"] > wanted["quantity"]:
            return row.held(Reason.SHIPPED)
    return row
