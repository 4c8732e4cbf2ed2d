"""How many minutes are believed to be lost waiting, draft after draft."""

from __future__ import annotations

import numpy as np

from mps.scheduler.belief import Belief
from mps.scheduler.columns import index_of
from mps.scheduler.draft import Draft
from mps.scheduler.network import network_of
from mps.scheduler.shop import DraftLot
from mps.scheduler.work_content import WorkBelow
from tests.scheduler import given


def draft_with(*quantities: float, finish_day: int = 3) -> Draft:
    """Bikes for customers of day 2, an hour each, which finish on one day."""
    draft = Draft(network_of(index_of(given.problem())))
    for quantity in quantities:
        lot = DraftLot(0, quantity, 2, 1)
        lot.customer_day, lot.finish_day, lot.depth = 2, finish_day, 0
        draft.lots.append(lot)
    return draft


def believing() -> Belief:
    return Belief(WorkBelow(np.zeros((1, 1)), np.zeros((1, given.DAYS))))


def lost(belief: Belief) -> float:
    """Minutes believed to be lost on the customers' day."""
    return -float(belief.below.saved[0, 2])


def test_half_of_what_is_late_is_believed() -> None:
    belief = believing()

    assert belief.learn(draft_with(4.0, 2.0))
    assert lost(belief) == 180.0


def test_what_was_given_up_is_no_surprise() -> None:
    belief, draft = believing(), draft_with(4.0)
    draft.lots[0].yields = True

    assert not belief.learn(draft)
    assert lost(belief) == 0.0


def test_half_of_the_last_step_is_taken_back_once_nothing_is_late() -> None:
    belief = believing()
    belief.learn(draft_with(4.0))

    assert belief.learn(draft_with(4.0, finish_day=2))
    assert lost(belief) == 60.0
    assert belief.learn(draft_with(4.0))
    assert lost(belief) == 90.0


def test_what_stays_late_whatever_is_given_up_is_not_believed_a_third_time() -> None:
    belief = believing()
    belief.learn(draft_with(4.0))
    belief.learn(draft_with(4.0))
    before = lost(belief)
    belief.learn(draft_with(4.0))

    assert lost(belief) < before
