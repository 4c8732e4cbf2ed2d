"""Promise reliability: kept of given, by the date that was first said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from orders.promises.reliability import Given, Reliability, reliability

TODAY = date(2026, 3, 31)
DUE = date(2026, 3, 16)
TEN = Decimal(10)


def on(day: int, quantity: int = 10) -> tuple[date, Decimal]:
    """Return what left some days after the promised one."""
    return DUE + timedelta(days=day), Decimal(quantity)


@pytest.mark.parametrize(
    ("shipped", "kept"),
    [
        ([on(0)], True),
        ([on(-3, 4), on(0, 6)], True),
        ([on(-3, 12)], True),
        ([on(0, 9)], False),
        ([on(1)], False),
        ([on(0, 9), on(1, 1)], False),
        ([on(-2), on(-1, -3)], False),
        ([on(-2), on(4, -3)], True),
        ([], False),
    ],
    ids=["on the day", "in parts", "more", "less", "a day late", "the last piece late", "some came back before the day",
         "some came back later", "nothing"],
)  # fmt: skip
def test_it_is_kept_where_all_of_it_left_by_the_day_first_said(shipped: list[tuple[date, Decimal]], kept: bool) -> None:
    assert reliability([Given(DUE, TEN, shipped)], today=TODAY, days=30) == Reliability(int(kept), 1)


@pytest.mark.parametrize(
    ("due", "counted"),
    [(TODAY, 0), (TODAY - timedelta(1), 1), (TODAY - timedelta(30), 1), (TODAY - timedelta(31), 0)],
)
def test_counts_the_days_before_today_to_the_first_of_them(due: date, counted: int) -> None:
    assert reliability([Given(due, TEN)], today=TODAY, days=30).given == counted


def test_what_was_taken_back_in_time_is_not_counted_and_afterwards_is_not_kept() -> None:
    in_time, late = Given(DUE, TEN, ended_on=DUE), Given(DUE, TEN, ended_on=DUE + timedelta(1))

    assert reliability([in_time], today=TODAY, days=30) == Reliability(0, 0)
    assert reliability([late], today=TODAY, days=30) == Reliability(0, 1)


def test_says_nothing_where_nothing_was_due() -> None:
    assert reliability([], today=TODAY, days=90).share is None
    assert Reliability(3, 4).share == 0.75


def test_no_days_are_no_figure() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        reliability([], today=TODAY, days=0)


promises = some.builds(
    Given,
    first_date=some.dates(TODAY - timedelta(120), TODAY + timedelta(10)),
    owed=some.integers(1, 20).map(Decimal),
    shipped=some.lists(some.tuples(some.dates(TODAY - timedelta(130), TODAY), some.integers(-5, 20).map(Decimal))),
    ended_on=some.none() | some.dates(TODAY - timedelta(120), TODAY),
)


@for_all(some.lists(promises))
def test_a_longer_look_back_counts_no_fewer(given: list[Given]) -> None:
    month, quarter = (reliability(given, today=TODAY, days=days) for days in (30, 90))

    assert 0 <= month.kept <= month.given <= quarter.given <= len(given)
    assert month.kept <= quarter.kept <= quarter.given
