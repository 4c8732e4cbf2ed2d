"""`benchmark spread`: real workers, and the same plan whatever their number."""

from __future__ import annotations

import json
import os

import pytest
from django.core.management import CommandError, call_command

from planning.embedded.state import Instance, StateFolder


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The lines that were printed."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_worker_and_four_make_the_same_plan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCKSTEP_SPREAD_FROM", "1")

    call_command("benchmark", "spread", "--json", "--sizes", "200", "--workers", "1,4")

    one, four = rows(capsys)
    assert (one["workers"], four["workers"]) == (1, 4)
    assert one["handed_out"] is four["handed_out"] is True
    assert one["plan"] == four["plan"]


def test_a_small_plant_is_not_handed_out(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("benchmark", "spread", "--json", "--sizes", "100", "--workers", "1")

    [row] = rows(capsys)
    assert row["handed_out"] is False


def test_is_refused_beside_a_running_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StateFolder, "instance", lambda _self: Instance("up", os.getpid(), "http://here", {}))

    with pytest.raises(CommandError, match="would help"):
        call_command("benchmark", "spread")


@pytest.mark.parametrize("workers", ["0", "two", "1,"])
def test_refuses_workers_that_are_no_numbers(workers: str) -> None:
    with pytest.raises(CommandError, match="numbers of workers are whole"):
        call_command("benchmark", "spread", "--workers", workers)
