"""What the rows refer to: sites, items, work centres, calendars; and that no bill of material contains itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from connectors.tables.checking import Record, Rows, once_each, same_on_all
from connectors.tables.layout import Table
from connectors.tables.problems import Problem
from materials.units import counts_pieces
from mps.scheduler.bom_loops import lines_that_close_a_loop

HOURS_IN_A_DAY = 24
ItemAtSite = tuple[str, str]


@dataclass(slots=True)
class Known:
    """
    What a row may refer to, by code: what the database has, and what the rows of the set add to it.

    `own_sites` are those at which the person who imports may do so; None is all of them, new ones too.
    """

    sites: set[str] = field(default_factory=set)
    own_sites: frozenset[str] | None = None
    items: set[str] = field(default_factory=set)
    items_at_sites: set[ItemAtSite] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    work_centers: set[tuple[str, str]] = field(default_factory=set)
    calendars: set[tuple[str, str]] = field(default_factory=set)
    bom: set[tuple[str, str]] = field(default_factory=set)
    shipped: Mapping[tuple[str, int, int], Decimal] = field(default_factory=dict)


def check_references(tables: Mapping[str, Rows], known: Known, site_code: str) -> list[Problem]:
    """
    Return what is wrong with the rows beyond their own cells, and leave those rows out, and all that refers to them.

    `known` grows by what the rows add; `site_code` is the site of rows that name none.
    """
    problems: list[Problem] = []
    site_rows = tables.get("site")
    if site_rows:
        problems += once_each(site_rows, lambda record: (record["site"],))
        problems += [
            site_rows.refuse(record, "site", "own_site") for record in site_rows.records if is_foreign(record, known)
        ]
        site_rows.drop_left_out()
        known.sites.update(record["site"] for record in site_rows.records)
    default = default_site(site_rows, known, site_code)
    for name, rows in tables.items():
        if name == "site":
            continue
        problems += put_at_sites(rows, known, default)
        problems += RULES[name](rows, known, tables)
    return problems


def default_site(site_rows: Rows | None, known: Known, site_code: str) -> str:
    """Return the site of rows that name none: as asked for, else the only one of the set, or of all."""
    if site_code:
        return site_code
    named = {record["site"] for record in site_rows.records} if site_rows else set()
    for candidates in (named, known.sites):
        if len(candidates) == 1:
            return next(iter(candidates))
    return ""


def put_at_sites(rows: Rows, known: Known, default: str) -> list[Problem]:
    """Give every record its site; refuse those whose site is not known."""
    if rows.table.of_all_sites:
        default = ""
    elif "site" not in rows.given and default not in known.sites:
        expected = "site_named" if known.sites and not default else "known_site" if default else "site_any"
        rows.records.clear()
        return [Problem(rows.file, 0, "site", default, expected)]
    problems = []
    for record in rows.records:
        record.values["site"] = record.values.get("site") or default
        expected = site_expected(record, rows.table, known)
        if expected:
            problems.append(rows.refuse(record, "site", expected))
    rows.drop_left_out()
    return problems


def site_expected(record: Record, table: Table, known: Known) -> str:
    """Return what was expected of the site of a row; nothing where it is right."""
    if not record["site"]:
        return "" if table.of_all_sites else "site_named"
    if record["site"] not in known.sites:
        return "known_site"
    return "own_site" if is_foreign(record, known) else ""


def is_foreign(record: Record, known: Known) -> bool:
    """Say whether a row is about a site of others."""
    return known.own_sites is not None and record["site"] not in known.own_sites


def by_key(rows: Rows) -> list[Problem]:
    """Refuse rows that are there twice."""
    columns = {column.name: column for column in rows.table.columns}
    key = tuple((name, columns[name].default) for name in rows.table.key)

    def named(record: Record) -> tuple[object, ...]:
        return record["site"], *(record.values.get(name, default) for name, default in key)

    return once_each(rows, named)


def calendars(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """A row is either about weekdays or about a date."""
    problems = []
    for record in rows.records:
        if (record.values.get("weekdays") is None) == (record.values.get("date") is None):
            problems.append(rows.refuse(record, "weekdays", "calendar_row"))
    rows.drop_left_out()
    problems += by_key(rows)
    known.calendars.update((record["site"], record["calendar"]) for record in rows.records)
    return problems


def items(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """An item is the same thing at every site; stock is counted in one way only."""
    problems = by_key(rows)
    problems += same_on_all(rows, rows.table.shared_key, rows.table.same_everywhere)
    known.items.update(record["item"] for record in rows.records)
    unit = next(column for column in rows.table.columns if column.name == "unit")
    for record in rows.records:
        if "unit" in rows.given or record["item"] not in known.units:
            known.units[record["item"]] = str(record.values.get("unit", unit.default))
    known.items_at_sites.update((record["item"], record["site"]) for record in rows.records)
    return problems


def bom(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """Parent and component are known and differ, and no item ends up in itself."""
    problems = []
    for record in rows.records:
        wrong = bom_line_problem(rows, record, known)
        if wrong:
            problems.append(wrong)
    rows.drop_left_out()
    problems += by_key(rows)
    problems += same_on_all(rows, rows.table.shared_key, rows.table.same_everywhere)
    problems += loops(rows, known)
    known.bom.update((record["parent"], record["component"]) for record in rows.records)
    return problems


def bom_line_problem(rows: Rows, record: Record, known: Known) -> Problem | None:
    """Return what is wrong with one line of a bill, if anything."""
    for column in ("parent", "component"):
        if record[column] not in known.items:
            return rows.refuse(record, column, "known_item")
    if record["parent"] == record["component"]:
        return rows.refuse(record, "component", "not_itself")
    start, end = record.values.get("valid_from"), record.values.get("valid_to")
    if start and end and end < start:
        return rows.refuse(record, "valid_to", "not_before", other="valid_from")
    return None


def loops(rows: Rows, known: Known) -> list[Problem]:
    """Refuse the lines that close a loop, naming it, until there is none left that a line of the file is part of."""
    records: dict[tuple[str, str], list[Record]] = {}
    for record in rows.records:
        records.setdefault((record["parent"], record["component"]), []).append(record)
    edges = known.bom | set(records)
    problems: list[Problem] = []
    while True:
        guilty = {}
        for closing, path in lines_that_close_a_loop(edges).items():
            ours = [edge for edge in pairwise(path) if edge in records]
            if ours:
                guilty[closing if closing in records else ours[-1]] = path
        if not guilty:
            rows.drop_left_out()
            return problems
        for edge, path in guilty.items():
            text = " → ".join(path)
            problems += [rows.refuse(record, "component", "loop", loop=text) for record in records.pop(edge)]
            edges.discard(edge)


def work_centers(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """A work centre works by a calendar, or by hours and days a week."""
    problems = []
    for record in rows.records:
        calendar, hours, days = (record.values.get(name) for name in ("calendar", "hours_per_week", "days_per_week"))
        if calendar and (record["site"], calendar) not in known.calendars:
            problems.append(rows.refuse(record, "calendar", "known_calendar"))
        elif (hours is None) != (days is None) or (calendar and hours is not None):
            problems.append(rows.refuse(record, "hours_per_week", "calendar_or_hours"))
        elif hours is not None and days is not None and hours > HOURS_IN_A_DAY * days:
            problems.append(rows.refuse(record, "hours_per_week", "hours_a_day"))
    rows.drop_left_out()
    problems += by_key(rows)
    known.work_centers.update((record["site"], record["work_center"]) for record in rows.records)
    return problems


def item_problem(rows: Rows, record: Record, known: Known) -> Problem | None:
    """Return what is wrong with the item of a row at its site, if anything."""
    if (record["item"], record["site"]) in known.items_at_sites:
        return None
    return rows.refuse(record, "item", "item_at_site" if record["item"] in known.items else "known_item")


def routings(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """Item and work centre are known at the site."""
    problems = []
    for record in rows.records:
        wrong = item_problem(rows, record, known)
        if not wrong and (record["site"], record["work_center"]) not in known.work_centers:
            wrong = rows.refuse(record, "work_center", "known_work_center")
        if wrong:
            problems.append(wrong)
    rows.drop_left_out()
    return problems + by_key(rows)


def of_items(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """The item is known at the site."""
    problems = [wrong for record in rows.records if (wrong := item_problem(rows, record, known))]
    rows.drop_left_out()
    return problems + by_key(rows)


def stock(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """An item's stock comes from the stock table or from `on_hand`, not from both: it would count twice."""
    problems = of_items(rows, known, tables)
    counted = {
        (record["item"], record["site"]): record.line
        for record in (tables["items"].records if "items" in tables else ())
        if record.values.get("on_hand") is not None
    }
    for record in rows.records:
        line = counted.get((record["item"], record["site"]))
        if line is not None:
            problems.append(rows.refuse(record, "quantity", "no_on_hand", line=line))
    rows.drop_left_out()
    return problems


