"""What a second of a plan is, on an idle machine and on a busy one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from mps.scheduler.budget import WALL_SECONDS
from mps.worked import worked


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], float]:
    """What a clock shows that began before so many seconds of the wall, and of the processor."""
    begun = 1_000.0

    def after(wall: float, processor: float) -> float:
        now = {"wall": begun, "processor": begun}
        monkeypatch.setattr(time, "monotonic", lambda: now["wall"])
        monkeypatch.setattr(time, "process_time", lambda: now["processor"])
        seconds = worked()
        now.update(wall=begun + wall, processor=begun + processor)
        return seconds()

    return after


class TestWorkedSeconds:
    def test_on_an_idle_machine_they_are_those_of_the_wall(self, clock: Callable[[float, float], float]) -> None:
        assert clock(0.5, 0.5) == 0.5

    def test_what_others_do_with_the_processor_does_not_count(self, clock: Callable[[float, float], float]) -> None:
        assert clock(1.0, 0.4) == pytest.approx(0.4)

    def test_an_answer_comes_all_the_same(self, clock: Callable[[float, float], float]) -> None:
        assert clock(WALL_SECONDS * 0.5, 0.01) == pytest.approx(0.5)

    def test_two_threads_use_up_no_more_than_the_wall(self, clock: Callable[[float, float], float]) -> None:
        assert clock(0.5, 0.9) == 0.5
