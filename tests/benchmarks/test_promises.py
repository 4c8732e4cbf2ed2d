"""How long a promised date takes: in memory, and through the API of a running instance."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.caller import Caller
from benchmarks.client import Instance
from benchmarks.promises import line as http_line
from benchmarks.promises import measured as measured_over_http
from benchmarks.promises import promises, questions
from benchmarks.quotes import line, measured
from company.models import Role
from mps.models import SitePlanning
from tests import given
from tests.mps.plant import plant, published
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
def test_an_instance_is_asked_for_what_it_sells() -> None:
    order_line = given.order_line()
    given.user(Role.PLANNER)
    instance = Instance(address="http://nowhere", site=order_line.site, seed=1)

    asked = questions(instance, 3)

    assert {question["item"] for question in asked} == {order_line.item.code}
    assert all(question["site"] == order_line.site.code and question["quantity"] > 0 for question in asked)
    assert len(asked) == 3


@pytest.mark.django_db
def test_every_question_is_asked_by_one_client_and_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    order_line = given.order_line()
    given.user(Role.PLANNER)
    instance = Instance(address="http://nowhere", site=order_line.site, seed=1)
    asked: list[int] = []

    def call(_caller: Caller, _method: str, _path: str, body: dict[str, int]) -> tuple[int, dict[str, Any]]:
        asked.append(body["n"])
        return 200, {}

    monkeypatch.setattr(Caller, "call", call)

    taken = measured_over_http(instance, [{"n": number} for number in range(10)], clients=3)

    assert sorted(asked) == list(range(10))
    found = http_line(taken, clients=3, promised=0).record
    assert (found["quotes"], found["clients"]) == (10, 3)
    assert measured_over_http(instance, [], clients=3) == []


@pytest.mark.django_db(transaction=True)
def test_promises_are_held_that_no_plan_knows() -> None:
    mill = plant()
    given.order_line(of=mill.pump, at=mill.site, quantity=2)
    given.user(Role.PLANNER, at=mill.site)
    published(mill.site)
    mill.site.refresh_from_db()
    instance = Instance(address="http://nowhere", site=mill.site, seed=1)

    made = list(promises(instance, 3))

    known = SitePlanning.objects.get(pk=mill.site.pk).planned_revision
    assert [one.revision > known for one in made] == [True] * 3
