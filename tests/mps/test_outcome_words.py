"""How far a plan was searched, as a planner reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mps import outcome_words, publish, snapshot
from mps.models import Plan, RunOutcome, SitePlanning
from mps.scheduler.plan import Outcome
from tests import given
from tests.mps.plant import plant
from tests.mps.test_path import solved

pytestmark = pytest.mark.django_db(transaction=True)


class TestStopped:
    @pytest.mark.parametrize(
        ("by_a_person", "outcome"), [(True, RunOutcome.STOPPED_BY_PERSON), (False, RunOutcome.STOPPED)]
    )
    def test_is_told_apart_by_who_stopped_it(self, by_a_person: bool, outcome: RunOutcome) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=20)
        SitePlanning.objects.create(site=mill.site, stop_requested=by_a_person)
        found = solved(snapshot.load(mill.site.pk))

        publish.save(replace(found, result=replace(found.result, outcome=Outcome.STOPPED)))

        plan = Plan.objects.get()
        assert plan.outcome == outcome
        assert ("person" in outcome_words.told(plan.outcome)[0]) == by_a_person
