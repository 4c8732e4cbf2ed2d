"""One definition of a changed lot: what is one and what is none, and that lots are known again whatever their keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from mps.changed_lots import CHANGED_FATES, MOST_DAYS_MOVED, LotChange, LotFate, Made, counts_of, told
from mps.scheduler.lot_keys import MOST_DAYS_APART

FIRST = date(2026, 3, 2)


def made(quantity: float, finish: int, *, start: int | None = None, firm: bool = False) -> Made:
    """Return a lot by its finish and start, in days from the newer plan's first day."""
    begin = finish - 2 if start is None else start
    return Made(quantity, FIRST + timedelta(days=begin), FIRST + timedelta(days=finish), firm)


def changes(was: dict[str, Made], now: dict[str, Made]) -> list[LotChange[str]]:
    """Return what became of lots of one item."""
    return told(
        {key: ("A", one) for key, one in was.items()}, {key: ("A", one) for key, one in now.items()}, first_day=FIRST
    )


def fates(was: dict[str, Made], now: dict[str, Made]) -> list[tuple[LotFate, str]]:
    return [(one.fate, one.key) for one in changes(was, now)]


class TestFate:
    @pytest.mark.parametrize(
        ("before", "after", "fate"),
        [
            (None, made(5, 9), LotFate.NEW),
            (made(5, 9), None, LotFate.GONE),
            (made(5, 9), made(5, 12), LotFate.CHANGED),
            (made(5, 9), made(7, 9), LotFate.CHANGED),
            (made(5, 9), made(5, 9, start=6), LotFate.STARTS),
            (made(5, 9), made(5, 12, firm=True), LotFate.FIXED),
            (None, made(5, 9, firm=True), LotFate.FIXED),
            (made(5, 1, start=-1), None, LotFate.BEGUN),
            (made(5, 1, start=-1), made(5, 3), LotFate.BEGUN),
        ],
    )
    def test_is_what_became_of_it(self, before: Made | None, after: Made | None, fate: LotFate) -> None:
        was, now = ({"A-1": one} if one else {} for one in (before, after))
        assert fates(was, now) == [(fate, "A-1")]

    def test_of_a_lot_that_is_as_it_was_is_none(self) -> None:
        assert fates({"A-1": made(5, 9)}, {"A-1": made(5.00001, 9, firm=True)}) == []

    def test_counts_changed_ones_that_were_due_soon(self) -> None:
        was = {"A-1": made(5, 3), "A-2": made(5, 40), "A-3": made(5, 13)}
        counts = counts_of(changes(was, {"A-4": made(7, 80)}), soon_until=FIRST + timedelta(days=13))
        assert (counts.changed, counts.changed_soon, counts.new) == (3, 1, 1)


