"""Past deliveries: from when lots and receipts came it is learned how sure a date is."""

from __future__ import annotations

from connectors.tables.checking import Rows
from connectors.tables.upsert import upsert
from connectors.tables.writing.book import Book, Tally, row_of
from connectors.tables.writing.things import learn_items, note
from orders.deliveries import DeliveryRecord

FIELDS = {
    "kind": "kind", "source": "source", "due_date": "due_date", "actual_date": "actual_date", "quantity": "quantity",
}  # fmt: skip
KEY = ("site", "document", "line")


def write_deliveries(rows: Rows, book: Book) -> Tally:
    """Write past deliveries; the plan does not depend on them."""
    tally = Tally(rows)
    learn_items(book, (record["item"] for record in rows.records))
    wanted = [
        {
            "site": book.sites[record["site"]], "document": record["delivery"], "line": record.values.get("line", 1),
            "item": book.items[record["item"]], **row_of(record, rows.given, FIELDS),
        }
        for record in rows.records
    ]  # fmt: skip
    given = [name for name, column in FIELDS.items() if column in rows.given]
    note(tally, upsert(DeliveryRecord, KEY, wanted, update=["item", *given]), wanted, KEY)
    return tally
