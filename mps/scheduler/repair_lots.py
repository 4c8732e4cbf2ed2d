"""
Elements of ways out that are single lots, fixed by quantity and day, whatever the lot rules say.

Lot rules are of an item, for all its lots; a person who needs one smaller lot fixes that one, and leaves the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from mps.scheduler.columns import LOT
from mps.scheduler.lateness import Standing
from mps.scheduler.making import Making
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.repair_elements import Element, OwnLot, Relax
from mps.scheduler.repair_late import Late

# So many working days until the line is due are tried for its own lot, the latest first.
MOST_DAYS = 4
# More lots than that are no plain instruction.
MOST_LOTS = 6
DECIMALS = 4
_DUST = 1e-6


def own_lots(late: Late) -> Iterator[tuple[OwnLot, ...]]:
    """Yield a lot of what the line's late lots are for, in time: of each of some days, the latest first."""
    quantity = _in_late_lots(late)
    if quantity <= _DUST:
        return
    lots = _Lots(late.plan)
    for day in lots.days_until(late.demand.due_day)[-MOST_DAYS:][::-1]:
        found = lots.added(late.demand.item, quantity, day)
        if found is not None:
            yield (found,)


def _in_late_lots(late: Late) -> float:
    """Return how much of the line comes from planned lots after it is due."""
    columns = late.plan.columns
    rows = (columns.peg_demand == late.place) & (columns.peg_kind == LOT)
    supply = columns.peg_supply[rows]
    is_late = (columns.lot_finish[supply] > late.demand.due_day) & ~columns.lot_firm[supply]
    return float(columns.peg_quantity[rows][is_late].sum())


def instead_of_rules(plan: Standing, place: int, rules: Iterable[Relax], last_day: int) -> Iterator[tuple[OwnLot, ...]]:
    """
    Yield what makes the lots of a plan without some lot rules, the rules left as they are.

    These are the lots of the rules' items that the line waits for; then the first of them until a day, whoever waits:
    one more each time, for stock that these leave may be what the line gets.
    """
    prices = {one.item: one.price for one in rules}
    codes, lots = list(plan.index.accepted.items), _Lots(plan)
    finish = plan.columns.lot_finish

    def fixed(chosen: Iterable[int]) -> list[OwnLot]:
        days = {(int(finish[lot]), codes[int(plan.columns.lot_item[lot])]) for lot in chosen}
        found = (lots.as_planned(item, day, prices[item]) for day, item in sorted(days) if item in prices)
        return [one for one in found if one is not None]

    its_own, first = fixed(plan.lots_of(place)), fixed(np.flatnonzero(finish <= last_day).tolist())
    ways = [its_own, *(first[: count + 1] for count in range(len(first)))]
    yield from (tuple(one) for one in ways if 0 < len(one) <= MOST_LOTS)


class _Lots:
    """Which lots a plan could have beside its own."""

    def __init__(self, plan: Standing) -> None:
        self.plan, self._making = plan, Making(plan.problem)
        self._works = plan.index.available_minutes.sum(axis=0) > 0
        self._number = {code: number for number, code in enumerate(plan.index.accepted.items)}

    def days_until(self, day: int) -> list[int]:
        """Return the working days until one."""
        return [int(one) for one in np.flatnonzero(self._works[: max(0, day + 1)])]

    def added(self, code: str, quantity: float, day: int) -> OwnLot | None:
        """Return a lot that finishes on a day beside those that do, at the price of its set-ups."""
        return self._fixed(code, quantity + self._planned(code, day), day, setup_price(self.plan.problem, code))

    def as_planned(self, code: str, day: int, price: float) -> OwnLot | None:
        """Return what the plan finishes on a day, as one lot."""
        return self._fixed(code, self._planned(code, day), day, price)

    def _planned(self, code: str, day: int) -> float:
        """Return how much of an item the plan finishes on a day in lots that nobody has fixed."""
        columns = self.plan.columns
        rows = (columns.lot_item == self._number[code]) & (columns.lot_finish == day) & ~columns.lot_firm
        return float(columns.lot_quantity[rows].sum())

    def _fixed(self, code: str, quantity: float, day: int, price: float) -> OwnLot | None:
        """Return a lot that people could fix; None where it would begin too soon, or others did so for that day."""
        item = self.plan.index.accepted.items[code]
        if any(first <= day <= last for first, last in item.closed_days) or quantity <= _DUST:
            return None
        made = self._making.lots(item, round(quantity, DECIMALS), day)
        if len(made) != 1 or day - item.lead_time_days < max(0, item.frozen_days):
            return None
        firm = sum(one.quantity for one in self.plan.problem.firm_orders if (one.item, one.finish_day) == (code, day))
        total = round(quantity + firm, DECIMALS)
        return OwnLot(code, made[0][0], total, made[0][1], day, self._with_idle_days(day), price)

    def _with_idle_days(self, day: int) -> tuple[int, int]:
        first = last = day
        while first > 0 and not self._works[first - 1]:
            first -= 1
        while last + 1 < len(self._works) and not self._works[last + 1]:
            last += 1
        return first, last


def setup_price(problem: PlanningProblem, item: str) -> float:
    """Return what one more lot of an item costs: its set-ups."""
    steps = [step for step in problem.operations if step.item == item]
    minutes = sum(step.setup_minutes for step in steps) * problem.prices.setup_minute
    return minutes + sum(step.setup_cost for step in steps)


def rules_in(elements: Iterable[Element]) -> tuple[Relax, ...]:
    """Return the lot rules that a set leaves out."""
    return tuple(one for one in elements if isinstance(one, Relax))
