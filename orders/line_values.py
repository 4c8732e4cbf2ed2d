"""The values of an order line's fields: read from what a person or a machine sent, and written as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from company import typed
from materials.units import counts_pieces
from orders import ladder
from orders.models import LOWEST_PRIORITY, LineStatus, OrderLine

Value = Decimal | date | int | bool | str | None

FIRST_YEAR, LAST_YEAR = 2000, 2100
# Of one line. In ten-thousandths, nine thousand such lines of an item still add up exactly in the engine's 53 bits; the
# column and `mps.scheduler.validate` would take more.
LARGEST_QUANTITY = Decimal(100_000_000)
QUANTITY_DECIMALS = 4
LONGEST_NUMBER = 40  # characters: more is no number of a person, and costs time to read
LONGEST_NOTE = 2000

# What a person may set; released, part shipped and shipped are reported by those who do it.
SETTABLE_STATUSES = (
    LineStatus.QUOTE, LineStatus.REQUESTED, LineStatus.CONFIRMED, LineStatus.CLOSED, LineStatus.CANCELLED,
)  # fmt: skip


# Where a line that was closed may return to besides.
REOPENED_STATUSES = (LineStatus.RELEASED, LineStatus.PART_SHIPPED)


class NotAValue(ValueError):
    """What was sent is not a value of the field; the message is fit for the person who sent it."""


def read_quantity(raw: object) -> Decimal:
    """Return a quantity greater than 0 with at most four decimals, from a number or its text (`company.typed`)."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal) or len(str(raw)) > LONGEST_NUMBER:
        raise NotAValue(_("Write a number."))
    try:
        quantity = typed.read_number(raw) if isinstance(raw, str) else Decimal(str(raw))
    except typed.Unread as error:
        raise NotAValue(_("Write a number.")) from error
    if not quantity.is_finite():
        raise NotAValue(_("Write a number."))
    if quantity <= 0:
        raise NotAValue(_("The quantity must be greater than 0."))
    if quantity > LARGEST_QUANTITY:
        raise NotAValue(_("The quantity must be at most %(most)s.") % {"most": f"{LARGEST_QUANTITY:,}"})
    if quantity != round(quantity, QUANTITY_DECIMALS):
        raise NotAValue(_("At most %(count)d decimals.") % {"count": QUANTITY_DECIMALS})
    return quantity


def refuse_parts(quantity: Decimal, *, item: str, unit: str) -> None:
    """Raise NotAValue for a part of a piece; an item that is weighed or measured may have any quantity."""
    if counts_pieces(unit) and quantity != quantity.to_integral_value():
        words = _("%(item)s is counted in pieces (%(unit)s): write a whole number.")
        raise NotAValue(words % {"item": item, "unit": unit})