class TestKnownAgain:
    def test_under_another_key_it_is_the_same_lot(self) -> None:
        assert fates({"A-1": made(5, 9)}, {"A-7": made(5, 9)}) == []

    def test_gone_and_back_under_another_key_is_one_row_that_moved(self) -> None:
        [one] = changes({"A-1": made(5, 9)}, {"A-7": made(5, 11)})
        assert (one.fate, one.key_before, one.key, one.days) == (LotFate.CHANGED, "A-1", "A-7", 2)

    def test_what_a_person_said_of_its_days_is_that_lot_of_another_size(self) -> None:
        [one] = changes({"A-1": made(5, 9)}, {"steer/3/1": made(8, 9, firm=True)})
        assert (one.fate, one.is_resized, one.days) == (LotFate.CHANGED, True, 0)

    def test_the_nearest_is_taken(self) -> None:
        found = changes({"A-1": made(5, 9), "A-2": made(5, 20)}, {"A-7": made(5, 19), "A-8": made(5, 10)})
        assert {(one.key_before, one.key) for one in found} == {("A-1", "A-8"), ("A-2", "A-7")}

    def test_a_key_that_names_another_lot_by_now_gives_way_to_what_is_alike(self) -> None:
        found = changes({"A-1": made(5, 9)}, {"A-1": made(9, 60), "A-2": made(5, 9)})
        assert [(one.fate, one.key) for one in found] == [(LotFate.NEW, "A-1")]

    def test_the_same_key_is_the_same_lot_however_far_it_moved(self) -> None:
        [one] = changes({"A-1": made(5, 9)}, {"A-1": made(5, 9 + 2 * MOST_DAYS_APART)})
        assert (one.fate, one.days) == (LotFate.CHANGED, 2 * MOST_DAYS_APART)

    def test_farther_apart_with_another_quantity_it_is_another_lot(self) -> None:
        found = fates({"A-1": made(5, 9)}, {"A-7": made(7, 10 + MOST_DAYS_APART)})
        assert found == [(LotFate.GONE, "A-1"), (LotFate.NEW, "A-7")]

    @pytest.mark.parametrize("days", [MOST_DAYS_APART + 7, -MOST_DAYS_APART - 7, MOST_DAYS_MOVED])
    def test_with_the_same_quantity_it_has_moved(self, days: int) -> None:
        [one] = changes({"A-1": made(5, 100)}, {"A-7": made(5, 100 + days)})
        assert (one.fate, one.key_before, one.key, one.days) == (LotFate.CHANGED, "A-1", "A-7", days)

    def test_after_a_quarter_it_is_another_lot(self) -> None:
        found = fates({"A-1": made(5, 9)}, {"A-7": made(5, 10 + MOST_DAYS_MOVED)})
        assert found == [(LotFate.GONE, "A-1"), (LotFate.NEW, "A-7")]

    def test_which_of_several_moved_is_the_nearest(self) -> None:
        found = changes({"A-1": made(5, 9), "A-2": made(5, 19)}, {"A-7": made(5, 60), "A-8": made(5, 90)})
        assert [(one.key_before, one.key, one.days) for one in found] == [("A-1", "A-8", 81), ("A-2", "A-7", 41)]

    def test_which_of_two_as_near_moved_is_not_said(self) -> None:
        found = fates({"A-1": made(5, 50)}, {"A-7": made(5, 10), "A-8": made(5, 90)})
        assert found == [(LotFate.NEW, "A-7"), (LotFate.GONE, "A-1"), (LotFate.NEW, "A-8")]

    def test_what_had_begun_has_not_moved_far(self) -> None:
        found = fates({"A-1": made(5, 1, start=-1)}, {"A-7": made(5, 40)})
        assert found == [(LotFate.BEGUN, "A-1"), (LotFate.NEW, "A-7")]

    def test_of_another_item_it_is_another_lot(self) -> None:
        found = told({"1": ("A", made(5, 9))}, {"2": ("B", made(5, 9))}, first_day=FIRST)
        assert [one.fate for one in found] == [LotFate.GONE, LotFate.NEW]


LOTS = st.dictionaries(
    st.sampled_from([f"A-{number}" for number in range(9)]),
    st.builds(lambda quantity, finish: made(quantity, finish, start=max(0, finish - 3)),
              st.sampled_from([1.0, 5.0, 8.0]), st.integers(0, 60)),
)  # fmt: skip


class TestAlways:
    @drawn(was=LOTS, now=LOTS)
    def test_no_lot_is_gone_that_is_there_nearby_as_a_new_one(self, was: dict[str, Made], now: dict[str, Made]) -> None:
        found = changes(was, now)
        gone = [one.before for one in found if one.fate is LotFate.GONE and one.before]
        new = [one.after for one in found if one.fate is LotFate.NEW and one.after]
        assert all(abs((a.finish_date - b.finish_date).days) > MOST_DAYS_APART for a in gone for b in new)

    @drawn(was=LOTS, now=LOTS)
    def test_the_changes_make_one_plan_of_the_other(self, was: dict[str, Made], now: dict[str, Made]) -> None:
        found = changes(was, now)
        kept = sorted((one.quantity, one.finish_date) for one in was.values())
        for one in found:
            if one.before:
                kept.remove((one.before.quantity, one.before.finish_date))
            if one.after:
                kept.append((one.after.quantity, one.after.finish_date))
        assert sorted(kept) == sorted((one.quantity, one.finish_date) for one in now.values())

    @drawn(was=LOTS, now=LOTS)
    def test_no_more_are_changed_than_by_their_keys(self, was: dict[str, Made], now: dict[str, Made]) -> None:
        by_key = sum(key not in now or not now[key].is_as(one) for key, one in was.items())
        assert sum(one.fate in CHANGED_FATES for one in changes(was, now)) <= by_key
