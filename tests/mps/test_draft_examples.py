"""What a draft in the browser reckons by itself is what the engine and the figures say: the same examples for both."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mps import kpis
from mps.scheduler import atp

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
