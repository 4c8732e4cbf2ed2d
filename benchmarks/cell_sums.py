"""Whether what the drawer says of a cell or a lot adds up: on what the pages fetch, as the browser adds it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

Json = Mapping[str, Any]

ROUNDED = 0.001  # the rows travel with so many digits
RELATIVE = 1e-6
ITEM_KINDS = ("balance", "mps", "orders", "forecast", "receipts", "dependent", "atp")
LOAD = "load"
KINDS = (*ITEM_KINDS, LOAD)
ZOOMS = ("day", "week", "month")
SEEN_SHARE = 0.75
TERMS = {"mps": "mps", "orders": "orders", "receipts": "receipts", "dependent": "dependent"}


@dataclass(frozen=True, slots=True)
class Span:
    """A column of the grid: the buckets from `start` up to, not including, `end`; its first and last day."""

    start: int
    end: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what row, of the item or work centre at `place` of its columns, in which column."""

    kind: str
    zoom: str
    place: int
    span: Span


def spans_of(plan: Json, zoom: str) -> list[Span]:
    """Return the columns of a zoom, as the browser draws them: buckets are never cut."""
    starts = [*plan["bucket_starts"], plan["horizon_end"]]
    spans: list[Span] = []
    key = ""
    for bucket, (first, following) in enumerate(pairwise(starts)):
        mine = _key(first, following, zoom)
        last = str(date.fromisoformat(following) - timedelta(days=1))
        if spans and mine == key:
            spans[-1] = Span(spans[-1].start, bucket + 1, spans[-1].first, last)
        else:
            spans.append(Span(bucket, bucket + 1, first, last))
        key = mine
    return spans


def _key(first: str, following: str, zoom: str) -> str:
    begins = date.fromisoformat(first)
    if zoom == "month":
        return first[:7]
    days = (date.fromisoformat(following) - begins).days
    return str(begins - timedelta(days=begins.weekday())) if zoom == "week" and days < 7 else first


