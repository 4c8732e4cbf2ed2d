"""
Which elements a way out may be made of: what of the plant stands in the way of one late line, each in a few amounts.

Slots are what can be decided once (overtime of a work centre in a week, a receipt, another line); their levels are its
amounts, the cheapest first. The number of slots is bounded: the fullest work centres (where they give nothing, some
more), the last weeks before the due day, the receipts that the line waits for and those nearest to it, and the lines
whose move is cheapest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby, product

import numpy as np

from mps.scheduler.columns import RECEIPT
from mps.scheduler.horizon import DAYS_IN_A_WEEK
from mps.scheduler.problem import Item, WorkCenter
from mps.scheduler.repair_elements import (
    BuySooner,
    Element,
    Expedite,
    LotRule,
    OtherCenter,
    Overtime,
    OwnLot,
    Relax,
)
from mps.scheduler.repair_late import Late
from mps.scheduler.repair_lines import firm_lots, lines, sharing_with, split
from mps.scheduler.repair_lots import own_lots, setup_price

Slot = tuple[Element, ...]

LARGEST_SET = 3
MOST_CENTERS = 3
MOST_FURTHER = 6
MOST_BESIDE = 2
MOST_WEEKS = 3
MOST_RECEIPTS = 3
# Beside the overtime that the site has: as many hours again as the week has, which is a further shift.
EXTRA_SHARE = 1.0
WEEK_MINUTES = (30, 60, 90, 120, 180, 240, 360, 480, 720, 960, 1440, 1920, 2880, 3840, 5760)
DAYS_SOONER = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)
# What a day sooner costs: nobody keeps a price of it, so it is a share of what is bought, and never nothing.
EXPEDITE_SHARE_A_DAY = 0.01
EXPEDITE_DAY = 50.0


def slots_for(late: Late) -> tuple[Slot, ...]:
    """Return the elements of ways out for a late line, each slot with its amounts; always in the same order."""
    fullest = [code for code, _load, _minutes in late.fullest()]
    found = (
        *_overtime(late, fullest[:MOST_CENTERS]), *_receipts(late), *_purchases(late), *lines(late), *split(late),
        *firm_lots(late), *_other_centers(late), *own_lots(late), *_rules(late),
    )  # fmt: skip
    return tuple(slot for slot in found if slot)


def further_slots(late: Late) -> tuple[Slot, ...]:
    """
    Return hours of further work centres, for where `slots_for` gives nothing: the less full ones that the line passes,
    and those of what shares a work centre or a component with it.
    """
    own, sharing = [code for code, _load, _minutes in late.fullest()], sharing_with(late)
    others = {step.work_center for step in late.plan.problem.operations if step.item in sharing}.difference(own)
    codes = [*own[MOST_CENTERS:], *sorted(others)]
    return tuple(slot for slot in _overtime(late, codes[:MOST_FURTHER]) if slot)


def at_least(slot: Slot) -> float:
    """Return the price of the cheapest amount of a slot."""
    return min(one.price for one in slot)


def sets_of(slots: Sequence[Slot]) -> Iterator[tuple[Element, ...]]:
    """Yield every set of at most `LARGEST_SET` elements, one of a slot."""
    for size in range(1, LARGEST_SET + 1):
        for chosen in combinations(slots, size):
            if len({slot[0].slot for slot in chosen}) == size:
                yield from product(*chosen)


def one_a_slot(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Return elements of different slots, the first of each."""
    chosen: dict[str, Element] = {}
    for one in elements:
        chosen.setdefault(one.slot, one)
    return tuple(chosen.values())


