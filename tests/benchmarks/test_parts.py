"""`benchmark parts`: which links are weak, and what is left of a plant without them."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from benchmarks.parts import lines, weak_links, without
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given


def two_bikes() -> PlanningProblem:
    """A bike and a trike, each on a line of its own, that share bought wheels and a cellar full of bells."""
    return given.problem(
        items=(
            given.bike(), given.bike(code="TRIKE"), given.wheel(), given.bike(code="BELL", on_hand=100.0),
        ),
        bom=(
            given.two_wheels(), given.two_wheels(parent="TRIKE"),
            given.two_wheels(component="BELL"), given.two_wheels(parent="TRIKE", component="BELL"),
        ),
        operations=(given.assembly(), given.assembly(item="TRIKE", work_center="CELL")),
        work_centers=(given.line(60.0), given.line(code="CELL")),
        demands=(given.order(9.0, 8), given.order(1.0, 8, key="SO2", item="TRIKE")),
    )  # fmt: skip


def test_weak_is_what_does_not_bind() -> None:
    found = weak_links(two_bikes(), limit=0.85)

    assert found.centers == {"CELL"}
    assert found.bought == {"WHEEL"}
    assert found.stocked == {"BELL"}


def test_a_limit_of_nothing_leaves_no_work_centre_weak() -> None:
    assert weak_links(two_bikes(), limit=0.0).centers == frozenset()


def test_without_a_link_is_without_its_steps_and_lines_only() -> None:
    problem = two_bikes()

    loosened = without(problem, frozenset({"CELL"}), frozenset({"WHEEL"}))

    assert {step.work_center for step in loosened.operations} == {"LINE"}
    assert {line.component for line in loosened.bom} == {"BELL"}
    assert without(problem, frozenset(), frozenset()) == problem


def test_the_largest_part_falls_apart_without_all_weak_links() -> None:
    found = [line.record for line in lines(two_bikes(), limit=0.0)]

    assert [(one["parts"], one["largest_share"]) for one in found] == [
        (1, 1.0), (1, 1.0), (1, 5 / 6), (1, 5 / 6), (2, pytest.approx(2 / 6)),
    ]  # fmt: skip


def test_prints_a_row_for_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("benchmark", "parts", "--json", "--sizes", "100")

    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 5
