"""Migrations of tables that are full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection

from mps import retention
from mps.models import PlanDetail
from mps.reproducing import Verdict, reproduced
from tests import given
from tests.mps.plant import plant, published
from tests.owner import migrated

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0002_stored_once", "0003_problem_of_newest_plans"


def migrate(name: str) -> None:
    migrated(("mps", name))


@pytest.fixture
def forth_again() -> Iterator[None]:
    """Whatever happens: the tests that follow need the tables of today."""
    yield
    migrated()


@pytest.mark.usefixtures("forth_again")
def test_the_problems_of_the_plans_that_are_kept_in_full_move_back_and_forth() -> None:
    mill = plant()
    old = published(mill.site)
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    new = published(mill.site)
    retention.prune(keep=1)
    problem = bytes(PlanDetail.objects.get().problem)

    migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, problem FROM mps_plan ORDER BY id")
        assert [(pk, bytes(stored)) for pk, stored in cursor.fetchall()] == [(old.pk, b""), (new.pk, problem)]
        with pytest.raises(DatabaseError, match="annot update"):
            cursor.execute("UPDATE mps_plan SET seed = 9")

    migrate(AFTER)
    assert bytes(PlanDetail.objects.values_list("problem", flat=True).get()) == problem


@pytest.mark.usefixtures("forth_again")
def test_plans_are_made_again_whether_or_not_it_is_kept_which_plan_they_followed() -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    plan = published(mill.site)

    migrate("0012_scenarios_from_earlier_plans")
    migrate("0013_plans_followed")

    assert PlanDetail.objects.get(plan=plan).followed is None
    assert reproduced(plan).verdict is Verdict.SAME
