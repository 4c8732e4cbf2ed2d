"""
The rows of a plan: those that are as they were in the plan before are left as they are, the others written by COPY.

Whether a row is as it was says its digest. What is written is always the whole plan; only the storage is shared.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mps.plan_rows import FOREVER
from mps.publish import lot_lines, recipe_rows
from mps.publish.content import Content
from mps.publish.lot_lines import digest_of

DECIMALS = 4
BRACES = str.maketrans("[]", "{}", " ")
ITEM_ROWS = (
    "gross_requirement", "orders", "forecast", "scheduled_receipts", "mps_receipts", "mps_starts", "projected_balance",
    "atp", "cumulative_atp",
)  # fmt: skip
LOAD_ROWS = ("available_minutes", "load_minutes", "setup_minutes", "overtime_minutes")

KNOWN = "SELECT {key}, digest FROM {table} WHERE site_id = %s AND until_plan_id = %s"
END = "UPDATE {table} SET until_plan_id = %s WHERE site_id = %s AND until_plan_id = %s AND {key} = ANY(%s)"


def copy(cursor: Any, table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Write tab-separated lines into a table. Values must not hold tabs, line ends or backslashes."""
    buffer = io.StringIO("".join(f"{line}\n" for line in lines))
    names = ", ".join(columns)
    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", buffer)


@dataclass(frozen=True, slots=True)
class Rows:
    """
    A plan's rows for one table: `keys[n]` and `digests[n]` are row n's, `line(n)` is what COPY writes of it.

    `columns` are those of `line`, which holds the key.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    keys: list[Any]
    digests: list[int]
    line: Callable[[int], str]


def store(cursor: Any, plan_id: int, content: Content) -> None:
    """Store the rows of a plan that is about to become the current one."""
    for rows in (_items(content), _loads(content), _lots(content), _recipes(content)):
        _store(cursor, rows, site_id=content.snapshot.site_id, plan_id=plan_id)


def _store(cursor: Any, rows: Rows, *, site_id: int, plan_id: int) -> None:
    names = {"table": rows.table, "key": rows.key}
    cursor.execute(KNOWN.format(**names), [site_id, FOREVER])
    known = dict(cursor.fetchall())
    now = dict(zip(rows.keys, rows.digests, strict=True))
    ended = [key for key, digest in known.items() if now.get(key) != digest]
    if ended:
        cursor.execute(END.format(**names), [plan_id, site_id, FOREVER, ended])
    new = [place for place, key in enumerate(rows.keys) if known.get(key) != rows.digests[place]]
    own = f"{site_id}\t{plan_id}\t{FOREVER}\t"
    columns = ("site_id", "from_plan_id", "until_plan_id", "digest", *rows.columns)
    copy(cursor, rows.table, columns, (f"{own}{rows.digests[place]}\t{rows.line(place)}" for place in new))


def _array(row: NDArray[np.float64]) -> str:
    """Return a row as PostgreSQL writes an array."""
    return str(row.tolist()).translate(BRACES)


def _items(content: Content) -> Rows:
    rows, ids = content.rows, content.snapshot.item_ids
    on_hand = {item.code: item.on_hand for item in content.snapshot.problem.items}
    opening = [on_hand[code] for code in rows.items]
    return _of_arrays("mps_storeditem", "item_id", [ids[code] for code in rows.items], rows, ITEM_ROWS, opening)


def _loads(content: Content) -> Rows:
    rows, ids = content.loads, content.snapshot.work_center_ids
    return _of_arrays("mps_storedload", "work_center_id", [ids[code] for code in rows.work_centers], rows, LOAD_ROWS)


def _of_arrays(
    table: str, key: str, keys: list[int], rows: object, names: tuple[str, ...], opening: list[float] | None = None
) -> Rows:
    """Return the rows of a table of arrays; with `opening` balances where it has them."""
    values = np.round(np.stack([getattr(rows, name) for name in names], axis=1), DECIMALS)
    if opening is None:
        return Rows(
            table, key, (key, *names), keys, [digest_of(row.tobytes()) for row in values],
            lambda place: "\t".join((str(keys[place]), *map(_array, values[place]))),
        )  # fmt: skip
    return Rows(
        table, key, (key, "opening_balance", *names), keys,
        [digest_of(row.tobytes() + repr(first).encode()) for row, first in zip(values, opening, strict=True)],
        lambda place: "\t".join((str(keys[place]), repr(opening[place]), *map(_array, values[place]))),
    )  # fmt: skip


def _lots(content: Content) -> Rows:
    lines = lot_lines.of(content)
    columns = ("item_id", "quantity", "start_date", "finish_date", "status", "lot_key")
    digests = [digest for _, _, digest in lines]
    keys = [lot.key for lot in content.result.plan.lots]
    return Rows("mps_storedlot", "lot_key", columns, keys, digests, lambda place: lines[place][1])


def _recipes(content: Content) -> Rows:
    stored = recipe_rows.stored_recipes(content.snapshot.site_id, content.made)
    parts, recipes = list(stored), list(stored.values())
    return Rows(
        "mps_storedrecipe", "part", ("part", "recipe"), parts, [one.digest for one in recipes],
        lambda place: _recipe_line(parts[place], recipes[place]),
    )  # fmt: skip


def _recipe_line(part: str, stored: recipe_rows.StoredOnce) -> str:
    return f"{lot_lines.text(part)}\t\\\\x{stored.recipe.hex()}"
