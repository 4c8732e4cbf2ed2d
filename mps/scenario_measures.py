"""What scenarios do to work centres and lots, beside the plan that is."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from capacity.models import WorkCenter
from mps.changed_lots import LotChange, Made, told
from mps.models import Plan, PlanLoad, PlannedOrder, ScenarioPlan
from mps.scheduler import result_bytes
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.scheduler.plan import Lot, LotStatus

Minutes = tuple[Sequence[float], Sequence[float], Sequence[float]]
Sums = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LoadCell:
    """Per cent of what is available; `overtime` in hours; `more` hours of work than today."""

    percent: float
    fullest: float
    overtime: float
    more: float


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A work centre: its share of use (%) over the horizon and in its fullest bucket, today and in each scenario."""

    code: str
    name: str
    now: LoadCell
    values: tuple[LoadCell, ...]


def loads_of(current: Plan, shown: Sequence[ScenarioPlan]) -> list[LoadRow]:
    """Return every work centre of the current plan and of scenarios, the fullest first."""
    now, others = _loads_of(current), [_stored_loads(plan) for plan in shown]
    names = dict(WorkCenter.objects.filter(site=current.site_id).values_list("code", "name"))
    rows = []
    for code in dict.fromkeys([*now, *(code for one in others for code in one)]):
        before = _sums(now.get(code))
        cells = tuple(_cell(_sums(one.get(code)), before) for one in others)
        rows.append(LoadRow(code, names.get(code, ""), _cell(before, before), cells))
    return sorted(rows, key=lambda row: (-max([row.now.percent, *(one.percent for one in row.values)]), row.code))


def lots_of(current: Plan, shown: ScenarioPlan) -> list[LotChange[str]]:
    """Return the lots that are not the same in the current plan and in that of a scenario, the soonest first."""
    planned_on = current if shown.plan_id == current.pk else Plan.objects.filter(pk=shown.plan_id).first() or current
    start = planned_on.bucket_starts[0].toordinal()
    lots = PlannedOrder.objects.filter(plan=current)
    was = {
        key: (item, Made(quantity, begin, finish, status == LotStatus.FIRM))
        for key, item, quantity, begin, finish, status in lots.values_list(
            "lot_key", "item__code", "quantity", "start_date", "finish_date", "status"
        )
    }
    now = {lot.key: (lot.item, _made(lot, start)) for lot in result_bytes.from_bytes(bytes(shown.result)).plan.lots}
    return told(was, now, first_day=planned_on.bucket_starts[0])


def _made(lot: Lot, start: int) -> Made:
    """Return a lot with its days; `start` is the ordinal of day 0."""
    days = date.fromordinal(start + lot.start_day), date.fromordinal(start + lot.finish_day)
    return Made(lot.quantity, *days, lot.status == LotStatus.FIRM)


def _loads_of(plan: Plan) -> dict[str, Minutes]:
    rows = PlanLoad.objects.filter(plan=plan).order_by("work_center__code")
    found = rows.values_list("work_center__code", "available_minutes", "load_minutes", "overtime_minutes")
    return {code: (available, load, overtime) for code, available, load, overtime in found}


def _stored_loads(plan: ScenarioPlan) -> dict[str, Minutes]:
    rows: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(bytes(plan.loads)))
    return dict(zip(rows["codes"], zip(rows["available"], rows["load"], rows["overtime"], strict=True), strict=True))


def _sums(minutes: Minutes | None) -> Sums:
    """Return minutes available, of load and of overtime, and the share of the fullest bucket."""
    if minutes is None:
        return 0.0, 0.0, 0.0, 0.0
    available, load, overtime = minutes
    there = [one + more for one, more in zip(available, overtime, strict=True)]
    fullest = max((used / most for used, most in zip(load, there, strict=True) if most > 0), default=0.0)
    return sum(available), sum(load), sum(overtime), fullest


def _cell(own: Sums, now: Sums) -> LoadCell:
    available, load, overtime, fullest = own
    percent = 100 * load / (available + overtime) if available + overtime > 0 else 0.0
    hours = MINUTES_IN_AN_HOUR
    return LoadCell(percent, 100 * fullest, overtime / hours, (load - now[1]) / hours)
