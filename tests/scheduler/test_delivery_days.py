"""Quotes of a site that does not work every day: what is wanted, and what is given, is a working day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mps.scheduler import promise_basis
from mps.scheduler.problem import PlanningProblem, Receipt
from mps.scheduler.promise import PartialDelivery, Quote, quote
from tests.scheduler.simulation import DAYS, NO_PLAN, PUMPS, housing, quoted


class TestDeliveryDays:
    """Day 0 is a Wednesday; nothing leaves on the Saturdays and Sundays 3, 4, 10, 11, 17 and 18."""

    WEEKDAYS = tuple(day for day in range(DAYS) if day % 7 not in (3, 4))

    def quoted(
        self, problem: PlanningProblem = PUMPS, *, item: str = "pump", quantity: float, wanted_day: int
    ) -> Quote:
        basis = replace(promise_basis.build(problem, NO_PLAN), delivery_days=self.WEEKDAYS)
        return quote(basis, item=item, quantity=quantity, wanted_day=wanted_day)

    @pytest.mark.parametrize(("wanted", "due"), [(1, 1), (3, 2), (4, 2), (5, 5), (-4, 0)])
    def test_a_day_on_which_nothing_leaves_means_the_one_before(self, wanted: int, due: int) -> None:
        found = self.quoted(quantity=5, wanted_day=wanted)

        assert (found.due_day, found.delivery_day) == (due, due)

    def test_what_is_ready_on_a_day_off_leaves_on_the_next_one(self) -> None:
        """46 pumps take 240 minutes: four days, ready on Saturday."""
        found = self.quoted(quantity=46, wanted_day=0)

        assert (quoted(PUMPS, quantity=46).earliest_day, found.earliest_day, found.delivery_day) == (3, 5, 5)
        assert found.why_not is not None
        assert found.why_not.day == 3

    def test_both_parts_of_a_split_leave_on_working_days(self) -> None:
        items = housing(on_hand=0, lead_time_days=10)
        problem = replace(PUMPS, items=items, receipts=(Receipt("r", "housing", 4, 3),))

        found = self.quoted(problem, item="housing", quantity=6, wanted_day=0)

        assert found.split is not None
        assert (found.split.first, found.split.rest) == (PartialDelivery(5, 4), PartialDelivery(12, 2))
