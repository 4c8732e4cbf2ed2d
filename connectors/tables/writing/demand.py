"""Customers, orders, forecast and demand history."""

from __future__ import annotations

from typing import Any

from connectors.tables.checking import Rows
from connectors.tables.upsert import Written, upsert
from connectors.tables.writing.book import Book, Tally, row_of
from connectors.tables.writing.things import learn_items, note
from materials.models import Item
from orders.models import Customer, DemandHistory, Forecast, OrderLine, SalesOrder

LINE_FIELDS = {
    "quantity": "quantity", "shipped_quantity": "shipped_quantity", "requested_date": "requested_date",
    "promised_date": "promised_date", "priority": "priority", "may_split": "may_split", "status": "status",
    "note": "note",
}
CUSTOMER_FIELDS = {"name": "customer_name", "customer_class": "customer_class", "territory": "territory"}
LINE_KEY = ("order", "line_number", "schedule_number")


def write_orders(rows: Rows, book: Book) -> Tally:
    """Write customers, orders and their lines; what is ordered comes onto the master schedule."""
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    customers = write_customers(rows, tally)
    heads = [
        {
            "number": record["order"], "customer": customers[record["customer"]],
            **row_of(record, rows.given, {"order_date": "order_date"}),
        }
        for record in rows.records
    ]
    written = upsert(SalesOrder, ("number",), heads, update=["customer", "order_date"])
    tally.note(written, [((record["order"],), record.line) for record in rows.records], main=False)
    numbers = {record["order"] for record in rows.records}
    orders = dict(SalesOrder.objects.filter(number__in=numbers).values_list("number", "pk"))
    wanted = line_rows(rows, book, orders)
    update = ["item", "site", *LINE_FIELDS, *(["unit_price"] if "price" in rows.given else [])]
    written = upsert(OrderLine, LINE_KEY, wanted, update=update, kept_where_empty=frozenset({"promised_date"}))
    note(tally, written, wanted, LINE_KEY)
    put_on_master_schedule(rows, book)
    return tally


def write_customers(rows: Rows, tally: Tally) -> dict[str, int]:
    """Write the customers, as the first row that names them says; return their ids by code."""
    fields = {name: column for name, column in CUSTOMER_FIELDS.items() if column in rows.given}
    wanted = [{"code": record["customer"], **row_of(record, rows.given, fields)} for record in rows.records]
    written = upsert(Customer, ("code",), wanted, update=fields)
    tally.note(written, [((record["customer"],), record.line) for record in rows.records], main=False)
    codes = {record["customer"] for record in rows.records}
    return dict(Customer.objects.filter(code__in=codes).values_list("code", "pk"))


def line_rows(rows: Rows, book: Book, orders: dict[str, int]) -> list[dict[str, Any]]:
    """Return the fields of the order lines; a line without a price gets the item's list price when it is new."""
    items = {book.items[record["item"]] for record in rows.records}
    list_prices = dict(Item.objects.filter(pk__in=items).values_list("pk", "list_price"))
    wanted = []
    for record in rows.records:
        item = book.items[record["item"]]
        price = record.values.get("price")
        wanted.append(
            {
                "order": orders[record["order"]], "line_number": record["line"],
                "schedule_number": record.values.get("schedule", 1), "item": item,
                "site": book.sites[record["site"]], "unit_price": list_prices[item] if price is None else price,
                **row_of(record, rows.given, LINE_FIELDS),
            }
        )
    return wanted


def put_on_master_schedule(rows: Rows, book: Book) -> None:
    """Say that the items of these rows are on the master schedule, unless the set says that they are not."""
    codes = {record["item"] for record in rows.records} - book.not_scheduled
    Item.objects.filter(code__in=codes, is_mps=False).update(is_mps=True)


def write_forecast(rows: Rows, book: Book) -> Tally:
    """Write the forecast; what is forecast comes onto the master schedule."""
    fields = {"period_days": "period_days", "quantity": "quantity"}
    key = ("item", "site", "customer_class", "period_start")
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    wanted = [
        {
            "item": book.items[record["item"]], "site": book.sites[record["site"]],
            "customer_class": record.values.get("customer_class", ""), "period_start": record["period_start"],
            **row_of(record, rows.given, fields),
        }
        for record in rows.records
    ]
    note(tally, upsert(Forecast, key, wanted, update=fields), wanted, key)
    put_on_master_schedule(rows, book)
    return tally


def write_demand_history(rows: Rows, book: Book) -> Tally:
    """Write what was sold; it makes no demand by itself."""
    key = ("item", "site", "week_start")
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    wanted = [
        {
            "item": book.items[record["item"]], "site": book.sites[record["site"]],
            "week_start": record["week_start"], "quantity": record["quantity"],
        }
        for record in rows.records
    ]
    written: Written = upsert(DemandHistory, key, wanted, update=["quantity"])
    note(tally, written, wanted, key)
    return tally
