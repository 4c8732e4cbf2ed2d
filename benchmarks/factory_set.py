"""A neutral set of tables as a planning problem, without a database: read and checked by the importer's own rules.

What import and snapshot decide by pure functions is decided by them here too; a test holds the two problems equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from capacity.calendars import DAYS_IN_A_WEEK, WorkingDays, WorkingTime, minutes_by_day
from company.models import Site
from connectors.tables.checking import Record, Rows
from connectors.tables.folders import files_of
from connectors.tables.importing import Report, checked
from connectors.tables.references import Known
from connectors.tables.sheets import read_files
from connectors.tables.writing.book import row_of
from connectors.tables.writing.places import SITE_FIELDS, pattern_of
from materials.models import LotPolicy, MakeOrBuy
from mps.scheduler.forecast import ForecastPeriod
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import BomLine, Demand, Item, Operation, PlanningProblem, Receipt, WorkCenter
from mps.snapshot import horizon_of
from mps.snapshot.demand import net_demands
from mps.snapshot.supply import item_of
from mps.snapshot.time import SiteCalendars, overtime_by_day, site_working_days
from orders.models import OPEN_STATUSES

MINUTES_IN_AN_HOUR = 60
LEAST_YIELD = 0.00001


@dataclass(frozen=True, slots=True)
class TableSet:
    """The good rows of a set, table by table. Columns that a file does not have hold what an empty cell means."""

    tables: Mapping[str, Rows]
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, table: str, site: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table that are about a site, or about all of them."""
        rows = self.tables.get(table)
        for record in rows.records if rows else ():
            if rows and (rows.table.of_all_sites or record["site"] == site):
                yield {**self.defaults[table], **record.values}


def read(folder: Path, *, site: str = "") -> PlanningProblem:
    """
    Return the problem of a site of the set, of its first where none is named.

    Raises ImportRefused with every bad row, LookupError where the site is not in the set, OSError where there is none.
    """
    tables = checked(read_files(files_of(folder)), Report(), Known(), site_code="", skip_bad_rows=False)
    defaults = {name: {column.name: column.default for column in rows.table.columns} for name, rows in tables.items()}
    return _problem(TableSet(tables, defaults), _site(tables, site))


def _site(tables: Mapping[str, Rows], code: str) -> Site:
    rows = tables.get("site")
    records = {record["site"]: record for record in rows.records} if rows else {}
    if rows is None or not records or (code and code not in records):
        raise LookupError(code or "site.csv")
    record: Record = records[code] if code else next(iter(records.values()))
    site = Site(code=record["site"], **row_of(record, rows.given, SITE_FIELDS))
    site.horizon_start = site.planning_date(timezone.now())
    return site


def _problem(found: TableSet, site: Site) -> PlanningProblem:
    horizon, calendars = horizon_of(site), _calendars(found, site)
    days = site_working_days(SiteCalendars({}, calendars[""]), horizon)
    orders = tuple(_orders(found, site, days, horizon))
    made = {row["item"] for row in found.of("items", site.code) if row["make_or_buy"] == MakeOrBuy.MAKE}
    return PlanningProblem(
        site=site.code,
        horizon=horizon,
        items=tuple(_items(found, site)),
        bom=tuple(_bom(found, site, made)),
        operations=tuple(_operations(found, site, made)),
        work_centers=tuple(_work_centers(found, site, calendars, horizon)),
        demands=(*orders, *net_demands(site, _forecast(found, site, horizon), orders, days, horizon)),
        receipts=tuple(_receipts(found, site, horizon)),
    )


def _calendars(found: TableSet, site: Site) -> dict[str, WorkingTime]:
    """Return the calendars by code; the site's own is the one without a code."""
    (own,) = found.of("site", site.code)
    minutes = [own["working_minutes"] if day in own["working_days"] else 0 for day in range(DAYS_IN_A_WEEK)]
    calendars = {"": WorkingTime(tuple(minutes), own["holiday_country"])}
    weeks: dict[str, list[int]] = defaultdict(lambda: [0] * DAYS_IN_A_WEEK)
    special: dict[str, dict[date, int]] = defaultdict(dict)
    countries: dict[str, str] = {}
    for row in found.of("calendars", site.code):
        countries.setdefault(row["calendar"], row["holiday_country"])
        for day in row["weekdays"] or ():
            weeks[row["calendar"]][day] += row["minutes"]
        if row["date"]:
            special[row["calendar"]][row["date"]] = row["minutes"]
    for code, country in countries.items():
        calendars[code] = WorkingTime(tuple(weeks[code]), country, special[code])
    return calendars


