"""What the search for ways out finds where more of an element is worse."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import pytest

from mps.scheduler import repair_search
from mps.scheduler.repair_elements import Element, Overtime
from mps.scheduler.repair_search import Search
from mps.scheduler.repair_trials import Trials, Verdict

SLOT = tuple(Overtime("M-1", (0,), 60.0 * hours, 100.0 * hours) for hours in (1, 2, 3, 4))


class Planned:
    """Plans in which the line is in time with some amounts of the slot, and with no others."""

    def __init__(self, *levels: int) -> None:
        self.ways = {SLOT[level] for level in levels}

    def is_way_out(self, elements: Collection[Element]) -> bool:
        return set(elements) <= self.ways and len(elements) == 1

    def verdict(self, elements: Collection[Element]) -> Verdict:
        return Verdict(0, self.is_way_out(elements), (), ())


def found(*levels: int) -> list[tuple[Element, ...]]:
    search = Search(cast("Trials", Planned(*levels)), most_sets=3)
    search.run([SLOT])
    return search.found.best()


@pytest.mark.parametrize("levels", [(0, 3), (0,), (1,), (1, 2), (2, 3)])
def test_the_least_amount_is_found_whatever_more_of_it_does(levels: tuple[int, ...]) -> None:
    assert found(*levels)[0] == (SLOT[min(levels)],)


def test_control_by_halving_alone_the_least_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair_search, "FEW_SETS", 0)

    assert found(0, 3) == [(SLOT[3],)]
    assert found(0) == []


def test_nothing_is_found_where_nothing_helps() -> None:
    assert found() == []



@pytest.mark.parametrize(("doubts", "asked_first"), [(True, False), (False, True)])
def test_whole_plans_look_last_where_first_plans_doubt(doubts: bool, asked_first: bool) -> None:
    """Control: the same hours are looked at before everything is thinned out where nobody doubts them."""
    other = (Overtime("M-2", (0,), 60.0, 900.0),)
    planned = Planned(0, 1, 2, 3)
    planned.ways.add(other[0])
    asked: list[Element] = []

    class Watched(Planned):
        def is_way_out(self, elements: Collection[Element]) -> bool:
            asked.extend(elements)
            return True

    search = Search(cast("Trials", Watched()), most_sets=3)
    search.doubts = lambda elements: doubts and other[0] not in elements
    search.run([SLOT, other], rest_only=True)
    singles = [one for one in asked[2:] if one in (SLOT[-1], other[0])]
    assert (singles[0] is SLOT[-1]) is asked_first
    assert search.found.best()[0] == (SLOT[0],)
