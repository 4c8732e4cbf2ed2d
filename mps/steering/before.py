"""What steps find when they are published, kept beside each of them, so that its record says before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import singledispatch
from typing import Any

from capacity.models import CapacityException
from mps.models import SteeringKind
from mps.steering import steps
from mps.steering.deciding_lots import find
from mps.steering.deciding_rooms import FORCE, FREE, is_rule
from mps.steering.known import Known
from mps.steering.steps import Step

WAS = "was"


def kept(raw: Sequence[Mapping[str, Any]], sent: Sequence[Step], known: Known) -> list[dict[str, Any]]:
    """
    Return steps as JSON, each with what it found (`was`): text and numbers by name, as far as it is known.

    `quantity` in the item's `unit`, `finish_date`, `minutes_per_day` of the same kind on each of the days,
    `work_center` (a code; empty: as the engine thinks) with `to`, the one that the step names, and the `rule` that
    held for it.
    """
    return [{**one, WAS: _found(step, known)} for one, step in zip(raw, sent, strict=True)]


@singledispatch
def _found(_step: object, _known: Known) -> dict[str, Any]:
    return {}


@_found.register
def _quantity(step: steps.Quantity, known: Known) -> dict[str, Any]:
    days = _days(step, known)
    if days is None:
        return {}
    finishing = (
        lot.quantity for lot in known.lots.values() if lot.item_id == step.item_id and days[0] <= lot.finish <= days[1]
    )
    return _amount(sum(finishing, Decimal(0)), step.item_id, known)


@_found.register
def _forecast(step: steps.ForecastQuantity, known: Known) -> dict[str, Any]:
    days = _days(step, known)
    if days is None:
        return {}
    rows = known.forecast_within(step.item_id, *days)
    return _amount(sum((row.quantity or Decimal(0) for row in rows), Decimal(0)), step.item_id, known)


@_found.register(steps.Firm)
@_found.register(steps.Unfirm)
@_found.register(steps.Move)
@_found.register(steps.Split)
def _lot(step: steps.Firm | steps.Unfirm | steps.Move | steps.Split, known: Known) -> dict[str, Any]:
    lot = find(known, step.lot_key)
    if lot is None:
        return {}
    return {**_amount(lot.quantity, lot.item_id, known), "finish_date": lot.finish.isoformat()}


@_found.register
def _lot_work_center(step: steps.LotWorkCenter, known: Known) -> dict[str, Any]:
    held = [
        row for row in known.active
        if row.kind == SteeringKind.WORK_CENTER and (row.lot_key, row.step) == (step.lot_key, step.step)
    ]  # fmt: skip
    to = known.centers.get(step.work_center_id, "") if step.work_center_id is not None else ""
    return {"work_center": known.centers.get(held[-1].work_center_id or 0, "") if held else "", "to": to}


@_found.register
def _rule(step: steps.WorkCenterRule, known: Known) -> dict[str, Any]:
    rules = [row for row in known.active if is_rule(row) and (row.item_id, row.step) == (step.item_id, step.step)]
    of_center = [row.rule for row in rules if row.work_center_id == step.work_center_id]
    forced = [known.centers.get(row.work_center_id or 0, "") for row in rules if row.rule == FORCE]
    return {
        "rule": of_center[0] if of_center else FREE, "work_center": forced[0] if forced else "",
        "to": known.centers.get(step.work_center_id, ""),
    }  # fmt: skip


@_found.register
def _capacity(step: steps.CapacityChange, _known: Known) -> dict[str, Any]:
    rows = CapacityException.objects.filter(
        work_center=step.work_center_id, kind=step.change, from_date__lte=step.last, to_date__gte=step.first
    )
    spans = list(rows.values_list("from_date", "to_date", "minutes_per_day"))
    days = [step.first + timedelta(days=number) for number in range((step.last - step.first).days + 1)]
    there = {sum(minutes for first, last, minutes in spans if first <= day <= last) for day in days}
    return {"minutes_per_day": there.pop()} if len(there) == 1 else {}


def _days(step: steps.Quantity | steps.ForecastQuantity, known: Known) -> tuple[date, date] | None:
    return (step.bucket, step.until) if step.until else known.bucket_of(step.bucket)


def _amount(quantity: Decimal, item_id: int, known: Known) -> dict[str, Any]:
    item = known.items.get(item_id)
    return {"quantity": f"{quantity.normalize():f}" if quantity else "0", "unit": item.unit if item else ""}
