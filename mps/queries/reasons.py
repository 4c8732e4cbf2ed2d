"""Why a cell or a lot is what it is: fences, lot rules, lead times, work centres. Codes and numbers, no words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mps.queries.kept_plan import KeptLot, KeptPlan
from mps.scheduler.explain import ChainLink, Holds
from mps.scheduler.problem import Item

NEARLY_ALL_SHARE = 0.995
_DUST = 1e-6


class Why(StrEnum):
    """A rule that makes a number what it is."""

    FROZEN_CELL = "frozen_cell"
    LEAD_TIME_CELL = "lead_time_cell"
    FORECAST_FENCE = "forecast_fence"
    FIXED_BY_PEOPLE = "fixed_by_people"
    FROZEN = "frozen"
    KEPT_CALM = "kept_calm"
    AS_BEFORE = "as_before"
    JUST_IN_TIME = "just_in_time"
    EARLY_FULL = "early_full"
    EARLY_CLOSED = "early_closed"
    EARLY = "early"
    LATE_FENCE = "late_fence"
    LATE_COMPONENT = "late_component"
    LATE_LEAD_TIME = "late_lead_time"
    LATE_FULL = "late_full"
    LATE_YIELDS = "late_yields"
    PERIOD = "period"
    MINIMUM = "minimum"
    MULTIPLE = "multiple"
    MAXIMUM = "maximum"
    SAFETY_STOCK = "safety_stock"
    LEAST_COST = "least_cost"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule with its numbers: `what` is the code of an item or work centre; `days` calendar days, `amount` pieces."""

    why: Why
    when: date | None = None
    days: int = 0
    amount: float = 0.0
    what: str = ""


def reasons_of_cell(plan: KeptPlan, code: str, days: range, lots: Collection[KeptLot]) -> tuple[Reason, ...]:
    """Return why an item's cell has the lots that it has, or none; `days` are the cell's, `lots` finish in them."""
    item, found = plan.item(code), list[Reason]()
    last_frozen = item.frozen_days - 1
    if days.start <= last_frozen:
        found.append(Reason(Why.FROZEN_CELL, when=plan.date_of(last_frozen), days=item.frozen_days))
        if any(not plan.counts(one) and max(0, one.due_day) in days for one in plan.demands_of[code]):
            found.append(Reason(Why.FORECAST_FENCE, when=plan.date_of(last_frozen)))
    first_finish = max(0, item.frozen_days) + item.lead_time_days
    if days.stop <= first_finish and not lots and item.lead_time_days:
        found.append(Reason(Why.LEAD_TIME_CELL, when=plan.date_of(first_finish), days=item.lead_time_days))
    found += [reason for lot in lots if lot.firm for reason in _status(plan, lot)]
    if any(not lot.firm for lot in lots):
        found += _lot_policy(item)
    return tuple(dict.fromkeys(found))


def reasons_of_lot(
    plan: KeptPlan, lot: KeptLot, needed_day: int | None, rest: float, *, held: ChainLink | None
) -> tuple[Reason, ...]:
    """
    Return why a lot has its days and its quantity; `held` is what keeps it from being there sooner (`lot_cause`).

    `needed_day` is the last day on which it is there in time for whoever draws from it first, None where nobody does;
    `rest` is what nobody draws.
    """
    return (*_status(plan, lot), *_days(plan, lot, needed_day, held), *_quantity(plan, lot, rest))


def _status(plan: KeptPlan, lot: KeptLot) -> Iterator[Reason]:
    item = plan.item(lot.item)
    if lot.firm:
        if lot.key not in {order.key for order in plan.problem.firm_orders}:
            yield Reason(Why.KEPT_CALM)
        elif lot.start_day < item.frozen_days:
            yield Reason(Why.FROZEN, when=plan.date_of(item.frozen_days - 1))
        else:
            yield Reason(Why.FIXED_BY_PEOPLE)
        return
    for before in plan.problem.previous_lots:
        if before.key == lot.key and before.finish_day == lot.finish_day:
            if abs(before.quantity - lot.quantity) < _DUST:
                yield Reason(Why.AS_BEFORE)
            return


