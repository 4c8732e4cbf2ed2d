"""What stands in an exported sheet of orders: its columns, and the part that people don't see."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from company.spreadsheets import Cell
from orders import line_values, queries
from orders.models import OrderLine

# The part that people don't see says what the sheet said when it was written. By its mark a sheet is known as ours.
MARK = "lockstep order lines 1"
BASE_SHEET, LINES_SHEET, ABOUT_SHEET = "lockstep", "orders", "about"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet. `field` is an editable field of the line's, or a name of our own; width in characters."""

    field: str
    title: str | Promise
    width: int

    @property
    def is_editable(self) -> bool:
        """Whether the column is read again; who may change it is for `orders.changes` to say."""
        return self.field in EDITABLE


KEY_FIELDS = ("order", "line", "delivery")
EDITABLE = ("quantity", "requested_date", "promised_date", "priority", "note")
COLUMNS = (
    Column("order", _("Order"), 16),
    Column("line", _("line"), 7),
    Column("delivery", _("delivery"), 9),
    Column("customer", _("Customer"), 28),
    Column("item", _("Item"), 16),
    Column("description", _("Description"), 30),
    Column("status", _("Status"), 14),
    Column("quantity", _("Quantity"), 11),
    Column("requested_date", pgettext_lazy("date", "Requested"), 12),
    Column("promised_date", pgettext_lazy("date", "Promised"), 12),
    Column("planned_date", pgettext_lazy("date", "Planned"), 12),
    Column("slack_days", _("slack (working days)"), 10),
    Column("priority", _("Priority"), 9),
    Column("unit_price", _("unit price"), 11),
    Column("note", _("Note"), 40),
)


def key_of(line: OrderLine) -> tuple[str, str, str]:
    """Return how people know a line: order, line, delivery."""
    return line.order.number, str(line.line_number), str(line.schedule_number)


def cells_of(line: OrderLine) -> list[Cell]:
    """Return a line as a row, column by column. The line comes with order, customer, item and outlook."""
    outlook = getattr(line, "outlook", None)
    customer = line.order.customer
    return [
        line.order.number, line.line_number, line.schedule_number, customer.name or customer.code, line.item.code,
        line.item.name, queries.shown_status(line).label, line.quantity.normalize(), line.requested_date,
        line.promised_date, outlook.planned_date if outlook else None, outlook.slack_days if outlook else None,
        line.priority, line.unit_price.normalize(), line.note,
    ]  # fmt: skip


def base_of(line: OrderLine) -> list[str]:
    """Return what the editable cells of a line say, as text, in the order of `EDITABLE`."""
    return list(line_values.texts(line, *EDITABLE).values())
