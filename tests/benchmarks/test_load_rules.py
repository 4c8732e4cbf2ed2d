"""The load that the benchmark of the grid expects, and when a frame that shows another is told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from benchmarks.load_rules import ItemLoad, item_load

# Four days and a week. The mill rests on the third day, the saw works on no day but the last bucket's.
PLAN: dict[str, Any] = {
    "bucket_starts": ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-09"],
    "items": {
        "code": ["BOUGHT", "MADE"],
        "mps": [[], [0, 10, 0, 0, 4]],
        "work": [[], [[3, 30, 2], [4, 0, 1], [99, 5, 5]]],
    },
    "load": {
        "id": [3, 4], "code": ["MILL", "SAW"],
        "available": [[480, 480, 0, 480, 2400], [0, 0, 0, 0, 1000]],
        "load": [[100, 200, 0, 0, 600], []],
    },
}  # fmt: skip


@pytest.fixture
def made() -> ItemLoad:
    return item_load(PLAN, "MADE")


def test_an_edit_adds_run_time_and_a_set_up_where_nothing_was(made: ItemLoad) -> None:
    made.add(4, 6)
    assert made.minutes(4) == {"MILL": (612, 2400), "SAW": (6, 1000)}
    made.add(3, 5)
    assert made.minutes(3) == {"MILL": (40, 480)}


def test_what_is_made_no_more_saves_its_set_up_and_no_load_is_below_none(made: ItemLoad) -> None:
    made.add(1, -10)
    assert made.minutes(1) == {"MILL": (150, 480)}
    made.add(4, -4)
    assert made.minutes(4)["SAW"] == (0, 1000)


def test_work_of_a_day_of_rest_is_done_before_it_else_after_it(made: ItemLoad) -> None:
    made.add(2, 5)
    assert made.minutes(1) == {"MILL": (240, 480)}
    assert made.minutes(4) == {"SAW": (5, 1000)}


def test_so_many_pieces_load_every_work_centre_by_a_share(made: ItemLoad) -> None:
    pieces = made.pieces(4, 0.02)
    assert pieces * 1 >= 0.02 * 1000
    assert pieces * 2 >= 0.02 * 2400


WANTED: Mapping[str, tuple[float, float]] = {"MILL": (612.0, 2400.0)}
BEFORE: Mapping[str, tuple[float, float]] = {"MILL": (600.0, 2400.0)}


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        ([("MILL", 25.5, "≈26%")], True),
        ([("MILL", 25.5, "≈26%"), ("SAW", 1.0, "1%")], True),
        ([("MILL", 25.0, "≈26%")], False),  # the number lags
        ([("MILL", 25.5, "25%")], False),  # the painting does
        ([("MILL", 25.5, None)], False),
        ([], False),
    ],
)
def test_a_frame_is_right_in_minutes_and_in_print(
    shown: Sequence[tuple[str, float, str | None]], right: bool, is_right: Callable[..., bool]
) -> None:
    assert is_right(shown, WANTED, BEFORE) is right


def test_a_load_that_an_edit_does_not_change_proves_nothing(is_right: Callable[..., bool]) -> None:
    assert not is_right([("MILL", 25.5, "≈26%")], WANTED, WANTED)
    assert not is_right([], {}, {})


@pytest.fixture
def is_right() -> Callable[..., bool]:
    pytest.importorskip("playwright")
    from benchmarks.grid_edits import is_right as found

    return found
