"""How long a promised date takes: in memory, and through the API of a running instance."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.client import Instance
from benchmarks.promises import measured as measured_over_http
from benchmarks.quotes import line, measured
from company.models import Role
from tests import given
from tests.scheduler import given as given_problems


def test_as_many_quotes_as_asked_for() -> None:
    problem = given_problems.problem(demands=(given_problems.order(4.0),))

    found: dict[str, Any] = dict(line(measured(problem, count=7, seed=1)).record)

    assert found["quotes"] == 7
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["max_ms"]


def test_nothing_is_asked_where_nothing_is_sold() -> None:
    assert measured(given_problems.problem(), count=7, seed=1) == []
    assert line([]).record["quotes"] == 0


@pytest.mark.django_db
def test_an_instance_is_asked_for_what_it_sells(monkeypatch: pytest.MonkeyPatch) -> None:
    order_line = given.order_line()
    given.user(Role.PLANNER)
    asked: list[dict[str, Any]] = []
    instance = Instance(address="http://nowhere", site=order_line.site, seed=1)
    monkeypatch.setattr(instance, "quote", asked.append)

    assert len(measured_over_http(instance, 3)) == 3
    assert {question["item"] for question in asked} == {order_line.item.code}
    assert all(question["site"] == order_line.site.code and question["quantity"] > 0 for question in asked)
