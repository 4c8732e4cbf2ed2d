"""A quantity that can't be there in time is refused with the days that it takes: one day is one day."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mps.steering import deciding_schedule
from mps.steering.violations import Refused

START = date(2026, 1, 5)


@pytest.mark.parametrize(("days", "words"), [(1, "It takes 1 day:"), (2, "It takes 2 days:")])
def test_are_counted_in_words(days: int, words: str) -> None:
    known = SimpleNamespace(start=START, end=date(2026, 3, 1), finish_by=lambda day: day)
    item = SimpleNamespace(lead_time_days=days)

    with pytest.raises(Refused, match=words):
        deciding_schedule._refuse_too_soon(cast("Any", known), cast("Any", item), START, is_unlocked=False)
