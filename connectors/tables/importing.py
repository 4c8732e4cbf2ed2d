"""Importing a set: check every row, then write all of them in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pghistory
from django.db import connection, transaction

from capacity.models import Calendar, WorkCenter
from company import people, revision
from company.models import Site
from company.signals import inputs_changed
from company.statements import all_rows
from connectors.tables.checking import Rows, by_line, read_rows
from connectors.tables.layout import TABLES
from connectors.tables.models import rows_changed
from connectors.tables.problems import ImportRefused, Problem
from connectors.tables.references import Known, check_references
from connectors.tables.sheets import SheetSet
from connectors.tables.writing.book import Book, Tally
from connectors.tables.writing.deliveries import write_deliveries
from connectors.tables.writing.demand import write_demand_history, write_forecast, write_orders
from connectors.tables.writing.places import write_calendars, write_sites, write_work_centers
from connectors.tables.writing.things import write_bom, write_items, write_receipts, write_routings, write_stock
from materials.models import BomLine, Item, ItemSite
from orders.models import OrderLine

WRITERS: Mapping[str, Callable[[Rows, Book], Tally]] = {
    "site": write_sites, "calendars": write_calendars, "bom": write_bom, "work_centers": write_work_centers,
    "routings": write_routings, "stock": write_stock, "receipts": write_receipts, "orders": write_orders,
    "forecast": write_forecast, "demand_history": write_demand_history,
    "deliveries": write_deliveries,
}


@dataclass(slots=True)
class Report:
    """
    What an import found and did.

    `counts` is table → new, changed, same, left_out. `left_out` are the problems of the rows that were skipped;
    `ignored` names files and columns that are none of ours. `revisions` is site code → revision afterwards;
    `closed` are those of its sites at which nobody has a role; `sites` all that rows name or that were revised.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    revisions: dict[str, int] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)

    def changes(self) -> int:
        """Return how many rows were new or changed."""
        return rows_changed(self.counts)


class _Undo(Exception):
    """Rolls a dry run back."""


@all_rows("keys are unique across sites and territories; `own_sites` says what may be changed")
def run(
    found: SheetSet, *, site_code: str = "", skip_bad_rows: bool = False, dry_run: bool = False,
    own_sites: frozenset[str] | None = None, channel: str = "import",
) -> Report:
    """
    Import a set in one transaction, which makes one revision for each site that changes.

    Raises ImportRefused, with nothing written, where a row is bad and bad rows are not skipped; what is wrong with a
    file as a whole is never skipped. Raises it too where the set would change what a site plans with that is not one of
    `own_sites` (None: all). A dry run does the same work, reports the same, and takes it all back.
    """
    report = Report(ignored=list(found.ignored))
    try:
        with transaction.atomic(), pghistory.context(channel=channel):
            name_no_ignored_trigger()
            known = known_before(with_orders=any(sheet.table.name == "orders" for sheet in found.sheets))
            known.own_sites = own_sites
            there = frozenset(known.sites)
            tables = checked(found, report, known, site_code=site_code, skip_bad_rows=skip_bad_rows)
            book = Book()
            tallies = write(tables, book)
            report.counts = {name: tally.counts() for name, tally in tallies.items()}
            people.let_demo_users_in(Site.objects.exclude(code__in=there))
            finish(report, tables, own_sites)
            if dry_run:
                raise _Undo
    except _Undo:
        return report
    return report


def name_no_ignored_trigger() -> None:
    """
    Say for this transaction that no trigger is ignored.

    Every trigger asks for the setting, row by row, and one that was never set is an exception each time it is read:
    on 15,000 order lines that cost 13 of 17 seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def checked(
    found: SheetSet, report: Report, known: Known, *, site_code: str, skip_bad_rows: bool
) -> dict[str, Rows]:
    """Return the good rows by table, in the order in which they are written; raises ImportRefused."""
    order = {table.name: place for place, table in enumerate(TABLES)}
    problems = list(found.problems)
    tables: dict[str, Rows] = {}
    for sheet in sorted(found.sheets, key=lambda sheet: order[sheet.table.name]):
        rows, wrong, unknown = read_rows(sheet)
        problems += wrong
        report.ignored += [f"{sheet.file}: {name}" for name in (*unknown, *sheet.unused)]
        if rows is not None:
            tables[sheet.table.name] = rows
    problems += check_references(tables, known, site_code)
    problems = by_line(problems, {rows.file: place for place, rows in enumerate(tables.values())})
    if any(not is_about_a_row(problem, tables) for problem in problems) or (problems and not skip_bad_rows):
        raise ImportRefused(problems)
    report.left_out = problems
    return tables


def is_about_a_row(problem: Problem, tables: Mapping[str, Rows]) -> bool:
    """Say whether the problem goes away when its row is left out."""
    return problem.line > 0 and any(
        rows.file == problem.file and problem.line in rows.left_out for rows in tables.values()
    )


def known_before(*, with_orders: bool) -> Known:
    """Return what the database has that rows may refer to."""
    units = dict(Item.objects.values_list("code", "unit"))
    at_sites = ItemSite.objects.values_list("item__code", "site__code")
    lines = OrderLine.objects.filter(shipped_quantity__gt=0) if with_orders else OrderLine.objects.none()
    shipped: dict[tuple[str, int, int], Decimal] = {
        (number, line, schedule): quantity
        for number, line, schedule, quantity in lines.values_list(
            "order__number", "line_number", "schedule_number", "shipped_quantity"
        )
    }
    return Known(
        sites=set(Site.objects.values_list("code", flat=True)),
        items=set(units),
        units=units,
        items_at_sites=set(at_sites),
        work_centers=set(WorkCenter.objects.values_list("site__code", "code")),
        calendars=set(Calendar.objects.values_list("site__code", "code")),
        bom=set(BomLine.objects.values_list("parent__code", "component__code")),
        shipped=shipped,
    )


def write(tables: Mapping[str, Rows], book: Book) -> dict[str, Tally]:
    """Write all tables; return what became of their rows."""
    ordered = frozenset(
        record["item"] for name in ("orders", "forecast") if name in tables for record in tables[name].records
    )
    book.sites.update(Site.objects.values_list("code", "pk"))
    tallies: dict[str, Tally] = {}
    for name, rows in tables.items():
        if not rows.records:
            tallies[name] = Tally(rows)
        elif name == "items":
            tallies[name] = write_items(rows, book, ordered)
        else:
            tallies[name] = WRITERS[name](rows, book)
    return tallies


def finish(report: Report, tables: Mapping[str, Rows], own_sites: frozenset[str] | None) -> None:
    """Tell the house, let the revision triggers fire, and read the revisions that they made. Raises ImportRefused."""
    codes = {record["site"] for rows in tables.values() for record in rows.records}
    sites = Site.objects.filter(code__in=codes)
    if report.changes():
        inputs_changed.send(sender=Site, site_ids=sorted(sites.values_list("pk", flat=True)))
    revision.settle()
    revised = sites_revised()
    foreign = set() if own_sites is None else revised - own_sites
    if foreign:
        raise ImportRefused([Problem("", 0, "site", code, "own_site") for code in sorted(foreign)])
    report.revisions = dict(sites.values_list("code", "order_revision"))
    report.sites = set(report.revisions) | revised
    report.closed = people.without_people(report.revisions)


def sites_revised() -> set[str]:
    """Return the codes of the sites whose revision this transaction has bumped, once the triggers have fired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM company_site"
            " WHERE current_setting('lockstep.bumped_' || id, true) = pg_current_xact_id()::text"
        )
        return {code for (code,) in cursor.fetchall()}
