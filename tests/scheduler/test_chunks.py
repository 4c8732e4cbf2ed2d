"""Chunks are the same whoever asks, and their plans travel as bytes without changing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import msgspec
import pytest

from mps.scheduler import handover
from mps.scheduler.attempt import Planned, first_plan
from mps.scheduler.budget import Limits, Watch
from mps.scheduler.check import check
from mps.scheduler.chunks import MOST_CHUNKS, chunks_of, sharable_work, work_of
from mps.scheduler.columns import index_of
from mps.scheduler.parts import Part, split
from mps.scheduler.planner import Planner
from mps.scheduler.problem import PlanningProblem
from tests.scheduler import given
from tests.scheduler.test_planner import PLANTS, plants, published

ENGINE = "this one"


def lines(count: int) -> PlanningProblem:
    """As many independent lines, of 1, 2, 3 … orders each."""
    names = [f"B{number:02}" for number in range(count)]
    orders = [(name, copy) for place, name in enumerate(names) for copy in range(place + 1)]
    return given.problem(
        items=tuple(given.bike(code=name) for name in names),
        operations=tuple(given.assembly(item=name, work_center=f"L{name}") for name in names),
        work_centers=tuple(given.line(code=f"L{name}") for name in names),
        demands=tuple(given.order(key=f"{name}/{copy}", item=name) for name, copy in orders),
    )


def parts_of(problem: PlanningProblem) -> tuple[Part, ...]:
    """The parts of a problem."""
    return split(index_of(problem))


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def by_mail(parts: Sequence[Part], watch: Watch) -> list[Planned]:
    """Plan every chunk from its bytes alone, the last one first."""
    found: dict[int, Planned] = {}
    for chunk in reversed(chunks_of(parts)):
        asked = handover.request(chunk, engine=ENGINE)
        stored = handover.answer(asked, engine=ENGINE, stop=never, timer=time.monotonic)
        found.update((one.part.number, one) for one in handover.answered(chunk, stored, watch))
    return [found[part.number] for part in parts]


def here(parts: Sequence[Part], watch: Watch) -> list[Planned]:
    """Plan every part here."""
    return [handover.as_far_as_tried(first_plan(part, watch)) for part in parts]


class TestChunks:
    def test_have_every_part_once(self) -> None:
        parts = parts_of(lines(70))

        chunks = chunks_of(parts)

        assert len(chunks) == MOST_CHUNKS
        assert sorted(part.number for chunk in chunks for part in chunk) == [part.number for part in parts]

    def test_are_the_same_whatever_the_order_of_the_parts(self) -> None:
        parts = list(parts_of(lines(40)))
        before = chunks_of(parts)
        Random(1).shuffle(parts)

        assert chunks_of(parts) == before

    def test_are_about_equal_and_the_largest_comes_first(self) -> None:
        work = [sum(map(work_of, chunk)) for chunk in chunks_of(parts_of(lines(64)))]

        assert work == sorted(work, reverse=True)
        assert work[0] <= 1.1 * work[-1]

    def test_are_no_more_than_the_parts(self) -> None:
        assert chunks_of(()) == ()
        assert len(chunks_of(parts_of(lines(3)))) == 4  # with what needs no work centre

    def test_nothing_can_be_shared_of_one_part(self) -> None:
        parts = parts_of(lines(3))

        assert sharable_work(parts[3:]) == 0
        assert sharable_work(parts) == (1 + 1) + (1 + 2)
        assert sharable_work(()) == 0


class TestHandover:
    @pytest.mark.parametrize("seed", range(0, 60, PLANTS))
    def test_a_plan_made_from_bytes_is_the_plan_made_here(self, seed: int) -> None:
        problem = plants(seed)
        for _ in range(2):  # the second time with the last plan's lots
            plan = Planner().plan(problem, stop=never, timer=lambda: 0.0, together=by_mail)
            check(problem, plan)
            alone = Planner().plan(problem, stop=never, timer=lambda: 0.0, together=here)
            cold = given.solved(problem, limits=Limits(rounds=1))
            assert msgspec.json.encode(plan, enc_hook=list) == msgspec.json.encode(alone, enc_hook=list)
            assert msgspec.json.encode(replace(plan, steps=0), enc_hook=list) == msgspec.json.encode(
                replace(cold, steps=0), enc_hook=list
            )
            problem = published(problem, plan)

    def test_the_same_parts_are_the_same_request(self) -> None:
        one, other = (handover.request(parts_of(lines(5)), engine=ENGINE) for _ in range(2))

        assert one == other
        assert handover.request(parts_of(lines(5)), engine="another") != one

    def test_other_code_does_not_answer(self) -> None:
        asked = handover.request(parts_of(lines(2)), engine="another")

        with pytest.raises(handover.OtherEngine):
            handover.answer(asked, engine=ENGINE, stop=never, timer=time.monotonic)

    @pytest.mark.parametrize("stored", [b"", b"{}", b'{"engine": "this one", "problems": [1]}'])
    def test_what_is_no_request_is_refused(self, stored: bytes) -> None:
        with pytest.raises(msgspec.MsgspecError):
            handover.answer(stored, engine=ENGINE, stop=never, timer=time.monotonic)


class TestPlanner:
    def test_what_was_only_constructed_is_made_better_from_where_it_stands(self) -> None:
        problem, planner = plants(0), Planner()
        first = planner.plan(problem, stop=never, timer=lambda: 0.0, together=here)

        better = planner.plan(problem, stop=never, timer=lambda: 0.0)

        assert better.plan == given.solved(problem).plan
        assert better.cost.total <= first.cost.total

    def test_asks_for_what_is_new_only(self) -> None:
        problem, planner = lines(6), Planner()
        asked: list[int] = []

        def noting(parts: Sequence[Part], watch: Watch) -> list[Planned]:
            asked.append(len(parts))
            return here(parts, watch)

        planner.plan(problem, stop=never, timer=lambda: 0.0, together=noting)
        changed = replace(problem, demands=(replace(problem.demands[0], quantity=2.0), *problem.demands[1:]))
        planner.plan(changed, stop=never, timer=lambda: 0.0, together=noting)

        assert asked == [7, 1]