def read_date(raw: object, *, near: date | None = None, order: str | None = None) -> date:
    """
    Return a day between 2000 and 2100, from a date or its text (`company.typed`).

    `near`: what a text without a year is near to; `order`: what decides where day and month could be either.
    """
    day = _day_of(raw, near, order) if isinstance(raw, str) else raw
    if not isinstance(day, date) or isinstance(day, datetime):
        raise NotAValue(_("Write a date like 2026-01-31."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotAValue(_("The year must be from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def _day_of(text: str, near: date | None, order: str | None) -> date:
    try:
        return typed.read_day(text, near=near, order=order)
    except typed.Unread as error:
        if error.readings:
            words = _("This could be %(days)s: write it as one of them.")
            raise NotAValue(words % {"days": ", ".join(map(str, sorted(error.readings)))}) from error
        raise NotAValue(_("Write a date like 2026-01-31.")) from error


def read_optional_date(raw: object, *, near: date | None = None) -> date | None:
    """Return a day, or None for nothing."""
    return None if raw is None or (isinstance(raw, str) and not raw.strip()) else read_date(raw, near=near)


def read_priority(raw: object) -> int:
    """Return a priority: 1, the most urgent, to 9."""
    text = typed.cleaned(str(raw)[:LONGEST_NUMBER]) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not (len(text) == 1 and text in "123456789"):
        raise NotAValue(_("The priority must be a whole number from 1 to %(lowest)d.") % {"lowest": LOWEST_PRIORITY})
    return int(text)


def read_yes_or_no(raw: object) -> bool:
    """Return a truth, from a JSON boolean or the words true and false."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in ("true", "false"):
        return raw.strip().lower() == "true"
    raise NotAValue(_("Write true or false."))


def read_note(raw: object) -> str:
    """Return a text that PostgreSQL can store."""
    if not isinstance(raw, str):
        raise NotAValue(_("Write a text."))
    if "\x00" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise NotAValue(_("The text has characters that can't be stored."))
    if len(raw) > LONGEST_NOTE:
        raise NotAValue(_("At most %(count)d characters.") % {"count": LONGEST_NOTE})
    return raw


def read_status(raw: object) -> str:
    """Return a status that a person may set."""
    if raw not in (*SETTABLE_STATUSES, *REOPENED_STATUSES):
        raise NotAValue(_("Choose one of: %(statuses)s.") % {"statuses": ", ".join(SETTABLE_STATUSES)})
    return str(raw)


READERS: Mapping[str, Callable[[object], Value]] = {
    "quantity": read_quantity,
    "requested_date": read_date,
    "promised_date": read_optional_date,
    "priority": read_priority,
    "may_split": read_yes_or_no,
    "planning_frozen": read_yes_or_no,
    "status": read_status,
    "note": read_note,
}
EDITABLE = tuple(READERS)


def read_all(line: OrderLine, raw: Mapping[str, object]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values that differ from the line's, and for what can't be read the reason, both by field."""
    values: dict[str, Value] = {}
    reasons: dict[str, str] = {}
    for field, sent in raw.items():
        reader = READERS.get(field)
        if reader is None:
            reasons[field] = _("There is no such field to change.")
            continue
        try:
            value = _read(line, field, reader, sent)
        except NotAValue as error:
            reasons[field] = str(error)
            continue
        if value != getattr(line, field):
            values[field] = value
    reasons.update(_contradictions(line, values))
    return values, reasons


def _read(line: OrderLine, field: str, reader: Callable[[object], Value], sent: object) -> Value:
    """Read what was sent; a date without a year is near the one that it takes the place of."""
    if field in ("requested_date", "promised_date") and isinstance(sent, str):
        near = getattr(line, field) or line.requested_date
        return read_date(sent, near=near) if field == "requested_date" else read_optional_date(sent, near=near)
    return reader(sent)


def _contradictions(line: OrderLine, values: Mapping[str, Value]) -> dict[str, str]:
    reasons = {}
    quantity = values.get("quantity")
    if isinstance(quantity, Decimal):
        try:
            refuse_parts(quantity, item=line.item.code, unit=line.item.unit)
        except NotAValue as error:
            reasons["quantity"] = str(error)
        if quantity < line.shipped_quantity:
            reasons["quantity"] = _("%(shipped)s are shipped already.") % {"shipped": as_text(line.shipped_quantity)}
    status = values.get("status")
    if isinstance(status, str) and not ladder.may_set(line.status, status):
        reasons["status"] = _no_step(line.status)
    elif isinstance(status, str) and line.status == LineStatus.CLOSED and not _reopens(line, status):
        reasons["status"] = _("%(shipped)s are shipped already.") % {"shipped": as_text(line.shipped_quantity)}
    elif status == LineStatus.CANCELLED and line.shipped_quantity > 0:
        reasons["status"] = _("Part of it is shipped; close the line instead.")
    return reasons


def _reopens(line: OrderLine, status: str) -> bool:
    return ladder.agrees_with_shipped(status, shipped=line.shipped_quantity)


def _no_step(before: str) -> str:
    following = ", ".join(str(status.label) for status in ladder.next_by_person(before))
    told = {"before": LineStatus(before).label, "next": following}
    if not following:
        return _("The line is %(before)s, and stays so.") % told
    return _("From %(before)s a line can become: %(next)s.") % told


def as_text(value: Value) -> str:
    """Return a value as text: numbers without trailing zeros, dates as ISO, nothing as the empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def texts(line: OrderLine, *fields: str) -> dict[str, str]:
    """Return the line's fields (all that can be changed, where none are named) as text."""
    return {field: as_text(getattr(line, field)) for field in fields or EDITABLE}