def random_cells(plan: Json, *, count: int, seed: int) -> list[Cell]:
    """Return cells of all kinds and zooms in turn; three of four of a row and a column where there is something."""
    random, spans = Random(seed), {zoom: spans_of(plan, zoom) for zoom in ZOOMS}
    found = []
    for number in range(count):
        kind, zoom = KINDS[number % len(KINDS)], ZOOMS[number // len(KINDS) % len(ZOOMS)]
        rows = plan["load"]["load"] if kind == LOAD else plan["items"][kind]
        if not rows:
            continue
        places = [place for place, row in enumerate(rows) if any(row)] if random.random() < SEEN_SHARE else []
        place = random.choice(places or range(len(rows)))
        columns = [span for span in spans[zoom] if any(rows[place][span.start : span.end])] if places else []
        found.append(Cell(kind, zoom, place, random.choice(columns or spans[zoom])))
    return found


def name_of(plan: Json, cell: Cell) -> str:
    """Return how a cell is named in the output."""
    code = (plan["load"] if cell.kind == LOAD else plan["items"])["code"][cell.place]
    return f"{code} {cell.kind} {cell.zoom} {cell.span.first}..{cell.span.last}"


def faults_of_cell(plan: Json, cell: Cell, behind: Json) -> Iterator[str]:
    """Yield what does not add up in a cell: its equation, its documents, and what is listed of them."""
    span, items = cell.span, plan["items"]
    shown = {kind: items[kind][cell.place] for kind in (*ITEM_KINDS, "counted_forecast")}
    totals, tolerance = behind["totals"], ROUNDED * (span.end - span.start + 1)
    balance = shown["balance"][span.end - 1] if shown["balance"] else 0.0
    opening = items["opening"][cell.place] if span.start == 0 else _at(shown["balance"], span.start - 1)
    went = sum(_sum(shown[one], span) for one in ("orders", "counted_forecast", "dependent"))
    equation = opening + _sum(shown["receipts"], span) + _sum(shown["mps"], span) - went
    yield from _differs("the equation of the balance", equation, balance, 5 * tolerance)
    yield from _differs("the opening", behind["opening"], opening, tolerance)
    documents = behind["opening"] + totals["receipts"] + totals["mps"]
    documents -= totals["orders"] + totals["forecast"] + totals["dependent"]
    yield from _differs("the documents of the balance", documents, balance, tolerance)
    for kind, term in TERMS.items():
        yield from _differs(f"the documents of {kind}", totals[term], _sum(shown[kind], span), tolerance)
    yield from _differs("the counted forecast", totals["forecast"], _sum(shown["counted_forecast"], span), tolerance)
    yield from _atp_faults(plan, span, shown["atp"], behind["atp"], tolerance)
    yield from _list_faults(behind)


def _atp_faults(plan: Json, span: Span, row: Sequence[float | None], terms: Json, tolerance: float) -> Iterator[str]:
    stated = [_at(row, bucket) for bucket in range(span.start, span.end) if not row or row[bucket] is not None]
    if plan["atp_is_cumulative"]:
        stated = [_at(row, span.end - 1)]
    if (terms["value"] is None) != (not stated):
        yield f"ATP is {'not ' if stated else ''}stated by its documents, and {'' if stated else 'not '}by the cell"
        return
    if stated:
        built = terms["supply"] - terms["claimed"] - terms["others"]
        yield from _differs("the documents of ATP", built, sum(stated), tolerance)


def _list_faults(behind: Json) -> Iterator[str]:
    """Yield lists that are shown whole and are not what the term says."""
    totals = behind["totals"]
    lists = {
        "orders": ([one["quantity"] for one in behind["lines"]], behind["line_count"]),
        "mps": ([one["quantity"] for one in behind["lots"]], behind["lot_count"]),
        "dependent": ([one["taken"] for one in behind["parent_lots"]], behind["parent_lot_count"]),
        "receipts": ([one["quantity"] for one in behind["receipts"]], len(behind["receipts"])),
        "forecast": ([one["quantity"] for one in behind["forecasts"] if one["counts"]], 0),
    }
    for term, (quantities, count) in lists.items():
        if len(quantities) >= count and len(quantities) < 50:
            yield from _differs(f"the list of {term}", sum(quantities), totals[term], ROUNDED)


def faults_of_load(plan: Json, cell: Cell, behind: Json) -> Iterator[str]:
    """Yield what does not add up in a load cell: the lots in it, and what is available."""
    load, tolerance = plan["load"], ROUNDED * (cell.span.end - cell.span.start + 1)
    yield from _differs("the lots of the load", behind["minutes"], _sum(load["load"][cell.place], cell.span), tolerance)
    there = _sum(load["available"][cell.place], cell.span)
    yield from _differs("the available minutes", behind["available"], there, tolerance)
    if len(behind["lots"]) == behind["lot_count"]:
        listed = sum(one["minutes"] for one in behind["lots"])
        yield from _differs("the list of lots", listed, behind["minutes"], ROUNDED)
    if len(behind["items"]) == behind["item_count"]:
        listed = sum(one["minutes"] for one in behind["items"])
        yield from _differs("the list of items", listed, behind["minutes"], ROUNDED)
        yield from _differs("the lots of items", sum(one["lots"] for one in behind["items"]), behind["lot_count"], 0)


def faults_of_lot(lot: Json) -> Iterator[str]:
    """Yield what is pegged and does not add up to the lot, or to what the lot needs of a component."""
    quantity = lot["quantity"]
    yield from _differs("what is drawn and what is left", lot["drawn"] + lot["rest"], quantity, ROUNDED)
    if lot["rest"] < -ROUNDED:
        yield f"more is drawn than there is: {lot['drawn']:g} of {quantity:g}"
    ends = lot["ordered"] + lot["forecast"] + lot["stocked"]
    yield from _differs("orders, forecast and stock in the end", ends, quantity, ROUNDED)
    for listed, count, total in (("drawers", "drawer_count", "drawn"), ("orders", "order_count", "ordered")):
        if lot[count] == len(lot[listed]):
            shown = sum(one["quantity"] for one in lot[listed])
            yield from _differs(f"the list of {listed}", shown, lot[total], ROUNDED)
    for one in lot["components"]:
        drawn = sum(supply["quantity"] for supply in lot["supplies"] if supply["code"] == one["code"])
        yield from _differs(f"the supplies of {one['code']}", drawn, one["pegged"], ROUNDED)
        if not lot["firm"]:
            yield from _differs(f"what is pegged of {one['code']}", one["pegged"], one["needed"], ROUNDED)


def _differs(what: str, one: float, other: float, tolerance: float) -> Iterator[str]:
    if abs(one - other) > tolerance + RELATIVE * max(abs(one), abs(other)):
        yield f"{what}: {one:.6g} and not {other:.6g}"


def _sum(row: Sequence[float | None], span: Span) -> float:
    return sum(_at(row, bucket) for bucket in range(span.start, span.end))


def _at(row: Sequence[float | None], bucket: int) -> float:
    return (row[bucket] or 0.0) if row else 0.0
