"""`benchmark growth`: plants by a seed, planned in a process of their own."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from benchmarks.fresh_process import late_by_priority, measured
from benchmarks.growth import exponent
from benchmarks.growth_plant import FAMILY, plant
from mps.scheduler.plan import Delivery
from mps.scheduler.problem import DemandKind, to_bytes
from mps.scheduler.validate import accept
from tests.scheduler import given, hand_made


class TestPlant:
    def test_is_the_same_for_the_same_seed_and_another_for_another(self) -> None:
        assert to_bytes(plant(200, seed=3)) == to_bytes(plant(200, seed=3))
        assert to_bytes(plant(200, seed=3)) != to_bytes(plant(200, seed=4))

    def test_has_no_record_that_is_refused_and_three_levels(self) -> None:
        found = plant(300)

        assert accept(found).refused == ()
        parents = {line.parent for line in found.bom}
        assert {int(line.component[1:]) % FAMILY >= 20 for line in found.bom} == {True}
        assert {line.component for line in found.bom} & parents
        assert not {demand.item for demand in found.demands} & {line.component for line in found.bom}

    def test_leads_to_another_family_only_where_asked(self) -> None:
        def families(cross: float) -> set[bool]:
            lines = plant(300, cross=cross).bom
            return {int(line.parent[1:]) // FAMILY == int(line.component[1:]) // FAMILY for line in lines}

        assert families(0.0) == {True}
        assert families(0.3) == {True, False}

    @pytest.mark.parametrize("load", [0.8, 1.1])
    def test_has_the_capacity_for_its_load(self, load: float) -> None:
        tight, found = plant(500, load=1.0), plant(500, load=load)

        minutes = [np.sum([center.available_minutes for center in one.work_centers]) for one in (tight, found)]
        assert minutes[0] / minutes[1] == pytest.approx(load)

    def test_refuses_half_a_family(self) -> None:
        with pytest.raises(ValueError, match="150 items"):
            plant(150)


class TestMeasured:
    def test_counts_orders_that_are_late_or_incomplete_by_priority(self) -> None:
        demands = tuple(given.order(2.0, 3, key=key, priority=p) for key, p in (("A", 1), ("B", 1), ("C", 2), ("D", 2)))
        forecast = replace(demands[0], key="F", kind=DemandKind.FORECAST)
        deliveries = (Delivery(0, 2.0, 3), Delivery(1, 1.0, 3), Delivery(1, 1.0, 4), Delivery(2, 1.0, 1))

        found = late_by_priority(
            given.problem(demands=(*demands, forecast)), replace(hand_made.plan(), deliveries=deliveries)
        )

        assert found == {1: (1, 2), 2: (2, 2)}

    def test_plans_and_checks_in_a_process_of_its_own(self) -> None:
        found = measured(given.problem(demands=(given.order(2.0, 5), given.order(99.0, 8, key="SO2"))), rounds=1)

        assert (found.orders, found.on_time) == (2, 1)
        assert found.cpu_seconds >= found.solve_cpu_seconds > 0
        assert found.peak_mib > 1

    def test_hands_on_what_a_process_that_failed_has_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mps.scheduler.problem.to_bytes", lambda _problem: b"no problem")

        with pytest.raises(RuntimeError, match=r"(?s)ended with 1.*malformed"):
            measured(given.problem(), rounds=1)


def test_exponent_is_that_of_the_growth() -> None:
    assert exponent((10, 2.0), (20, 8.0)) == pytest.approx(2)
    assert exponent((10, 2.0), (10, 8.0)) is None


def test_prints_a_row_for_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("benchmark", "growth", "--json", "--sizes", "100,200")

    small, large = map(json.loads, capsys.readouterr().out.splitlines())
    assert (small["items"], large["items"]) == (100, 200)
    assert small["exponent"] is None
    assert large["exponent"] is not None
    assert large["orders"] > small["orders"] > 0


@pytest.mark.parametrize("sizes", ["150", "none", "100,", "0"])
def test_refuses_sizes_that_are_no_hundreds(sizes: str) -> None:
    with pytest.raises(CommandError, match="sizes are hundreds"):
        call_command("benchmark", "growth", "--sizes", sizes)
