"""What publication promises stands in a line's history as the word of the plan, although it writes no history."""

from __future__ import annotations

import pytest

from company.models import Role
from orders.changes import LineChange, submit
from orders.models import OrderLine
from orders.queries import history
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def edited(line: OrderLine, **values: object) -> None:
    """Save a planner's edit."""
    wish = LineChange(line.pk, line.version, values)
    submit(changes=[wish], by=given.user(Role.PLANNER, at=line.site), channel="web", keep_good=False)


def test_what_a_plan_promises_is_told_as_its_own_word() -> None:
    mill = plant()
    line = given.order_line(due="D10", of=mill.pump, at=mill.site)
    published(mill.site)
    line.refresh_from_db()
    [promise, entered] = history(line)
    assert (promise.kind, promise.who) == ("promised", "")
    assert promise.changes == [("Promised date", "–", given.day("D10").isoformat())]
    assert entered.kind == "created"

    edited(line, quantity="12")

    line.refresh_from_db()
    edit, promise, entered = history(line)
    assert [label for label, _before, _after in edit.changes] == ["Quantity"]
    assert (promise.kind, entered.kind) == ("promised", "created")


def test_what_a_plan_promises_is_told_apart_from_what_the_next_person_does() -> None:
    mill = plant()
    line = given.order_line(due="D10", of=mill.pump, at=mill.site)
    published(mill.site)
    line.refresh_from_db()

    later = given.day("D14").isoformat()
    edited(line, promised_date=later)

    line.refresh_from_db()
    edit, promise, _entered = history(line)
    assert edit.changes == [("Promised date", given.day("D10").isoformat(), later)]
    assert promise.changes == [("Promised date", "–", given.day("D10").isoformat())]
