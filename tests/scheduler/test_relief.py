"""Which lots leave a week that is too full: never more than what is too much and one lot, never more than fits."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mps.scheduler.relief import Candidate, Cell, relief
from tests.random_examples import examples

HERE, THERE, BESIDE = ("W1", 0), ("W1", 1), ("W2", 1)


def lot(key: str, minutes: float, there: float | None = None, beside: float = 0.0, is_firm: bool = False) -> Candidate:
    return Candidate(
        key, minutes, {HERE: -minutes, THERE: minutes if there is None else there, BESIDE: beside}, is_firm
    )


def keys(lots: tuple[Candidate, ...]) -> set[str]:
    return {one.key for one in lots}


minutes = st.integers(0, 60).map(float)
candidates = st.lists(st.tuples(minutes, minutes, minutes, st.booleans()), max_size=8).map(
    lambda rows: [lot(f"L{place}", *row) for place, row in enumerate(rows)]
)


@examples(400)
@given(candidates, minutes, minutes, minutes)
def test_takes_what_is_too_much_and_less_than_one_lot_more_and_exceeds_no_room(
    lots: list[Candidate], wanted: float, there: float, beside: float
) -> None:
    room: dict[Cell, float] = {HERE: 0.0, THERE: there, BESIDE: beside}

    found = relief(lots, wanted, room)

    taken = defaultdict[Cell, float](float)
    for one in found.moved:
        for cell, added in one.added.items():
            taken[cell] += max(0.0, added)
    assert found.minutes == sum(one.minutes for one in found.moved)
    assert len(keys(found.moved)) == len(found.moved)
    assert all(one.minutes > 0 for one in found.moved)
    assert all(taken[cell] <= free + 1e-5 for cell, free in room.items())
    if len(found.moved) > 1:
        assert found.minutes - min(one.minutes for one in found.moved) < wanted
    assert not keys(found.no_room) & keys(found.moved)


@examples(200)
@given(st.lists(st.integers(1, 60).map(float), max_size=7), minutes)
def test_with_room_enough_no_fewer_lots_would_do(sizes: list[float], wanted: float) -> None:
    lots = [lot(f"L{place}", size) for place, size in enumerate(sizes)]

    found = relief(lots, wanted, {})

    assert found.minutes >= min(wanted, sum(sizes))
    fewer = combinations(sizes, max(0, len(found.moved) - 1))
    if len(found.moved) > 1 and found.minutes >= wanted:
        assert all(sum(some) < wanted for some in fewer)


def test_the_last_lot_is_the_smallest_that_suffices() -> None:
    lots = [lot("A", 60), lot("B", 50), lot("C", 20), lot("D", 10)]

    assert keys(relief(lots, 75, {}).moved) == {"A", "C"}


def test_lots_that_a_person_fixed_go_last() -> None:
    assert keys(relief([lot("A", 60, is_firm=True), lot("B", 30), lot("C", 40)], 50, {}).moved) == {"B", "C"}
    assert keys(relief([lot("A", 60, is_firm=True), lot("B", 30)], 80, {}).moved) == {"A", "B"}


def test_one_that_has_no_room_lets_smaller_ones_go() -> None:
    found = relief([lot("A", 60), lot("B", 30)], 25, {THERE: 40})

    assert (keys(found.moved), keys(found.no_room)) == ({"B"}, {"A"})


def test_room_of_another_work_centre_counts_too() -> None:
    assert relief([lot("A", 60, beside=5)], 25, {THERE: 90, BESIDE: 4}).moved == ()


def test_of_a_week_that_is_not_too_full_one_lot_goes_the_smallest() -> None:
    assert keys(relief([lot("A", 60), lot("B", 30)], 0, {}).moved) == {"B"}


def test_where_all_do_not_suffice_all_that_fit_go() -> None:
    assert keys(relief([lot("A", 20), lot("B", 30)], 500, {}).moved) == {"A", "B"}
