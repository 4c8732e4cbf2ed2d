"""Which lots yield so that the others are in time: by rule, and exactly."""

from __future__ import annotations

from itertools import chain, combinations
from random import Random

import numpy as np
import pytest

from mps.scheduler.acceptance import Crowd, crowd_of, yielding
from mps.scheduler.exact_acceptance import best_yielding, clusters, rounded_yielding
from mps.scheduler.shop import DraftLot

DAYS = 6


def lot(minutes: float, due_day: int, rank: int = 1, item: int = 0) -> DraftLot:
    """A lot that takes as many minutes as it has pieces."""
    return DraftLot(item, minutes, due_day, rank)


def crowd(lots: list[DraftLot], free: float = 10.0) -> Crowd:
    """The crowd of one work centre with as many free minutes every day."""
    return crowd_of(lots, [[(0, one.quantity)] for one in lots], np.full((1, DAYS), free))


def lost(crowd_: Crowd, given_up: frozenset[int]) -> tuple[int, ...]:
    """How many lots of each rank are given up."""
    return tuple(sum(crowd_.rank[one] == rank for one in given_up) for rank in sorted(set(crowd_.rank.values())))


def fits(crowd_: Crowd, kept: set[int]) -> bool:
    """Whether lots can all be in time: their minutes by due day never exceed the free ones."""
    return all(
        sum(crowd_.work[one].get(center, 0.0) for one in kept if crowd_.due_day[one] <= day) <= free + 1e-6
        for center, by_day in crowd_.free.items()
        for day, free in enumerate(by_day)
    )


def crowd_of_two(seed: int, count: int = 9) -> Crowd:
    """Lots of one work centre, of the other, or of both."""
    random = Random(seed)
    lots = [
        lot(random.randint(1, 25), random.randrange(DAYS), random.choice((1, 2, 3)), item=random.randrange(3))
        for _ in range(count)
    ]
    centers = ((0,), (1,), (0, 1))
    work = [[(center, one.quantity) for center in centers[one.item]] for one in lots]
    return crowd_of(lots, work, np.full((2, DAYS), count))


def fewest_lost(crowd_: Crowd) -> tuple[int, ...]:
    """Try every set of lots."""
    lots = set(crowd_.work)
    every = chain.from_iterable(combinations(sorted(lots), size) for size in range(len(lots) + 1))
    return min(lost(crowd_, frozenset(given_up)) for given_up in every if fits(crowd_, lots - set(given_up)))


class TestRule:
    def test_nobody_yields_where_all_fit(self) -> None:
        assert not crowd([lot(10, 0), lot(10, 1)]).work

    def test_the_longest_yields(self) -> None:
        given_up = yielding(crowd([lot(4, 1), lot(15, 1), lot(6, 1)]))

        assert given_up.lots == {1}
        assert given_up.certain

    def test_a_less_urgent_one_yields_however_short(self) -> None:
        given_up = yielding(crowd([lot(19, 1, rank=1), lot(2, 1, rank=2)]))

        assert given_up.lots == {1}

    def test_what_can_never_be_in_time_takes_nothing_from_others(self) -> None:
        given_up = yielding(crowd([lot(50, 1, rank=1), lot(10, 0, rank=2), lot(10, 1, rank=2)]))

        assert given_up.lots == {0}

    def test_knows_where_it_only_guesses(self) -> None:
        assert not yielding(crowd([lot(12, 1, rank=1), lot(12, 1, rank=1), lot(1, 1, rank=2)])).certain

    @pytest.mark.parametrize("seed", range(60))
    def test_is_never_beaten_where_it_is_certain(self, seed: int) -> None:
        random = Random(seed)
        found = crowd([lot(random.randint(1, 25), random.randrange(DAYS), random.choice((1, 2))) for _ in range(9)])
        given_up = yielding(found)

        assert fits(found, set(found.work) - given_up.lots)
        if given_up.certain:
            assert lost(found, given_up.lots) == fewest_lost(found)


class TestExactModel:
    @pytest.mark.parametrize("seed", range(40))
    def test_gives_up_as_few_as_can_be_rank_by_rank(self, seed: int) -> None:
        found = crowd_of_two(seed)
        given_up = best_yielding(found, lambda _nodes: None)

        assert fits(found, set(found.work) - given_up)
        assert lost(found, given_up) == fewest_lost(found)

    def test_beats_the_rule_where_that_only_guesses(self) -> None:
        # one of two urgent lots must go: the rule gives up the longest, which leaves most to the others; but only
        # without the one due first is there room for two short ones that are due as early
        found = crowd([lot(11, 0, rank=2), lot(9, 0, rank=1), lot(12, 1, rank=1), lot(1, 0, rank=2)], free=10.0)

        assert lost(found, best_yielding(found, lambda _nodes: None)) <= lost(found, yielding(found).lots)

    def test_work_centres_without_a_lot_in_common_are_decided_apart(self) -> None:
        lots = [lot(99, 0, item=0), lot(99, 0, item=1)]
        parts = clusters(crowd_of(lots, [[(0, 99.0)], [(1, 99.0)]], np.full((2, DAYS), 9.0)))

        assert [set(part.work) for part in parts] == [{0}, {1}]


class TestRoundedRelaxation:
    @pytest.mark.parametrize("seed", range(40))
    def test_gives_up_no_more_than_the_rule_and_hardly_more_than_is_needed(self, seed: int) -> None:
        found = crowd_of_two(seed, count=60)
        given_up = rounded_yielding(found, lambda _nodes: None)
        exactly = lost(found, best_yielding(found, lambda _nodes: None))

        assert fits(found, set(found.work) - given_up)
        assert exactly <= lost(found, given_up) <= lost(found, yielding(found).lots)
        assert sum(lost(found, given_up)) <= sum(exactly) + 2

    def test_gives_up_fewer_than_the_rule_in_all(self) -> None:
        crowds = [crowd_of_two(seed, count=60) for seed in range(10)]
        rounded = sum(len(rounded_yielding(one, lambda _nodes: None)) for one in crowds)

        assert rounded < sum(len(yielding(one).lots) for one in crowds)
