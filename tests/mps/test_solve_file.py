"""Exported problems are planned again, elsewhere, to the same plan."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from mps import retention
from mps.models import PlannedOrder
from mps.scheduler.plan import Plan as SolvedPlan
from mps.scheduler.problem import to_bytes
from tests import given
from tests.mps.plant import plant, published
from tests.scheduler import given as problems


def said(*arguments: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_problem_of_a_published_plan_is_planned_again_to_the_same_plan(tmp_path: Path) -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
    plan = published(mill.site)
    problem, again = tmp_path / "problem.json", tmp_path / "plan.json"

    assert said("export_problem", str(plan.pk), str(problem)).strip() == plan.problem_hash
    summary = json.loads(said("solve_file", str(problem), "--plan", str(again)))

    lots = msgspec.json.decode(again.read_bytes(), type=SolvedPlan).lots
    stored = PlannedOrder.objects.filter(plan=plan).values_list("lot_key", "quantity")
    assert sorted((lot.key, lot.quantity) for lot in lots) == sorted(stored)
    assert summary["total"] == pytest.approx(sum(plan.cost.values()))


@pytest.mark.django_db(transaction=True)
def test_a_plan_of_the_past_has_no_problem_any_more(tmp_path: Path) -> None:
    mill = plant()
    old = published(mill.site)
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    new = published(mill.site)

    retention.prune(keep=1)

    with pytest.raises(CommandError, match=f"Plan {old.pk} is too old"):
        said("export_problem", str(old.pk), str(tmp_path / "problem.json"))
    assert not (tmp_path / "problem.json").exists()
    assert said("export_problem", str(new.pk), str(tmp_path / "problem.json")).strip() == new.problem_hash


@pytest.mark.django_db
def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no plan 77"):
        said("export_problem", "77", str(tmp_path / "problem.json"))


def test_a_file_that_is_no_problem_is_named(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")

    with pytest.raises(CommandError, match=r"no\.json is not an exported problem"):
        said("solve_file", str(tmp_path / "no.json"))
    with pytest.raises(CommandError, match="can't be read"):
        said("solve_file", str(tmp_path / "missing.json"))


def test_says_what_a_plan_costs(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(to_bytes(problems.problem(demands=(problems.order(due_day=-1),))))

    summary = json.loads(said("solve_file", str(file)))

    assert summary["lots"] == 1
    assert summary["cost"]["late_orders"] > 0
    assert 0 <= summary["gap"] <= 1


@pytest.mark.parametrize("seconds", ["nan", "0", "-1", "inf", "soon"])
def test_senseless_seconds_are_refused(tmp_path: Path, seconds: str) -> None:
    (tmp_path / "problem.json").write_bytes(to_bytes(problems.problem()))

    with pytest.raises(CommandError, match="no number of seconds"):
        said("solve_file", str(tmp_path / "problem.json"), f"--seconds={seconds}")
