"""What is kept of the ways out that a search proves: no more of the best than it takes, whenever they come to be it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import cast

import pytest

from mps.scheduler.repair_elements import Element, Overtime
from mps.scheduler.repair_found import Elements, Found
from mps.scheduler.repair_trials import Enough, Trials


def hours(center: str, price: float, day: int = 0) -> Overtime:
    return Overtime(center, (day,), 60.0 * price, price)


class Proven:
    """Plans in which just these sets are ways out; no plan is made any more once the time `is_up`."""

    def __init__(self, *ways: Elements) -> None:
        self.ways, self.is_up = [frozenset(one) for one in ways], False

    def is_way_out(self, elements: Collection[Element]) -> bool:
        if self.is_up:
            raise Enough
        return frozenset(elements) in self.ways


CHEAP, CHEAPER, DEAR, LESS_DEAR, INSTEAD = (
    (hours("A", 2),), (hours("A", 1),), (hours("B", 6),), (hours("B", 5),), (hours("C", 9),),
)  # fmt: skip


def late_comer() -> tuple[Found, Proven]:
    """The cheapest, of one that is wanted, gives way to one that is dearer than the second: that is the best now."""
    trials = Proven(CHEAP, CHEAPER, DEAR, LESS_DEAR, INSTEAD)
    found = Found(
        cast("Trials", trials), 1,
        instead_of=lambda elements: (INSTEAD,) if elements == CHEAPER else (),
        least=lambda elements: filter(trials.is_way_out, [LESS_DEAR] if elements == DEAR else []),
    )  # fmt: skip
    for one in (CHEAP, DEAR, CHEAPER):
        found.note(one)
    return found, trials


def test_what_is_only_later_among_the_best_is_lessened_too() -> None:
    found, _trials = late_comer()
    assert found.best() == [DEAR]
    assert DEAR not in found.least_of

    found.lessen()

    assert found.best() == [LESS_DEAR]
    assert found.best()[0] in found.least_of


def test_where_time_is_up_nothing_is_said_to_be_the_least() -> None:
    found, trials = late_comer()
    trials.is_up = True
    with pytest.raises(Enough):
        found.lessen()
    assert not {*found.best()} & found.least_of


def test_it_is_the_least_only_after_a_pass_that_takes_nothing_away() -> None:
    """The second element can be less only once the first is: one pass over both does not see it."""
    one, less, other, fewer = hours("A", 4), hours("A", 3), hours("B", 2), hours("B", 1)
    steps: dict[Elements, tuple[Elements, ...]] = {(one, other): ((less, other),), (less, other): ((less, fewer),)}
    found = Found(cast("Trials", Proven(*steps, (less, fewer))), 3, least=lambda elements: steps.get(elements, ()))
    found.note((one, other))
    assert found.best() == [(less, fewer)]
    assert found.least_of == {(less, fewer)}


def test_what_two_choices_came_down_to_is_there_once() -> None:
    week, day = replace(hours("A", 4), days=(0, 1)), hours("A", 2)
    single = hours("A", 3, day=1)
    found = Found(
        cast("Trials", Proven((week,), (single,), (day,))), 3,
        least=lambda elements: ((day,),) if elements != (day,) else (),
    )  # fmt: skip
    found.note((week,))
    found.note((single,))
    assert found.best() == [(day,)]


def test_an_element_that_less_of_another_makes_superfluous_is_left_out_and_kept_by_what_is_left() -> None:
    both, less, alone = (hours("A", 4), hours("B", 1)), (hours("A", 3), hours("B", 1)), (hours("A", 3),)
    found = Found(
        cast("Trials", Proven(both, less, alone)), 3, least=lambda elements: (less,) if elements == both else ()
    )
    found.note(both)
    assert found.sets == {frozenset({alone[0].slot}): alone}
