"""The table of what the planning core is held to: a row per figure, and a status that tells whether all are met."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks import needs_servers, table
from benchmarks.output import Row
from planning.management.commands import benchmark
from tests.benchmarks.examples import EXAMPLES

BOOK = {
    "orders": 1_000, "on_time_final": 999, "optimum": 999, "on_time_earliest_due_date": 900,
    "on_time_by_priority": {"1": 100, "2": 200, "3": 699}, "optimum_by_priority": {"1": 100, "2": 200, "3": 699},
}  # fmt: skip
CHAIN = {"components": 0, "load": 1.0, "bound_percent": 99.0, "points_off": 0.4, "cpu_seconds_final": 0.1}
LOTS = {"cost": 60.0, "plain_cost": 100.0}
STOP = {"wishes": 4, "max_ms": 60.0}
SMALL = {"items": 1_000, "change_p50_ms": 50.0}
LARGE = {"items": 2_000, "change_p50_ms": 55.0, "exponent": 1.0, "solve_cpu_seconds": 1.2}
SAID: dict[str, list[dict[str, Any]]] = {
    "orderbook": [BOOK], "chains": [CHAIN], "growth": [SMALL, LARGE], "lotsizing": [LOTS, LOTS],
    "stops": [STOP, STOP],
}  # fmt: skip


def rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path | None = None, **said: Any
) -> tuple[int, list[Any]]:
    """The status and the rows of a run, without data unless said, in which the benchmarks say what they are told to."""
    monkeypatch.setattr(table, "records", lambda name, *_arguments: {**SAID, **said}[name])
    parser = ArgumentParser()
    parser.add_argument("--json", action="store_true")
    table.add_arguments(parser)
    if data is None:
        monkeypatch.setattr(table, "BESIDE", Path("nowhere"))
    named = [] if data is None else ["--data", str(data)]
    status = table.run(parser.parse_args(["--json", "--no-product", *named]))
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("wrong", [False, True])
def test_the_worked_examples_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, wrong: bool
) -> None:
    (example,) = EXAMPLES["cpof"]
    second = {**example, "total_hours": 51} if wrong else example
    (tmp_path / "oracles.json").write_text(json.dumps({"cpof": [example, second]}), encoding="utf-8")
    oracles = table.records("oracles", str(tmp_path / "oracles.json"))

    status, found = rows(monkeypatch, capsys, data=tmp_path, oracles=oracles)

    assert (status, found[-1]["met"]) == (int(wrong), not wrong)
    assert (found[-1]["against"], found[-1]["seen"]) == ("2 examples", f"{2 - wrong} agree")


def test_all_goals_met(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = rows(monkeypatch, capsys)

    assert status == 0
    assert len(found) == 9
    assert all(row["met"] for row in found)


@pytest.mark.parametrize(
    "said",
    [
        {"orderbook": [{**BOOK, "on_time_final": 997}]},
        {"orderbook": [{**BOOK, "on_time_by_priority": {"1": 99, "2": 200, "3": 700}}]},
        {"chains": [{**CHAIN, "points_off": 1.2}]},
        {"lotsizing": [LOTS, {**LOTS, "cost": 61.0}]},
        {"lotsizing": [LOTS, {**LOTS, "plain_cost": None}]},
        {"growth": [SMALL, {**LARGE, "exponent": 1.3}]},
        {"growth": [SMALL, {**LARGE, "change_p50_ms": 61.0}]},
        {"stops": [STOP, {**STOP, "max_ms": 101.0}]},
    ],
)
def test_a_goal_that_is_missed_is_told_and_makes_the_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: dict[str, Any]
) -> None:
    status, found = rows(monkeypatch, capsys, **said)

    assert status == 1
    assert not all(row["met"] for row in found)


def test_a_folder_that_is_none_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        rows(monkeypatch, capsys, data=Path("nowhere"))


def test_what_is_not_in_the_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any) -> None:
    monkeypatch.setattr(table, "_rows", lambda _data: iter([]))
    parser = ArgumentParser()
    parser.add_argument("--json", action="store_true")
    table.add_arguments(parser)
    (tmp_path / "oracles.json").touch()

    table.run(parser.parse_args(["--no-product", "--data", str(tmp_path)]))

    said = capsys.readouterr().out
    assert "orderbooks/s1, orderbooks/s10, adventureworks, lotsizing." in said
    assert "oracles.json" not in said


@pytest.mark.parametrize(("cost", "gap", "status"), [(62_000, 0.004, 0), (64_000, 0.037, 1), (None, None, 1)])
def test_lots_are_held_against_their_optimum(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    cost: int | None,
    gap: float | None,
    status: int,
) -> None:
    (tmp_path / "lotsizing").mkdir()
    found = {
        "instance": "G62", "items": 6, "periods": 30, "seconds": 1.0, "optimum": 61_746, "cost": cost,
        "gap_to_optimum": gap, "cpu_seconds": 1.0,
    }  # fmt: skip

    monkeypatch.setattr(table, "_lot_levels", lambda: Row("levels", "-", "-", "-", met=True))
    seen, printed = rows(monkeypatch, capsys, data=tmp_path, lotsizing=[found])

    assert seen == status
    assert [row["met"] for row in printed if row["figure"] == "lot sizing G62, 6 × 30, 1 s"] == [status == 0] * 2


def test_what_is_known_to_be_missed_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = Row("one", "-", "goal", "seen", met=False, why_not="for want of time")
    met = Row("two", "-", "goal", "seen", met=True, why_not="never said")
    monkeypatch.setattr(table, "_rows", lambda _data: iter([missed, met]))
    monkeypatch.setattr(table, "through_the_product", lambda _data: iter([]))

    with pytest.raises(SystemExit):
        call_command("benchmark")

    said = capsys.readouterr().out
    assert "for want of time" in said
    assert "never said" not in said


def test_what_needs_an_instance_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_rows", lambda _data: iter([]))
    slow = Row("edit saved → plan published", "-", "p95 ≤ 1 s", "p95 2 s", met=False)
    monkeypatch.setattr(table, "through_the_product", lambda _data: iter([slow]))

    with pytest.raises(SystemExit) as end:
        call_command("benchmark")

    assert end.value.code == 1


def test_runs_other_benchmarks_as_by_hand() -> None:
    (found,) = table.records("chains", "--items", "10", "--loads", "0.8")[:1]

    assert found["orders"] == 100
    assert found["points_off"] <= 100


def test_is_what_options_without_a_name_are_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, "_rows", lambda _data: iter([Row("figure", "-", "goal", "seen", met=True)]))
    monkeypatch.setattr(table, "through_the_product", lambda _data: iter([]))

    benchmark.Command().run_from_argv(["manage.py", "benchmark", "--json", "--data", "."])

    assert json.loads(capsys.readouterr().out)["figure"] == "figure"


def test_is_what_benchmark_without_a_name_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_rows", lambda _data: iter([Row("figure", "-", "goal", "missed", met=False)]))

    monkeypatch.setattr(table, "through_the_product", lambda _data: iter([]))

    with pytest.raises(SystemExit) as end:
        call_command("benchmark")

    assert end.value.code == 1
    assert not needs_servers([])
