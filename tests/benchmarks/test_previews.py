"""What the figures of previews are: how long, and how much of what was foretold came."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from benchmarks.client import Instance
from benchmarks.previews import Asked, Dates, How, Made, a_change, measured, table
from company.models import Role
from orders.models import OrderLine
from tests import given

ASKED = Asked(1, {"quantity": 5}, 100.0, {"moved": [{}], "others_moved": 0, "may_improve": False})
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def made(foretold: Dates, found: Dates, first: Dates | None = None) -> Made:
    return Made(ASKED, foretold, found, found if first is None else first)


def test_a_date_agrees_where_it_was_foretold_and_came() -> None:
    assert made({1: MAY, 2: None}, {1: MAY, 2: None}).agreed == 2
    assert made({}, {1: None}).agreed == 0
    assert made({1: MAY}, {1: None}).agreed == 0
    assert made({1: MAY}, {1: JUNE}).agreed == 0


def test_the_figures_say_how_much_agreed_and_name_what_did_not() -> None:
    tried = [made({1: MAY}, {1: MAY}), made({1: MAY}, {1: JUNE, 2: MAY}, {1: JUNE, 2: JUNE})]

    speed, agreement, settled, different = (dict(line.record) for line in table([ASKED, ASKED], tried))

    assert (speed["previews"], speed["p50_ms"], speed["moving_others"]) == (2, 100.0, 2)
    assert (agreement["made"], agreement["as_foretold"]) == (2, 1)
    assert (agreement["dates"], agreement["dates_agreeing"]) == (3, 1)
    assert (settled["moved_again"], settled["told_may_improve"]) == (1, 0)
    assert (different["line"], different["otherwise"], different["of"]) == (1, 2, 2)


def test_nothing_asked_has_figures_too() -> None:
    assert [line.record["previews"] for line in table([], [])] == [0]


@pytest.mark.django_db
def test_an_instance_is_asked_about_open_lines_that_would_change(monkeypatch: pytest.MonkeyPatch) -> None:
    open_line = given.order_line()
    given.order_line(status="closed")
    given.user(Role.PLANNER)
    asked: list[dict[str, Any]] = []

    def preview(_instance: Instance, body: dict[str, Any]) -> dict[str, Any]:
        asked.append(body)
        return {"moved": [], "others_moved": 1, "state": "saved"}

    monkeypatch.setattr(Instance, "preview", preview)
    instance = Instance(address="http://nowhere", site=open_line.site, seed=1)

    answers, made = measured(instance, count=7, how=How(every=0))

    assert (len(answers), made) == (7, [])
    assert {body.pop("thorough") for body in asked} == {False}
    assert {body.pop("order_line") for body in asked} == {open_line.pk}
    assert all(body.keys() <= {"quantity", "requested_date"} and body for body in asked)
    assert all(changes(open_line, a_change(instance, open_line)) for _number in range(20))


def changes(line: OrderLine, values: dict[str, Any]) -> bool:
    """Whether all values are others than the line has."""
    was = {"quantity": float(line.quantity), "requested_date": line.requested_date.isoformat()}
    return all(value != was[name] for name, value in values.items())
