"""What publication promises stands in a line's history as the word of the plan, although it writes no history."""

from __future__ import annotations

import pytest

from company.models import Role
from orders.changes import LineChange, submit
from orders.history.entries import Entry
from orders.history.timeline import of_line
from orders.models import OrderLine
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def history(line: OrderLine) -> list[Entry]:
    """Return what a planner reads."""
    return of_line(line, given.user(Role.PLANNER, at=line.site))


def words(entry: Entry) -> list[tuple[str, str, str]]:
    """Return what changed, as it is read."""
    return [(change.label, change.before_words, change.after_words) for change in entry.changes]


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
    assert words(promise) == [("Promised date", "–", given.day("D10").isoformat())]
    assert entered.kind == "created"

    edited(line, quantity="12")

    line.refresh_from_db()
    edit, promise, entered = history(line)
    assert [label for label, _before, _after in words(edit)] == ["Quantity"]
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
    assert words(edit) == [("Promised date", given.day("D10").isoformat(), later)]
    assert words(promise) == [("Promised date", "–", given.day("D10").isoformat())]
