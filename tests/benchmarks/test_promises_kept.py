"""The benchmark of promises counts what a plan makes of them."""

from __future__ import annotations

from random import Random

from benchmarks.promises_kept import NEVER, Miss, Tally, _batch, _promised_all
from mps.scheduler.problem import Demand
from mps.scheduler.promise_basis import build
from tests.scheduler.given import bike, horizon, line, order, problem


def test_promises_at_a_plant_with_room_are_met() -> None:
    room = problem(items=(bike(),), horizon=horizon(100), work_centers=(line(days=100),), demands=(order(4.0),))
    promised, plan = _promised_all(room, 10.0)
    tally = Tally()

    _batch(promised, plan, build(promised, plan), 5, 10.0, Random(1), tally)

    assert (tally.made + tally.not_possible, tally.missed, tally.harmed) == (5, (), ())
    assert tally.made > 0
    assert tally.before == 1


def test_a_miss_is_named_and_counted() -> None:
    miss = Miss(Demand("promise 1", "BIKE", 2.0, 5), NEVER)
    tally = Tally(made=4, missed=(miss,))

    assert tally.share == 0.75
    assert miss.line().text.endswith("2 of BIKE for day 5, planned not at all")
