"""Items, bills of material, routings, stock and receipts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q

from capacity.models import Operation, Routing, WorkCenter
from connectors.tables.checking import Record, Rows
from connectors.tables.upsert import Key, Written, upsert
from connectors.tables.writing.book import Book, Tally, row_of
from materials.models import BomLine, Item, ItemSite, ItemSupplier, ScheduledReceipt, StockBalance, Supplier

ITEM_FIELDS = {
    "name": "name", "family": "category", "make_or_buy": "make_or_buy", "unit": "unit", "unit_cost": "unit_cost",
    "list_price": "list_price",
}
ITEM_SITE_FIELDS = {
    "lot_policy": "lot_policy", "lot_minimum": "min_lot", "lot_multiple": "lot_multiple", "lot_maximum": "max_lot",
    "period_of_supply_days": "period_of_supply_days", "safety_stock": "safety_stock",
    "safety_time_days": "safety_time_days", "lead_time_days": "lead_time_days",
    "demand_time_fence_days": "demand_time_fence_days", "planning_time_fence_days": "planning_time_fence_days",
}
SUPPLY_FIELDS = {
    "lead_time_days": "lead_time_days", "lot_minimum": "min_lot", "lot_multiple": "lot_multiple",
    "unit_price": "unit_cost",
}
STOCK_KEY = ("item", "site", "lot", "place", "make_to_order_key")


def learn_items(book: Book, codes: Iterable[str]) -> None:
    """Look up the ids of items."""
    wanted = set(codes) - set(book.items)
    if wanted:
        book.items.update(Item.objects.filter(code__in=wanted).values_list("code", "pk"))


def write_items(rows: Rows, book: Book, ordered: frozenset[str]) -> Tally:
    """Write items, how each site plans them, their stock and suppliers; `ordered` items are on the master schedule."""
    tally = Tally(rows)
    wanted = []
    for record in rows.records:
        row = row_of(record, rows.given, ITEM_FIELDS)
        if "name" in row:
            row["name"] = row["name"] or record["item"]
        # None: on the master schedule if it was before. Nobody is taken off it because a set has no order for it.
        said = record.values.get("mps")
        row["is_mps"] = said if said is not None else (True if record["item"] in ordered else None)
        if said is False:
            book.not_scheduled.add(record["item"])
        wanted.append({"code": record["item"], **row})
    fields = [*ITEM_FIELDS, "is_mps"]
    written = upsert(Item, ("code",), wanted, update=fields, kept_where_empty=frozenset({"is_mps"}))
    if "name" not in rows.given:
        Item.objects.filter(code__in=[code for (code,) in written.new]).update(name=F("code"))
    tally.note(written, [((record["item"],), record.line) for record in rows.records])
    learn_items(book, (record["item"] for record in rows.records))
    at_site = [(book.items[record["item"]], book.sites[record["site"]]) for record in rows.records]
    planned = [
        {"item": item, "site": site, **row_of(record, rows.given, ITEM_SITE_FIELDS)}
        for (item, site), record in zip(at_site, rows.records, strict=True)
    ]
    written = upsert(ItemSite, ("item", "site"), planned, update=ITEM_SITE_FIELDS)
    tally.note(written, zip(at_site, (record.line for record in rows.records), strict=True), main=False)
    write_on_hand(rows, at_site, tally)
    write_suppliers(rows, book, tally)
    return tally


def write_on_hand(rows: Rows, at_site: list[tuple[int, int]], tally: Tally) -> None:
    """Write `on_hand` as stock without a lot; it says all there is, so other lots of the item become 0."""
    if "on_hand" not in rows.given:
        return
    counted = [
        (pair, record) for pair, record in zip(at_site, rows.records, strict=True) if record["on_hand"] is not None
    ]
    balances = [
        {"item": item, "site": site, "lot": "", "place": "", "make_to_order_key": "", "quantity": record["on_hand"]}
        for (item, site), record in counted
    ]
    written = write_balances(balances, update=["quantity"])
    touched = {(key[0], key[1]) for key in written.new | written.changed}
    tally.note(Written(changed=touched), [(pair, record.line) for pair, record in counted], main=False)


def write_balances(balances: list[dict[str, Any]], *, update: list[str]) -> Written:
    """Write stock, and empty the other lots of the items at the sites that are named."""
    written = upsert(StockBalance, STOCK_KEY, balances, update=update)
    pairs = {(row["item"], row["site"]) for row in balances}
    named = {tuple(row[name] for name in STOCK_KEY) for row in balances}
    lots = StockBalance.objects.filter(~Q(quantity=0), item__in={item for item, _site in pairs})
    gone = {
        key: pk for pk, *fields in lots.values_list("pk", *STOCK_KEY)
        if (key := tuple(fields)) not in named and key[:2] in pairs
    }
    StockBalance.objects.filter(pk__in=gone.values()).update(quantity=0)
    return Written(written.new, written.changed | set(gone))


def write_suppliers(rows: Rows, book: Book, tally: Tally) -> None:
    """Write the suppliers, and on what terms they deliver."""
    if "supplier" not in rows.given:
        return
    records = [record for record in rows.records if record["supplier"]]
    upsert(
        Supplier, ("code",), [{"code": record["supplier"], "name": record["supplier"]} for record in records], update=[]
    )
    ids = dict(Supplier.objects.filter(code__in={record["supplier"] for record in records}).values_list("code", "pk"))
    terms = [
        {
            "item": book.items[record["item"]], "supplier": ids[record["supplier"]],
            **row_of(record, rows.given, SUPPLY_FIELDS),
        }
        for record in records
    ]
    written = upsert(ItemSupplier, ("item", "supplier"), terms, update=SUPPLY_FIELDS)
    keys: list[tuple[Key, int]] = [
        ((row["item"], row["supplier"]), record.line) for row, record in zip(terms, records, strict=True)
    ]
    tally.note(written, keys, main=False)


def write_bom(rows: Rows, book: Book) -> Tally:
    """Write the bills of material; they are the same at all sites."""
    tally = Tally(rows)
    learn_items(book, (record[column] for record in rows.records for column in ("parent", "component")))
    fields = {"quantity_per": "quantity_per", "scrap_share": "scrap_share", "valid_to": "valid_to"}
    wanted = [
        {
            "parent": book.items[record["parent"]], "component": book.items[record["component"]],
            "valid_from": record.values.get("valid_from"), **row_of(record, rows.given, fields),
        }
        for record in rows.records
    ]
    written = upsert(BomLine, ("parent", "component", "valid_from"), wanted, update=fields)
    note(tally, written, wanted, ("parent", "component", "valid_from"))
    return tally


def note(tally: Tally, written: Written, wanted: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Note what became of a table that has one record for each row."""
    lines = (record.line for record in tally.rows.records)
    tally.note(written, [(tuple(row[name] for name in key), line) for row, line in zip(wanted, lines, strict=True)])


