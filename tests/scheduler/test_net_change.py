"""Net change equals regeneration: whatever changes, a warm planner's plan is the one that a cold solve gives."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mps.scheduler.problem import PlanningProblem
from tests.random_examples import examples
from tests.scheduler.given import solved
from tests.scheduler.nasty import nasty
from tests.scheduler.senseless import senseless
from tests.scheduler.small_plants import small_plants
from tests.scheduler.test_planner import Warm, but_for_the_work, published, side_by_side
from tests.scheduler.test_random_plans import TABLES

Pair = tuple[PlanningProblem, PlanningProblem]
pairs = st.one_of(
    st.tuples(small_plants, small_plants), st.tuples(small_plants, nasty), st.tuples(senseless, senseless)
)
changed_tables = st.sets(st.sampled_from(TABLES), min_size=1, max_size=3)


class TestNetChange:
    @examples(60)
    @given(pairs, small_plants, changed_tables, st.booleans())
    def test_equals_regeneration_whatever_changes_and_when_it_changes_back(
        self,
        pair: tuple[PlanningProblem, PlanningProblem],
        beside: PlanningProblem,
        tables: set[str],
        is_published: bool,
    ) -> None:
        one, other = pair
        changed = replace(one, **{name: getattr(other, name) for name in tables})
        before, after = side_by_side(one, beside), side_by_side(changed, beside)
        planner = Warm()
        first = planner.plan(before)
        after = published(after, first) if is_published else after

        for problem in (after, before):
            assert but_for_the_work(planner.plan(problem)) == but_for_the_work(solved(problem))
