"""Work centres that people chose for firm orders: what a plan may do with them, and that the engine obeys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mps.scheduler.check import check
from mps.scheduler.plan import Lot, LotStatus, OperationLoad, Pegging, Plan
from mps.scheduler.problem import FirmOrder, PlanningProblem
from mps.scheduler.validate import accept
from tests.scheduler import given
from tests.scheduler.hand_made import broken
from tests.scheduler.test_alternatives import centers, either, solved


class TestWorkCentersOfFirmOrders:
    order = FirmOrder("F1", "BIKE", 3.0, 3, 5, ((10, "CELL"),))
    lot = Lot("F1", "BIKE", 3.0, 3, 5, LotStatus.FIRM)
    rule = "firm order on another work centre than wanted"

    def made(self, center: str, minutes: float) -> Plan:
        loads = (OperationLoad(0, 10, center, 5, minutes, 0.0),)
        return Plan((self.lot,), loads, (), Pegging(), {})

    def problem(self, **changes: Any) -> PlanningProblem:
        bike = given.bike(lead_time_days=1)
        return given.problem(items=(bike,), firm_orders=(replace(self.order, **changes),), **either())

    def test_allows_the_step_where_it_is_wanted(self) -> None:
        check(self.problem(), self.made("CELL", 270.0))

    def test_forbids_it_elsewhere(self) -> None:
        assert broken(self.problem(), self.made("LINE", 180.0), self.rule) == "F1/10"

    def test_just_allows_either_where_nothing_is_wanted_or_it_cant_be(self) -> None:
        for wanted in ((), ((10, "LATHE"),), ((20, "CELL"),)):
            check(self.problem(work_centers=wanted), self.made("LINE", 180.0))

    def test_what_cant_be_is_refused_by_name(self) -> None:
        accepted = accept(self.problem(work_centers=((10, "LATHE"),)))
        assert [(one.record, one.detail) for one in accepted.refused] == [("firm_order:F1/10", "LATHE")]
        assert accepted.firm_orders[0][1].work_centers == ()

    @pytest.mark.parametrize(("wanted", "found"), [((), "LINE"), (((10, "CELL"),), "CELL"), (((10, "LINE"),), "LINE")])
    def test_are_obeyed_by_the_engine_and_other_lots_go_where_they_like(
        self, wanted: tuple[tuple[int, str], ...], found: str
    ) -> None:
        orders = (replace(self.order, work_centers=wanted), FirmOrder("F2", "BIKE", 2.0, 3, 5))
        where = centers(solved(items=(given.bike(lead_time_days=1),), firm_orders=orders))
        assert (where["F1"], where["F2"]) == (found, "LINE")

    def test_overload_it_rather_than_go_elsewhere(self) -> None:
        orders = (replace(self.order, quantity=30.0), FirmOrder("F2", "BIKE", 30.0, 3, 5, ((10, "CELL"),)))
        assert set(centers(solved(items=(given.bike(lead_time_days=1),), firm_orders=orders)).values()) == {"CELL"}
