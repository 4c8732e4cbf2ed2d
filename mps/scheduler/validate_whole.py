"""What holds for a problem as a whole, and its last plan's lots: senseless values give way to usual ones, by name."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Refused
from mps.scheduler.problem import PlanningProblem, PreviousLot, PreviousMinutes, Prices
from mps.scheduler.reach import LONGEST_HORIZON_DAYS, is_amount, is_quantity, is_whole_number


def sound_whole(problem: PlanningProblem) -> tuple[PlanningProblem, tuple[Refused, ...]]:
    """
    Return the problem, itself where nothing is wrong, and what was wrong in its horizon, prices and last plan.

    A horizon that can't be planned has no days, so nothing is planned. A price gets its default; a lot of the last
    plan is left out.
    """
    refused: list[Refused] = []
    horizon, prices = _horizon(problem.horizon, refused), _prices(problem.prices, refused)
    lots = _previous_lots(problem.previous_lots, refused)
    minutes = _previous_minutes(problem.previous_minutes, refused)
    if refused:
        problem = replace(problem, horizon=horizon, prices=prices, previous_lots=lots, previous_minutes=minutes)
    return problem, tuple(refused)


def _horizon(horizon: Horizon, refused: list[Refused]) -> Horizon:
    days = horizon.day_count
    if 1 <= days <= LONGEST_HORIZON_DAYS:
        return horizon
    refused.append(Refused("horizon", "bad_number", f"day_count={days}"))
    return replace(horizon, day_count=0, bucket_starts=())


def _prices(prices: Prices, refused: list[Refused]) -> Prices:
    wrong: dict[str, Any] = {}
    for price in fields(Prices):
        value = getattr(prices, price.name)
        # with a factor above 1 what is least urgent would come first, and high priorities overflow
        most_is_kept = value <= 1 if price.name == "priority_factor" else is_amount(value)
        if not (most_is_kept and value >= 0):
            refused.append(Refused("prices", "bad_number", f"{price.name}={value}"))
            wrong[price.name] = price.default
    return replace(prices, **wrong) if wrong else prices


def _previous_lots(lots: tuple[PreviousLot, ...], refused: list[Refused]) -> tuple[PreviousLot, ...]:
    bad = [lot for lot in lots if not _is_sound(lot)]
    if not bad:
        return lots
    refused += [Refused(f"previous_lot:{lot.key}", "bad_number", _numbers(lot)) for lot in bad]
    return tuple([lot for lot in lots if _is_sound(lot)])


def _previous_minutes(rows: tuple[PreviousMinutes, ...], refused: list[Refused]) -> tuple[PreviousMinutes, ...]:
    bad = [row for row in rows if not _are_minutes(row)]
    refused += [
        Refused(f"previous_minutes:{row.lot}/{row.step}", "bad_number", f"day={row.day},minutes={row.minutes}")
        for row in bad
    ]
    return tuple([row for row in rows if _are_minutes(row)]) if bad else rows


def _are_minutes(row: PreviousMinutes) -> bool:
    return is_amount(row.minutes) and row.minutes >= 0 and is_whole_number(row.day) and is_whole_number(row.step)


def _is_sound(lot: PreviousLot) -> bool:
    started = lot.start_day is None or is_whole_number(lot.start_day)
    return is_quantity(lot.quantity) and is_whole_number(lot.finish_day) and started


def _numbers(lot: PreviousLot) -> str:
    return f"quantity={lot.quantity},start_day={lot.start_day},finish_day={lot.finish_day}"
