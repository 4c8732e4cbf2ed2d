"""`benchmark growth --tables`: a made plant comes back through the importer's own checks as the plant it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benchmarks.factory_set import read
from benchmarks.growth_plant import plant
from benchmarks.plant_tables import write_plant

DECIMALS = 1e-4


def test_a_plant_comes_back_as_the_problem_it_is(tmp_path: Path) -> None:
    made = plant(100)
    write_plant(made, tmp_path / "MADE")

    found = read(tmp_path / "MADE")

    assert [(item.code, item.on_hand, item.lot_multiple, item.lead_time_days) for item in found.items] == [
        (item.code, item.on_hand, item.lot_multiple, item.lead_time_days) for item in made.items
    ]
    assert {(line.parent, line.component) for line in found.bom} == {(line.parent, line.component) for line in made.bom}
    assert [(step.item, step.work_center) for step in found.operations] == [
        (step.item, step.work_center) for step in made.operations
    ]
    assert {(demand.key.partition("/")[0], demand.quantity, demand.due_day) for demand in found.demands} == {
        (demand.key, demand.quantity, demand.due_day) for demand in made.demands
    }
    for one, other in zip(found.work_centers, made.work_centers, strict=True):
        assert sum(one.available_minutes[:7]) == pytest.approx(sum(other.available_minutes[:7]), rel=1e-3)


def test_the_command_writes_the_first_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("benchmark", "growth", "--sizes", "100,200", "--tables", str(tmp_path / "MADE"))

    assert "100 items" in capsys.readouterr().out
    assert (tmp_path / "MADE" / "orders.csv").exists()


def test_says_where_it_can_not_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="can't be written"):
        call_command("benchmark", "growth", "--sizes", "100", "--tables", str(tmp_path / "file" / "MADE"))