def parts_of_pieces(rows: Rows, known: Known) -> list[Problem]:
    """Refuse quantities that are no whole number where the item is counted in pieces."""
    problems = []
    for record in rows.records:
        unit = known.units.get(record["item"], "")
        for column in ("quantity", "shipped_quantity"):
            quantity = record.values.get(column, 0)
            if quantity != int(quantity) and counts_pieces(unit):
                problems.append(rows.refuse(record, column, "whole_pieces", item=record["item"], unit=unit))
                break
    rows.drop_left_out()
    return problems


def orders(rows: Rows, known: Known, tables: Mapping[str, Rows]) -> list[Problem]:
    """A line ships at most what it orders, pieces are ordered whole, and an order has one customer."""
    problems = of_items(rows, known, tables) + parts_of_pieces(rows, known)
    for record in rows.records:
        key = (record["order"], record["line"], record.values.get("schedule", 1))
        shipped = record["shipped_quantity"] if "shipped_quantity" in rows.given else known.shipped.get(key, 0)
        if shipped <= record["quantity"]:
            continue
        if "shipped_quantity" in rows.given:
            problems.append(rows.refuse(record, "shipped_quantity", "not_above", other="quantity"))
        else:
            problems.append(rows.refuse(record, "quantity", "number_least", least=shipped))
    rows.drop_left_out()
    return problems + same_on_all(rows, ("order",), ("customer",))


RULES = {
    "calendars": calendars, "items": items, "bom": bom, "work_centers": work_centers, "routings": routings,
    "stock": stock, "receipts": of_items, "orders": orders, "forecast": of_items, "demand_history": of_items,
    "deliveries": of_items,
}