def _days(plan: KeptPlan, lot: KeptLot, needed_day: int | None, held: ChainLink | None) -> Iterator[Reason]:
    if needed_day is None or lot.firm:
        return
    if lot.finish_day > needed_day:
        yield _late(held, plan.item(lot.item), plan.date_of(needed_day), lot.finish_day - needed_day)
    elif lot.finish_day == needed_day:
        yield Reason(Why.JUST_IN_TIME, when=plan.date_of(needed_day))
    else:
        yield _early(plan, lot, needed_day)


def _late(held: ChainLink | None, item: Item, when: date, days: int) -> Reason:
    """Return what keeps a late lot from being there sooner, as the chain of a late line tells it."""
    kind = held.kind if held else Holds.YIELDS
    if held and kind is Holds.FENCE:
        return Reason(Why.LATE_FENCE, when=when, days=days)
    if held and kind in (Holds.MATERIAL, Holds.RECEIPT):
        return Reason(Why.LATE_COMPONENT, when=when, days=days, what=held.code)
    if held and kind is Holds.LEAD_TIME:
        return Reason(Why.LATE_LEAD_TIME, when=when, days=item.lead_time_days)
    if held and kind is Holds.CAPACITY:
        return Reason(Why.LATE_FULL, when=when, days=days, what=held.code)
    return Reason(Why.LATE_YIELDS, when=when, days=days)


def _early(plan: KeptPlan, lot: KeptLot, needed_day: int) -> Reason:
    when, days, center = plan.date_of(needed_day), needed_day - lot.finish_day, _center(plan, lot)
    if center:
        available = plan.accepted.work_centers[center].available_minutes
        between = range(lot.finish_day + 1, min(needed_day + 1, len(available)))
        room = sum(available[day] for day in between)
        if room <= 0:
            return Reason(Why.EARLY_CLOSED, when=when, days=days, what=center)
        load = plan.load.get(center, {})
        if sum(load.get(day, 0.0) for day in between) >= NEARLY_ALL_SHARE * room:
            return Reason(Why.EARLY_FULL, when=when, days=days, what=center)
    return Reason(Why.EARLY, when=when, days=days)


def _center(plan: KeptPlan, lot: KeptLot) -> str:
    """Return the work centre on which a lot ends, the fullest of those of its last day; empty for a bought one."""
    rows = plan.minutes_of_lot[lot.key]
    last = max((row.day for row in rows), default=0)
    return max((row.work_center for row in rows if row.day == last), default="")


def _quantity(plan: KeptPlan, lot: KeptLot, rest: float) -> Iterator[Reason]:
    item = plan.item(lot.item)
    if lot.firm:
        return
    yield from _lot_policy(item)
    if item.lot_maximum and lot.quantity >= item.lot_maximum * (1 - _DUST):
        yield Reason(Why.MAXIMUM, amount=item.lot_maximum)
    if rest <= _DUST * lot.quantity:
        return
    if item.lot_minimum and lot.quantity <= max(item.lot_minimum, item.lot_multiple) * (1 + _DUST):
        yield Reason(Why.MINIMUM, amount=item.lot_minimum)
    elif item.lot_multiple and rest < item.lot_multiple:
        yield Reason(Why.MULTIPLE, amount=item.lot_multiple)
    if item.safety_stock > 0:
        yield Reason(Why.SAFETY_STOCK, amount=item.safety_stock)


def _lot_policy(item: Item) -> Iterator[Reason]:
    if item.lots_by_cost:
        yield Reason(Why.LEAST_COST)
    elif item.period_of_supply_days > 1:
        yield Reason(Why.PERIOD, days=item.period_of_supply_days)
