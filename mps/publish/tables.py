"""Bulk writing by COPY: a few hundred rows of arrays and some thousand lots in a few dozen milliseconds."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mps.publish.content import Content

DECIMALS = 4
BRACES = str.maketrans("[]", "{}", " ")
ITEM_ROWS = (
    "gross_requirement", "orders", "forecast", "scheduled_receipts", "mps_receipts", "mps_starts", "projected_balance",
    "atp", "cumulative_atp",
)  # fmt: skip
LOAD_ROWS = ("available_minutes", "load_minutes", "setup_minutes", "overtime_minutes")


def copy(cursor: Any, table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Write tab-separated lines into a table. Values must not hold tabs, line ends or backslashes: see `text`."""
    buffer = io.StringIO("".join(f"{line}\n" for line in lines))
    names = ", ".join(columns)
    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", buffer)


def text(value: str) -> str:
    """Return a text as COPY reads it."""
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def array_lines(rows: NDArray[np.float64]) -> list[str]:
    """Return each row as PostgreSQL writes an array."""
    return [str(row).translate(BRACES) for row in np.round(rows, DECIMALS).tolist()]


def copy_items(cursor: Any, plan_id: int, content: Content) -> None:
    """Write the items' rows."""
    rows, ids = content.rows, content.snapshot.item_ids
    on_hand = {item.code: item.on_hand for item in content.snapshot.problem.items}
    arrays = [array_lines(getattr(rows, name)) for name in ITEM_ROWS]
    lines = (
        "\t".join((str(plan_id), str(ids[code]), repr(on_hand[code]), *(column[place] for column in arrays)))
        for place, code in enumerate(rows.items)
    )
    copy(cursor, "mps_planitem", ("plan_id", "item_id", "opening_balance", *ITEM_ROWS), lines)


def copy_loads(cursor: Any, plan_id: int, content: Content) -> None:
    """Write the work centres' rows."""
    rows, ids = content.loads, content.snapshot.work_center_ids
    arrays = [array_lines(getattr(rows, name)) for name in LOAD_ROWS]
    lines = (
        "\t".join((str(plan_id), str(ids[code]), *(column[place] for column in arrays)))
        for place, code in enumerate(rows.work_centers)
    )
    copy(cursor, "mps_planload", ("plan_id", "work_center_id", *LOAD_ROWS), lines)


def copy_lots(cursor: Any, plan_id: int, content: Content) -> None:
    """Write the lots."""
    ids, horizon = content.snapshot.item_ids, content.snapshot.problem.horizon
    dates = {}
    for lot in content.result.plan.lots:
        for day in (lot.start_day, lot.finish_day):
            if day not in dates:
                dates[day] = horizon.date_of(day).isoformat()
    lines = (
        f"{plan_id}\t{ids[lot.item]}\t{lot.quantity!r}\t{dates[lot.start_day]}\t{dates[lot.finish_day]}"
        f"\t{lot.status.value}\t{text(lot.key)}"
        for lot in content.result.plan.lots
    )
    columns = ("plan_id", "item_id", "quantity", "start_date", "finish_date", "status", "lot_key")
    copy(cursor, "mps_plannedorder", columns, lines)
