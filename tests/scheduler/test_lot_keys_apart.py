"""A lot is taken for one of the last plan only where people would take it for that."""

from __future__ import annotations

import pytest

from mps.scheduler.lot_keys import MOST_DAYS_APART
from mps.scheduler.problem import PreviousLot
from tests.scheduler.given import assembly, horizon, line, order, problem, solved

DAYS = 60


@pytest.mark.parametrize(("apart", "key"), [(MOST_DAYS_APART, "BIKE-7"), (MOST_DAYS_APART + 1, "BIKE-8")])
def test_a_lot_keeps_its_key_up_to_four_weeks_away(apart: int, key: str) -> None:
    before = PreviousLot("BIKE-7", "BIKE", 3.0, finish_day=10, start_day=10)
    shop = problem(
        horizon=horizon(DAYS), work_centers=(line(days=DAYS),), operations=(assembly(),),
        demands=(order(2.0, 10 + apart),), previous_lots=(before,),
    )  # fmt: skip

    assert [lot.key for lot in solved(shop).plan.lots] == [key]