def _items(found: TableSet, site: Site) -> Iterator[Item]:
    stock: dict[str, float] = defaultdict(float)
    for row in found.of("stock", site.code):
        stock[row["item"]] += 0.0 if row["blocked"] else float(row["quantity"])
    wanted = {row["item"] for table in ("orders", "forecast") for row in found.of(table, site.code)}
    for row in sorted(found.of("items", site.code), key=lambda row: str(row["item"])):
        code, dtf, ptf = row["item"], row["demand_time_fence_days"], row["planning_time_fence_days"]
        yield item_of(
            code, row["make_or_buy"] == MakeOrBuy.MAKE, float(row["on_hand"] or 0) + stock[code],
            float(row["safety_stock"]), row["safety_time_days"], row["lead_time_days"], float(row["min_lot"]),
            float(row["lot_multiple"]), float(row["max_lot"]),
            max(1, row["period_of_supply_days"]) if row["lot_policy"] == LotPolicy.PERIOD else 1,
            float(row["unit_cost"]), row["lot_policy"] == LotPolicy.FIXED,
            row["lot_policy"] == LotPolicy.LEAST_COST, code in wanted if row["mps"] is None else row["mps"],
            site.demand_time_fence_days if dtf is None else dtf,
            site.planning_time_fence_days if ptf is None else ptf,
        )  # fmt: skip


def _bom(found: TableSet, site: Site, made: set[str]) -> Iterator[BomLine]:
    today = site.horizon_start
    for row in sorted(found.of("bom", site.code), key=lambda row: (str(row["parent"]), str(row["component"]))):
        if row["parent"] in made and (row["valid_from"] or today) <= today <= (row["valid_to"] or today):
            yield BomLine(row["parent"], row["component"], float(row["quantity_per"]), float(row["scrap_share"]))


def _operations(found: TableSet, site: Site, made: set[str]) -> Iterator[Operation]:
    """Of several routings of an item the first by code is used."""
    rows = [row for row in found.of("routings", site.code) if row["item"] in made]
    used: dict[str, str] = {}
    for row in rows:
        used[row["item"]] = min(used.get(row["item"], row["routing"]), row["routing"])
    for row in sorted(rows, key=lambda row: (str(row["item"]), row["step"])):
        if row["routing"] == used[row["item"]]:
            run_minutes = float(row["run_minutes_per_unit"]) / max(float(row["yield_share"]), LEAST_YIELD)
            yield Operation(row["item"], row["step"], row["work_center"], float(row["setup_minutes"]), run_minutes)


def _work_centers(
    found: TableSet, site: Site, calendars: Mapping[str, WorkingTime], horizon: Horizon
) -> Iterator[WorkCenter]:
    for row in sorted(found.of("work_centers", site.code), key=lambda row: str(row["work_center"])):
        working = calendars[row["calendar"] or ""]
        pattern = pattern_of(Record(0, row))
        if pattern:
            minutes = [pattern[1].get((day, 1), 0) for day in range(DAYS_IN_A_WEEK)]
            working = WorkingTime(tuple(minutes), calendars[""].holiday_country)
        base = minutes_by_day(working, start_date=horizon.start_date, day_count=horizon.day_count)
        rate = row["machines"] * float(row["efficiency_share"])
        overtime = overtime_by_day(base, float(round(row["overtime_hours_per_week"] * MINUTES_IN_AN_HOUR)))
        price = float(row["overtime_cost_per_hour"]) / MINUTES_IN_AN_HOUR
        yield WorkCenter(row["work_center"], tuple(value * rate for value in base), tuple(overtime), price)


def _orders(found: TableSet, site: Site, days: WorkingDays, horizon: Horizon) -> Iterator[Demand]:
    prices = {row["item"]: row["list_price"] for row in found.of("items", site.code)}
    for row in found.of("orders", site.code):
        still_open = row["quantity"] - row["shipped_quantity"]
        if row["status"] in OPEN_STATUSES and still_open > 0:
            wanted = days.on_or_before(row["promised_date"] or row["requested_date"])
            price = prices[row["item"]] if row["price"] is None else row["price"]
            yield Demand(
                f"{row['order']}/{row['line']}/{row['schedule']}", row["item"], float(still_open),
                horizon.day_of(wanted), row["priority"], promised=row["promised_date"] is not None,
                may_split=row["may_split"], unit_price=float(price),
            )  # fmt: skip


def _forecast(found: TableSet, site: Site, horizon: Horizon) -> dict[str, list[ForecastPeriod]]:
    """Return the forecast of all customer classes by item and period."""
    total: dict[tuple[str, date], tuple[int, float]] = {}
    for row in found.of("forecast", site.code):
        if row["quantity"] > 0:
            key = (row["item"], row["period_start"])
            length, quantity = total.get(key, (0, 0.0))
            total[key] = (max(length, row["period_days"]), quantity + float(row["quantity"]))
    periods: dict[str, list[ForecastPeriod]] = defaultdict(list)
    for (item, start), (length, quantity) in sorted(total.items()):
        periods[item].append(
            ForecastPeriod(horizon.day_of(start), horizon.day_of(start + timedelta(days=length)), quantity)
        )
    return periods


def _receipts(found: TableSet, site: Site, horizon: Horizon) -> Iterator[Receipt]:
    for row in sorted(found.of("receipts", site.code), key=lambda row: f"{row['receipt']}/{row['line']}"):
        still_open = row["quantity"] - row["received_quantity"]
        if still_open > 0:
            arrives = horizon.day_of(row["confirmed_date"] or row["arrives"])
            yield Receipt(f"{row['receipt']}/{row['line']}", row["item"], float(still_open), max(0, arrives))
