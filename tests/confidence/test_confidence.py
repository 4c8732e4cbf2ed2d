"""How sure a date is: what is learned, what is said, and what is never said."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mps.confidence.correction import Correction
from mps.confidence.kept import Share, bounds_by_block, buckets
from mps.confidence.learning import ENOUGH, Learner, Outlook, Rest, in_time, learned
from mps.confidence.records import EARLIEST, JUDGED_AFTER, LATEST, Groups, PastDelivery

PUMP, VALVE = Groups("PUMP", "ASSEMBLY", "Pumps"), Groups("VALVE", "ACME", "Parts")
LONG_AFTER = 10_000
DAYS = range(EARLIEST, LATEST + 1)


def past(groups: Groups, delays: list[int], *, first: int = 0) -> list[PastDelivery]:
    """Return a delivery a day."""
    return [PastDelivery(groups, first + day, delay) for day, delay in enumerate(delays)]


def said(learner: Learner, *rests: Rest) -> Outlook:
    """Return the outlook, which there must be."""
    outlook = learner.outlook(rests)
    assert outlook is not None
    return outlook


@settings(max_examples=10, derandomize=True, deadline=None)
@given(st.lists(st.integers(-30, 80), min_size=2 * ENOUGH, max_size=2 * ENOUGH + 20), st.integers(1, 5))
def test_is_monotone_and_never_certain(delays: list[int], parts: int) -> None:
    outlook = said(learned(past(PUMP, delays), until=300), *[Rest(PUMP)] * parts)
    chances = [outlook.within(day) for day in DAYS]
    assert chances == sorted(chances)
    assert chances[0] >= 0
    assert chances[-1] < 1
    wished = [outlook.days_for(share / 20) for share in range(1, 20)]
    known = [day for day in wished if day is not None]
    assert known == sorted(known)
    assert None not in wished[: len(known)], "once no day is so sure, none is surer"


def test_stock_alone_is_certain_even_without_history() -> None:
    outlook = said(Learner())
    assert outlook.within(0) == 1.0
    assert outlook.days_for(0.999) == 0


def test_constant_plant_gets_its_constant() -> None:
    outlook = said(learned(past(PUMP, [3] * 300), until=LONG_AFTER // 25), Rest(PUMP))
    assert (outlook.days_for(0.80), outlook.days_for(0.95)) == (3, 3)
    assert outlook.within(2) < 0.02


def test_says_nothing_below_enough_history() -> None:
    few = past(PUMP, [0] * (ENOUGH - 1))
    assert learned(few, until=ENOUGH + JUDGED_AFTER).outlook([Rest(PUMP)]) is None
    many = past(PUMP, [0] * 2 * ENOUGH)
    assert learned(many, until=2 * ENOUGH + JUDGED_AFTER).outlook([Rest(PUMP)]) is not None


def test_newest_deliveries_wait_until_the_late_ones_are_in() -> None:
    """Of what was due yesterday only what was punctual is known: learning from it would flatter."""
    on_time = PastDelivery(PUMP, 100, 0)
    assert on_time.judged_day == 100 + JUDGED_AFTER
    assert PastDelivery(PUMP, 100, JUDGED_AFTER + 4).judged_day == 100 + JUDGED_AFTER + 4
    events = list(in_time([on_time]))
    assert [over for _day, _delivery, over in events] == [False, True]


def test_five_observations_do_not_shout() -> None:
    """An item that was late five times is held to be worse than its site, and not to be late for ever."""
    deliveries = past(VALVE, [0] * 300) + past(PUMP, [10] * 5, first=295)
    learner = learned(deliveries, until=400)
    pump, valve = said(learner, Rest(PUMP)), said(learner, Rest(VALVE))
    assert 0.1 < pump.within(0) < valve.within(0)


def test_more_of_its_own_history_decides() -> None:
    deliveries = past(VALVE, [0] * 300) + past(PUMP, [10] * 300)
    assert said(learned(deliveries, until=400), Rest(PUMP)).within(5) < 0.1


def test_recent_deliveries_weigh_more() -> None:
    was_good = past(PUMP, [0] * 400) + past(PUMP, [6] * 200, first=400)
    was_bad = past(PUMP, [6] * 200) + past(PUMP, [0] * 400, first=200)
    assert said(learned(was_good, until=640), Rest(PUMP)).within(0) < 0.4
    assert said(learned(was_bad, until=640), Rest(PUMP)).within(0) > 0.8


def test_all_parts_must_arrive() -> None:
    random = Random(1)
    learner = learned(past(PUMP, [random.choice((0, 0, 0, 4)) for _ in range(600)]), until=700)
    one, three = said(learner, Rest(PUMP)), said(learner, *[Rest(PUMP)] * 3)
    assert three.within(0) < one.within(0)


def test_slack_is_as_good_as_a_later_date() -> None:
    random = Random(2)
    learner = learned(past(PUMP, [random.randrange(8) for _ in range(400)]), until=500)
    assert said(learner, Rest(PUMP, slack=3)).within(1) == said(learner, Rest(PUMP)).within(4)


def test_correction_says_what_was_true() -> None:
    """A curve that says 0.9 and is right six times in ten is read as 0.6."""
    correction = Correction()
    for number in range(2_000):
        below, upto = (0.0, 0.9) if number % 10 < 6 else (0.9, 1.0)
        correction.add(1, below, upto)
    [corrected] = correction.corrected(np.array([0.9]), 1)
    assert abs(corrected - 0.6) < 0.02


def test_order_of_rows_changes_nothing() -> None:
    random = Random(3)
    deliveries = past(PUMP, [random.randrange(9) for _ in range(150)]) + past(VALVE, [1] * 150)
    mixed = deliveries.copy()
    random.shuffle(mixed)
    curves = [said(learned(rows, until=300), Rest(PUMP), Rest(VALVE)).curve for rows in (deliveries, mixed)]
    assert (curves[0] == curves[1]).all()


def test_wilson_bounds_are_the_published_ones() -> None:
    least, most = Share(81, 263).bounds()
    assert (round(least, 4), round(most, 4)) == (0.2553, 0.3662), "Newcombe 1998, table I"
    assert Share(0, 0).bounds() == (0.0, 1.0)


def test_bounds_are_wider_where_outcomes_hang_together() -> None:
    alone = [Share(number % 2, 1) for number in range(100)]
    together = [Share(10 * (number % 2), 10) for number in range(10)]
    (least, most), (lower, upper) = bounds_by_block(alone), bounds_by_block(together)
    assert lower < least < 0.5 < most < upper
    assert abs((most - least) - 2 * 1.96 * 0.5 / 100**0.5) < 0.01, "of independent ones: the normal bounds"
    assert bounds_by_block([Share(5, 10)]) == (0.0, 1.0)


def test_what_was_foreseen_from_a_handful_corrects_nothing() -> None:
    """The first curves are rough: had they a say, a plant of which little is known would be told too much."""
    deliveries = past(PUMP, [0] * 19) + past(VALVE, [9] * 41, first=19)
    learner = Learner()
    for one in deliveries[:19]:
        learner.foresee(one)
    for one in deliveries[:19]:
        learner.learn(one)
    learner.foresee(deliveries[19])
    for one in deliveries[19:]:
        learner.learn(one)
    assert learner.outcomes == []
    assert said(learner, Rest(VALVE)).within(8) == said(uncorrected(deliveries), Rest(VALVE)).within(8)


def uncorrected(deliveries: list[PastDelivery]) -> Learner:
    learner = Learner()
    for one in deliveries:
        learner.learn(one)
    return learner


def test_buckets_hold_each_outcome_once() -> None:
    found = buckets([(0.80, True), (0.81, False), (0.95, True), (1.0, True)])
    assert [(one.share.kept, one.share.count) for one in found] == [(1, 2), (1, 1), (1, 1)]