def with_hours(late: Late, slots: Iterable[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """
    Yield the line's own lots with hours on the days of each, at the fullest work centres that it is worked on.

    Hours alone go to whatever comes first; a lot alone takes them from others.
    """
    own = {step.work_center for step in late.steps if step.item == late.demand.item}
    codes = [code for code, _load, _minutes in late.fullest() if code in own][:MOST_BESIDE]
    for slot in slots:
        lot = slot[0]
        if not isinstance(lot, OwnLot):
            continue
        for code in codes:
            center = late.plan.index.accepted.work_centers[code]
            days = tuple(day for day in range(lot.start_day, lot.day + 1) if center.available_minutes[day] > 0)
            if days:
                yield slot, _amounts(center, days)


def _overtime(late: Late, codes: Iterable[str]) -> Iterator[Slot]:
    centers = late.plan.index.accepted.work_centers
    for center in (centers[code] for code in codes):
        for days in _weeks(center, late.demand.due_day, late.plan.problem.horizon.start_date.weekday()):
            yield _amounts(center, days)


def _weeks(center: WorkCenter, due_day: int, first_weekday: int) -> Iterator[tuple[int, ...]]:
    """Yield the working days of the last calendar weeks, and not those after the due day; the nearest week first."""
    last = min(due_day, len(center.available_minutes) - 1)
    working = [day for day in range(last + 1) if center.available_minutes[day] > 0]
    weeks = [tuple(days) for _week, days in groupby(working, key=lambda day: (first_weekday + day) // DAYS_IN_A_WEEK)]
    yield from reversed(weeks[-MOST_WEEKS:])


def _amounts(center: WorkCenter, days: tuple[int, ...]) -> Slot:
    most = max(
        sum(center.overtime_minutes[day] for day in days),
        EXTRA_SHARE * sum(center.available_minutes[day] for day in days),
    )
    each = sorted(
        {math.ceil(minutes / len(days)) for minutes in WEEK_MINUTES if minutes < most} | {math.ceil(most / len(days))}
    )
    return tuple(
        Overtime(center.code, days, float(minutes), minutes * len(days) * center.overtime_cost_per_minute)
        for minutes in each
    )


def _receipts(late: Late) -> Iterator[Slot]:
    items, due = late.plan.index.accepted.items, late.demand.due_day
    waits = [one for one in late.plan.problem.receipts if one.item in late.items and one.arrives_day > 1]
    awaited = _awaited(late)
    nearest = sorted(waits, key=lambda one: (one.key not in awaited, abs(one.arrives_day - due), one.key))
    for one in nearest[:MOST_RECEIPTS]:
        value = one.quantity * items[one.item].unit_cost
        yield tuple(
            Expedite(one.key, one.item, one.arrives_day - days, days, _push_price(value, days))
            for days in _sooner(one.arrives_day)
        )


def _awaited(late: Late) -> set[str]:
    """Return the keys of receipts that are there for the line, or for a lot that it waits for, after its due day."""
    plan = late.plan
    pegs, receipts = plan.columns, plan.problem.receipts
    mine = (pegs.peg_demand == late.place) | np.isin(pegs.peg_lot, [*plan.lots_of(late.place)])
    supplies = [receipts[place] for place in np.unique(pegs.peg_supply[mine & (pegs.peg_kind == RECEIPT)]).tolist()]
    return {one.key for one in supplies if one.arrives_day > late.demand.due_day}


def _purchases(late: Late) -> Iterator[Slot]:
    """Yield planned purchases that the line waits for."""
    plan = late.plan
    lots, codes = plan.columns, list(plan.index.accepted.items.values())
    last: dict[int, int] = {}
    for lot in plan.lots_of(late.place):
        item = int(lots.lot_item[lot])
        if not codes[item].made and not lots.lot_firm[lot] and lots.lot_finish[lot] > 1:
            last[item] = max(lot, last.get(item, lot), key=lambda one: int(lots.lot_finish[one]))
    for item, lot in sorted(last.items())[:MOST_RECEIPTS]:
        quantity, day = float(lots.lot_quantity[lot]), int(lots.lot_finish[lot])
        yield tuple(
            BuySooner(codes[item].code, quantity, day - days, days, _push_price(quantity * codes[item].unit_cost, days))
            for days in _sooner(day)
        )


def _sooner(day: int) -> list[int]:
    """Return by how many days something can come sooner than on a day: not before tomorrow."""
    return sorted({days for days in DAYS_SOONER if days < day - 1} | {day - 1})


def _push_price(value: float, days: int) -> float:
    return days * max(EXPEDITE_DAY, EXPEDITE_SHARE_A_DAY * value)


def _other_centers(late: Late) -> Iterator[Slot]:
    centers, quantity = late.plan.index.accepted.work_centers, late.demand.quantity
    for step in late.steps:
        for other in step.alternatives:
            more = max(0.0, other.factor - 1) * quantity * step.run_minutes_per_unit
            price = more * centers[other.work_center].overtime_cost_per_minute
            yield (OtherCenter(step.item, step.step, other.work_center, price),)


def _rules(late: Late) -> Iterator[Slot]:
    """Yield the lot rules of what goes into the line; one more set-up is what it costs to leave one out."""
    problem = late.plan.problem
    for item in problem.items:
        if item.made and item.code in late.items:
            price = setup_price(problem, item.code)
            yield from ((Relax(item.code, rule, price),) for rule in _rules_of(item))


def _rules_of(item: Item) -> Iterable[LotRule]:
    if item.lot_minimum > 0:
        yield LotRule.MINIMUM
    if item.lot_multiple > 1:
        yield LotRule.MULTIPLE
    if item.lot_maximum > 0:
        yield LotRule.MAXIMUM
    if item.period_of_supply_days > 1 or item.lots_by_cost:
        yield LotRule.PERIOD
