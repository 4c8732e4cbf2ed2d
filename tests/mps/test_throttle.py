"""A question that is asked in every turn of a loop reaches the other process only now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from mps.throttle import at_most_every


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that puts the clock."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def put(seconds: float) -> None:
        now[0] = 100.0 + seconds

    return put


def test_it_is_put_when_the_time_is_over_and_its_answer_holds_meanwhile(clock: Callable[[float], None]) -> None:
    answers = iter([True, False])
    latest = at_most_every(2.0, lambda: next(answers))

    said = []
    for seconds in (0.0, 2.0, 2.5, 3.0, 4.5, 4.6, 6.0):
        clock(seconds)
        said.append(latest())
    assert said == [False, False, True, True, True, False, False]


def test_it_can_be_put_at_once(clock: Callable[[float], None]) -> None:
    assert at_most_every(2.0, lambda: True, at_once=True)()


def test_what_it_raises_goes_through_each_time_it_is_put(clock: Callable[[float], None]) -> None:
    def ask() -> bool:
        raise KeyError

    latest = at_most_every(2.0, ask)
    for seconds in (3.0, 6.0):
        clock(seconds)
        with pytest.raises(KeyError):
            latest()
