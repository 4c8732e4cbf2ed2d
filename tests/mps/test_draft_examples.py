"""What a draft in the browser reckons by itself is what the engine and the figures say: the same examples for both."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capacity.calendars import WorkingDays
from company.models import Site
from mps import kpis
from mps.scheduler import atp
from mps.steering.decide import decide
from mps.steering.known import ItemFacts, Known
from mps.steering.limits import finish_days_of
from mps.steering.steps import Quantity, Unlock

EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "draft_examples.json").read_text(encoding="utf-8")
)


def floats(row: list[float | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if number is None else number for number in row], dtype=np.float64)


def days(texts: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


@pytest.mark.parametrize("example", EXAMPLES["atp"])
def test_atp(example: dict[str, Any]) -> None:
    supply, claimed = floats(example["supply"]), floats(example["claimed"])
    lots = atp.lot_atp(supply, claimed, is_lot=np.array(example["is_lot"], dtype=bool))

    np.testing.assert_allclose(atp.backward_atp(lots), floats(example["discrete"]), atol=1e-6)
    np.testing.assert_allclose(atp.cumulative_atp(supply, claimed, look_ahead=True), floats(example["cumulative"]))


@pytest.mark.parametrize("example", EXAMPLES["covers"])
def test_cover(example: dict[str, Any]) -> None:
    balance, safety_stock = floats(example["balance"])[np.newaxis], np.array([example["safety_stock"]], dtype=float)
    assert kpis.cover_of_items(balance, safety_stock, days(example["bucket_starts"])) == [example["cover"]]


@pytest.mark.parametrize("example", EXAMPLES["overloads"])
def test_overloaded_center_weeks(example: dict[str, Any]) -> None:
    load = kpis.Load(
        load_minutes=np.array(example["load"], dtype=float),
        available_minutes=np.array(example["available"], dtype=float),
        overtime_minutes=np.array(example["overtime"], dtype=float),
    )
    assert kpis.overloaded_center_weeks(load, days(example["bucket_starts"])) == example["center_weeks"]


DAYS_KNOWN = 120
CODES = {"fence": "frozen_fence", "soon": "in_the_past", "closed": "closed"}


def known(example: dict[str, Any]) -> Known:
    start, closed = date.fromisoformat(example["today"]), set(days(example["closed"]))
    first = start - timedelta(days=DAYS_KNOWN // 2)
    works = [first + timedelta(days=number) not in closed for number in range(DAYS_KNOWN)]
    rules, fence, lead = (Decimal(0),) * 3, example["fence_days"], example["lead_time_days"]
    pump = ItemFacts(7, "P", True, fence, lead, *rules, unit="")
    return Known(
        site=Site(), plan=None, start=start, end=date.fromisoformat(example["horizon_end"]),
        bucket_starts=days(example["bucket_starts"]), days=WorkingDays(start_date=first, works=works), items={7: pump},
        lots={}, centers={}, routing={},
    )  # fmt: skip


def refusals(example: dict[str, Any], asked: list[str]) -> list[str]:
    """Return why one more can't be asked for in some days, by what unlocks and by the quantity."""
    first, last = days(asked)
    unlocked = []
    if example["unlocked"]:
        begin, end = days(example["unlocked"])
        unlocked = [Unlock(7, begin, end, "as agreed")]
    return [one.code for one in decide(known(example), [*unlocked, Quantity(7, first, Decimal(1), last)]).refused]


@pytest.mark.parametrize("example", EXAMPLES["locks"], ids=lambda example: example["says"])
def test_lock(example: dict[str, Any]) -> None:
    assert refusals(example, example["open"] or example["span"]) == [CODES[one] for one in [example["lock"]] if one]


@pytest.mark.parametrize("example", EXAMPLES["locks"], ids=lambda example: example["says"])
def test_finish_days(example: dict[str, Any]) -> None:
    end = date.fromisoformat(example["horizon_end"])
    assert finish_days_of(known(example).days, days(example["bucket_starts"]), end) == days(example["finish_days"])
