"""The calibration benchmark foretells from the past only, and counts rightly."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.calibration import Outcome, foretold, met, outcomes_of, share, shares_by_block
from benchmarks.delay_regimes import REGIMES, histories
from mps.confidence.kept import Share

SMALL = replace(REGIMES[0], days=160, plants=1)


def test_later_outcomes_change_nothing_said_before() -> None:
    """What comes of the second half is not known to the first: its statements stay when all of it comes a year late."""
    [history] = histories(SMALL, 1)
    later = tuple(replace(one, delay=60) if one.due_day > 100 else one for one in history.deliveries)
    early = sum(1 for one in history.promises if one.day < 100 and one.day >= 0)
    stated = [one.stated for one in foretold(history)][: early // 2]
    assert stated
    assert stated == [one.stated for one in foretold(replace(history, deliveries=later))][: early // 2]


def test_same_seed_same_figures() -> None:
    assert list(outcomes_of(SMALL, 7)) == list(outcomes_of(SMALL, 7))


def test_outcomes_of_one_plant_and_season_are_a_block() -> None:
    outcomes = list(outcomes_of(replace(SMALL, plants=2), 7))
    blocks = {one.block for one in outcomes}
    assert {block[:2] for block in blocks} == {(7, 0), (7, 1)}
    assert len(blocks) > 2
    labelled = [one for one in outcomes if one.label == 0.8]
    assert sum(some.count for some in shares_by_block(labelled)) == len(labelled)


def test_share_and_goal() -> None:
    outcomes = [Outcome(0.8, 0.8, kept=number < 80, at_least=False) for number in range(100)]
    assert share(0.8, outcomes) == Share(80, 100)
    assert met(0.8, Share(80, 100))
    assert not met(0.8, Share(83, 100))
    assert not met(0.95, Share(93, 100))
