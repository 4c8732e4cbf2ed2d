"""The steps of a draft, as the browser sends them: read strictly, each named by its place where it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext as _

MOST_STEPS = 500
MOST_PARTS = 50
LONGEST_REASON = 500
DECIMALS = 4
LARGEST_QUANTITY = Decimal(100_000_000)
LARGEST_ID = 2**31 - 1
MOST_MINUTES = 1_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2100

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Reason = Annotated[str, msgspec.Meta(max_length=LONGEST_REASON, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=96, pattern=r"^[^\x00]*$")]


class StepsInvalid(Exception):
    """Some steps can't be read: `errors` says why, by `steps[i]`."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(errors.values())))
        self.errors = errors


class Quantity(msgspec.Struct, frozen=True, tag_field="kind", tag="quantity", forbid_unknown_fields=True):
    """
    What finishes of an item in the bucket that begins on a date, whatever the engine thinks; None: as it thinks again.

    `until` is the last day of what the person saw as a bucket; without it, it is that of the plan.
    """

    item_id: Id
    bucket: date
    quantity: Decimal | None
    until: date | None = None


class ForecastQuantity(msgspec.Struct, frozen=True, tag_field="kind", tag="forecast", forbid_unknown_fields=True):
    """What is expected to be ordered in a bucket, before orders consume it."""

    item_id: Id
    bucket: date
    quantity: Decimal
    until: date | None = None


class Firm(msgspec.Struct, frozen=True, tag_field="kind", tag="firm", forbid_unknown_fields=True):
    """Fix a lot in quantity and days."""

    lot_key: Key


class Unfirm(msgspec.Struct, frozen=True, tag_field="kind", tag="unfirm", forbid_unknown_fields=True):
    """Leave a lot to the engine again."""

    lot_key: Key


class Move(msgspec.Struct, frozen=True, tag_field="kind", tag="move", forbid_unknown_fields=True):
    """Fix a lot so that it finishes on another day; it keeps as many working days as it has."""

    lot_key: Key
    finish_date: date


class Split(msgspec.Struct, frozen=True, tag_field="kind", tag="split", forbid_unknown_fields=True):
    """Make several firm lots of one, on its days; the first keeps its key."""

    lot_key: Key
    quantities: tuple[Decimal, ...]


class WorkCenterRule(msgspec.Struct, frozen=True, tag_field="kind", tag="work_center", forbid_unknown_fields=True):
    """Where a step of an item's routing is done, or never; `free`: as the routing says again."""

    item_id: Id
    step: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]
    work_center_id: Id
    rule: Literal["force", "forbid", "free"]


class LotWorkCenter(
    msgspec.Struct, frozen=True, tag_field="kind", tag="lot_work_center", forbid_unknown_fields=True
):  # fmt: skip
    """Where a step of one lot is done, which is fixed as it is; None: where the engine thinks again."""

    lot_key: Key
    step: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]
    work_center_id: Id | None


class CapacityChange(
    msgspec.Struct, frozen=True, tag_field="kind", tag="capacity", forbid_unknown_fields=True,
    rename={"first": "from", "last": "to"},
):  # fmt: skip
    """Minutes a day that a work centre has more (overtime, shift) or less (downtime), from a date to a date."""

    work_center_id: Id
    first: date
    last: date
    minutes_per_day: Annotated[int, msgspec.Meta(ge=1, le=MOST_MINUTES)]
    change: Literal["overtime", "shift", "downtime"]


class Unlock(
    msgspec.Struct, frozen=True, tag_field="kind", tag="unlock", forbid_unknown_fields=True, omit_defaults=True
):
    """
    Let the quantities of some days of an item be changed inside its frozen fence, and why.

    With a lot: let that lot, which finishes in these days, be moved and split there instead.
    """

    item_id: Id
    bucket: date
    until: date
    reason: Reason
    lot_key: Key | None = None


Step = (
    Quantity | ForecastQuantity | Firm | Unfirm | Move | Split | LotWorkCenter | WorkCenterRule | CapacityChange
    | Unlock
)


def read(sent: Sequence[Any]) -> list[Step]:
    """Return the steps. Raises StepsInvalid."""
    if len(sent) > MOST_STEPS:
        raise StepsInvalid({"steps": _("At most %(most)d steps.") % {"most": MOST_STEPS}})
    steps: list[Step] = []
    errors: dict[str, str] = {}
    for place, raw in enumerate(sent):
        try:
            step = msgspec.convert(raw, Step)
        except msgspec.ValidationError as error:
            errors[f"steps[{place}]"] = str(error)
            continue
        wrong = _wrong(step)
        if wrong:
            errors[f"steps[{place}]"] = wrong
        steps.append(step)
    if errors:
        raise StepsInvalid(errors)
    return steps


def as_json(steps: Sequence[Step]) -> list[Any]:
    """Return steps as they are kept and sent: quantities as text."""
    return [msgspec.to_builtins(step) for step in steps]


def _wrong(step: Step) -> str:
    """Return what is wrong with a step by itself; empty: nothing."""
    match step:
        case Quantity(quantity=None):
            return _wrong_days(step.bucket, step.until)
        case Quantity(quantity=Decimal() as quantity) | ForecastQuantity(quantity=quantity):
            return _wrong_quantity(quantity, least=Decimal(0)) or _wrong_days(step.bucket, step.until)
        case Split():
            if not 2 <= len(step.quantities) <= MOST_PARTS:
                return _("A lot is split into 2 to %(most)d parts.") % {"most": MOST_PARTS}
            return next(filter(None, (_wrong_quantity(one, least=Decimal("0.0001")) for one in step.quantities)), "")
        case Unlock():
            return _wrong_days(step.bucket, step.until)
        case Move():
            return _wrong_days(step.finish_date, None)
        case CapacityChange():
            return _wrong_days(step.first, step.last)
    return ""


def _wrong_quantity(quantity: Decimal, *, least: Decimal) -> str:
    if not quantity.is_finite():
        return _("Write a number.")
    if not least <= quantity <= LARGEST_QUANTITY:
        return _("The quantity must be from %(least)s to %(most)s.") % {"least": least, "most": LARGEST_QUANTITY}
    if quantity != round(quantity, DECIMALS):
        return _("At most %(count)d decimals.") % {"count": DECIMALS}
    return ""


def _wrong_days(first: date, last: date | None) -> str:
    if last is not None and last < first:
        return _("The last day is before the first.")
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last or first)):
        return _("The year must be from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    return ""
