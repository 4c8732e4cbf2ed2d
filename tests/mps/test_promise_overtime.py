"""A promise that needs overtime: it takes the overtime from every later answer, and the next plan buys it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from company.models import Role, User
from mps.promising import NotPossibleError, promise
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY, earliest, for_someone, wish

pytestmark = pytest.mark.django_db(transaction=True)

OVERTIME_MINUTES, PUMPS_IN_OVERTIME, DAYS_A_WEEK = 120, 12, 5


@pytest.fixture
def mill() -> Plant:
    """Return the small plant with two hours of overtime a day at 2 a minute, and its first two days sold."""
    made = plant()
    made.center.overtime_minutes_per_week = DAYS_A_WEEK * OVERTIME_MINUTES
    made.center.overtime_cost_per_hour = Decimal(120)
    made.center.save()
    given.order_line(due="D1", of=made.pump, at=made.site, quantity=2 * PUMPS_A_DAY)
    published(made.site)
    return made


def with_overtime(mill: Plant, quantity: int, when: str, by: User | None = None) -> Promise:
    asked = replace(wish(mill, quantity, when), promised_date=given.day(when), overtime=True)
    [made] = promise([asked], for_someone(mill, by=by))
    return made


def test_is_refused_without_overtime(mill: Plant) -> None:
    with pytest.raises(NotPossibleError):
        promise([wish(mill, PUMPS_IN_OVERTIME, "D0")], for_someone(mill))


def test_says_how_much_it_needs_and_what_that_costs(mill: Plant) -> None:
    made = with_overtime(mill, PUMPS_IN_OVERTIME, "D0")

    assert made.overtime_minutes == pytest.approx(OVERTIME_MINUTES)
    assert made.overtime_cost == pytest.approx(2 * OVERTIME_MINUTES)
    minutes = made.backings.get(kind="minutes")
    assert (minutes.record_id, minutes.day, minutes.quantity) == (mill.center.pk, given.day("D0"), OVERTIME_MINUTES)


def test_the_same_overtime_is_promised_once(mill: Plant) -> None:
    by = given.user(Role.SALES, at=mill.site)
    with_overtime(mill, PUMPS_IN_OVERTIME, "D0", by)

    with pytest.raises(NotPossibleError):
        with_overtime(mill, 1, "D0", by)
    with_overtime(mill, PUMPS_IN_OVERTIME, "D1", by)


def test_no_overtime_is_worked_where_it_can_be_there_without(mill: Plant) -> None:
    before = earliest(mill, PUMPS_A_DAY)
    made = with_overtime(mill, PUMPS_A_DAY, "D2")

    assert before == given.day("D2")
    assert (made.overtime_minutes, made.overtime_cost) == (0, 0)


def test_the_next_plan_buys_it_and_keeps_all_promises(mill: Plant) -> None:
    made = with_overtime(mill, PUMPS_IN_OVERTIME, "D0")

    plan = published(mill.site)

    made.refresh_from_db()
    assert plan.revision >= made.revision
    assert made.line.outlook.planned_date == given.day("D0")
    assert made.assurance == "safe"
