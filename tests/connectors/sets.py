"""A small set of tables: one plant that makes a pump of a casing and a shaft."""

from __future__ import annotations

import io
from collections.abc import Mapping

from django.db import models
from openpyxl import Workbook

from capacity.models import Calendar, Operation, Shift, WorkCenter
from company.models import Site
from connectors.tables import importing
from connectors.tables.importing import Report
from connectors.tables.problems import ImportRefused, Problem
from connectors.tables.sheets import SheetSet, read_files
from materials.models import BomLine, Item, ItemSite, ItemSupplier, ScheduledReceipt, StockBalance
from orders.models import Customer, DeliveryRecord, DemandHistory, Forecast, OrderLine, SalesOrder

EVERYTHING: tuple[type[models.Model], ...] = (
    Site, Calendar, Shift, Item, ItemSite, StockBalance, ItemSupplier, BomLine, WorkCenter, Operation, ScheduledReceipt,
    Customer, SalesOrder, OrderLine, Forecast, DemandHistory, DeliveryRecord,
)

SMALL = {
    "site": "site,name,time_zone,planning_date,currency,working_days\nS1,Works,Europe/Berlin,2026-01-05,EUR,Mon-Fri\n",
    "items": (
        "item,name,make_or_buy,list_price,on_hand,supplier\n"
        "PUMP,Pump,make,100,0,\nCASING,Casing,make,0,5,\nSHAFT,Shaft,buy,0,50,Steel & Co\n"
    ),
    "bom": "parent,component,quantity_per\nPUMP,CASING,1\nCASING,SHAFT,2\n",
    "work_centers": "work_center,hours_per_week,days_per_week\nWC1,96,6\n",
    "routings": "item,step,work_center,setup_minutes,run_minutes_per_unit\nPUMP,10,WC1,5,10\nCASING,10,WC1,5,4\n",
    "receipts": "receipt,item,quantity,arrives\nPO1,SHAFT,20,2026-01-09\n",
    "orders": (
        "order,line,customer,item,quantity,requested_date\nSO1,1,C1,PUMP,3,2026-01-20\nSO1,2,C1,PUMP,2,2026-01-27\n"
    ),
    "demand_history": "item,week_start,quantity\nPUMP,2025-12-01,4\n",
    "deliveries": "delivery,item,due_date,actual_date,quantity\nPO0,SHAFT,2025-12-01,2025-12-03,4\n",
}


def small(**changed: str | None) -> dict[str, str]:
    """Return the set with some tables replaced, or left out (None)."""
    return {name: text for name, text in {**SMALL, **changed}.items() if text is not None}


def found(tables: Mapping[str, str | bytes]) -> SheetSet:
    """Return the tables as they are read from CSV files."""
    return read_files(
        (f"{name}.csv", text.encode() if isinstance(text, str) else text) for name, text in tables.items()
    )


def imported(tables: Mapping[str, str | bytes] = SMALL, *, skip_bad_rows: bool = False, site_code: str = "") -> Report:
    """Import a set."""
    return importing.run(found(tables), skip_bad_rows=skip_bad_rows, site_code=site_code)


def refused(tables: Mapping[str, str | bytes], *, skip_bad_rows: bool = False) -> list[Problem]:
    """Import a set that can't be imported; return why."""
    try:
        imported(tables, skip_bad_rows=skip_bad_rows)
    except ImportRefused as refusal:
        return refusal.problems
    raise AssertionError("the set was imported")


def told(problems: list[Problem]) -> list[tuple[str, int, str, str, str]]:
    """Return what a report says of each problem: file, line, column, value, expected."""
    return [(each.file, each.line, each.column, each.value, each.expected) for each in problems]


def workbook(sheets: Mapping[str, list[list[object]]]) -> bytes:
    """Return an XLSX file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def counts() -> dict[str, int]:
    """Return how many rows there are of everything that a set holds."""
    return {model.__name__: model._default_manager.count() for model in EVERYTHING}