def write_routings(rows: Rows, book: Book) -> Tally:
    """Write the steps, and the routings that hold them."""
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    sites = {book.sites[record["site"]] for record in rows.records}
    centers = {
        (site, code): pk
        for pk, site, code in WorkCenter.objects.filter(site__in=sites).values_list("pk", "site", "code")
    }
    heads = [routing_key(record, book) for record in rows.records]
    upsert(
        Routing, ("item", "site", "code"), [{"item": i, "site": s, "code": c} for i, s, c in heads], update=[]
    )
    items = {item for item, _site, _code in heads}
    routings = {
        (item, site, code): pk
        for pk, item, site, code in Routing.objects.filter(item__in=items).values_list("pk", "item", "site", "code")
    }
    fields = {
        "setup_minutes": "setup_minutes", "run_minutes_per_unit": "run_minutes_per_unit",
        "offset_days": "offset_days", "yield_share": "yield_share",
    }
    wanted = [
        {
            "routing": routings[head], "step": record["step"],
            "work_center": centers[book.sites[record["site"]], record["work_center"]],
            **row_of(record, rows.given, fields),
        }
        for head, record in zip(heads, rows.records, strict=True)
    ]
    written = upsert(Operation, ("routing", "step"), wanted, update=["work_center", *fields])
    note(tally, written, wanted, ("routing", "step"))
    return tally


def routing_key(record: Record, book: Book) -> tuple[int, int, str]:
    """Return item, site and code of the routing that a step belongs to."""
    return book.items[record["item"]], book.sites[record["site"]], record.values.get("routing", "1")


def write_stock(rows: Rows, book: Book) -> Tally:
    """Write stock lot by lot; a named item's lots that are not in the file become 0."""
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    wanted = [
        {
            "item": book.items[record["item"]], "site": book.sites[record["site"]],
            "lot": record.values.get("lot", ""), "place": record.values.get("place", ""), "make_to_order_key": "",
            **row_of(record, rows.given, {"quantity": "quantity", "blocked": "blocked"}),
        }
        for record in rows.records
    ]
    note(tally, write_balances(wanted, update=["quantity", "blocked"]), wanted, STOCK_KEY)
    return tally


def write_receipts(rows: Rows, book: Book) -> Tally:
    """Write what is on its way."""
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    fields = {
        "quantity": "quantity", "received_quantity": "received_quantity", "due_date": "arrives",
        "confirmed_date": "confirmed_date",
    }
    wanted = [
        {
            "site": book.sites[record["site"]], "document": record["receipt"], "line": record.values.get("line", 1),
            "item": book.items[record["item"]], **row_of(record, rows.given, fields),
        }
        for record in rows.records
    ]
    written = upsert(ScheduledReceipt, ("site", "document", "line"), wanted, update=["item", *fields])
    note(tally, written, wanted, ("site", "document", "line"))
    return tally
