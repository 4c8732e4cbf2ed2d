"""`benchmark stops`: who goes on after a wish to stop is seen to."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.stops import MILLISECONDS, measured

DEAF_SECONDS = 0.05



def test_a_search_that_does_not_listen_is_found_out() -> None:
    record = measured("deaf", lambda _stop: time.sleep(4 * DEAF_SECONDS), first=0.0, count=2).record

    assert record["wishes"] == 2
    assert float(str(record["max_ms"])) > DEAF_SECONDS * MILLISECONDS


def test_wishes_come_once_there_is_a_first_plan() -> None:
    told: list[bool] = []

    def search(stop: Callable[[], bool]) -> None:
        time.sleep(DEAF_SECONDS)
        told.append(stop())

    measured("long construct", search, first=10 * DEAF_SECONDS, count=1)

    assert told == [False, False]
