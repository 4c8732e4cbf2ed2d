"""What one more hour is worth, asked by people: what they hear is what the plan then does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from capacity.models import CapacityException
from company.models import Role
from mps import extra_hour_question, extra_hours, questions
from mps.extra_hour_question import HourAnswer, HourQuestion
from mps.models import Plan
from mps.scheduler import one_more_hour
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def crowded() -> tuple[Plant, Plan]:
    """A pump takes 10 minutes of 480 a day: 240 fit into the first week, and 245 are wanted by its Friday."""
    mill = plant()
    given.order_line("D4", mill.pump, mill.site, 245)
    return mill, published(mill.site)


def client_of(mill: Plant, role: Role = Role.PLANNER) -> Client:
    client = Client()
    client.force_login(given.user(role, at=mill.site))
    return client


def test_the_missing_hour_is_named_with_its_work_centre_and_week() -> None:
    mill, plan = crowded()

    answer = extra_hours.answer_to(HourQuestion("ticket", plan.pk), stop=lambda: False)

    assert answer.hours
    best = answer.hours[0]
    assert best.worth > 0
    assert (best.work_center, best.week, best.is_proven) == (mill.center.code, 0, True)
    assert answer.finished


def test_a_plan_that_is_forgotten_has_no_answer() -> None:
    assert extra_hours.answer_to(HourQuestion("ticket", 1), stop=lambda: False).hours is None


def test_asked_again_it_goes_on_with_weeks_that_are_not_planned_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round of no time plans one week; the third finds nothing left, and plans nothing, base included."""
    mill = plant()
    for number, days in enumerate((4, 11)):
        due = mill.site.horizon_start + timedelta(days=days)
        given.order_line(due, mill.pump, mill.site, 245 * (number + 1), customer=given.customer(f"C{number}"))
    plan = published(mill.site)
    monkeypatch.setattr(extra_hours, "ROUND_SECONDS", 0.0)

    def asked() -> HourAnswer:
        return extra_hours.answer_to(HourQuestion("ticket", plan.pk), stop=lambda: False)

    answers = [asked()]
    assert (answers[0].planned, answers[0].finished) == (1, False)
    while not answers[-1].finished:
        answers.append(asked())
        assert answers[-1].planned == answers[-2].planned + 1
    assert answers[-1].planned == answers[-1].possible

    monkeypatch.setattr(one_more_hour, "first_plan", None)
    assert asked() == answers[-1]


@pytest.mark.usefixtures("_worker")
class TestPage:
    def test_is_told_what_is_saved_and_where_the_cell_is(self) -> None:
        mill, _plan = crowded()

        told = client_of(mill).get("/load/hours/").json()

        assert told["late_lines"] == 1
        first = told["proven"][0]
        assert (first["center"], first["week"]) == (mill.center.code, "W02")
        assert first["address"] == f"/load/?center={mill.center.code}&week=2026-01-05#lots-head"

    def test_where_nothing_is_late_there_is_nothing_to_tell(self) -> None:
        mill = plant()
        given.order_line("D9", mill.pump, mill.site, 5)
        published(mill.site)

        told = client_of(mill).get("/load/hours/").json()

        assert (told["late_lines"], told["proven"], told["guessed"]) == (0, [], [])

    def test_as_many_weeks_are_planned_as_are_wished(self) -> None:
        mill, _plan = crowded()
        client = client_of(mill)

        none, all_of_them = (client.get(f"/load/hours/?weeks={weeks}").json() for weeks in (0, 20))

        assert (none["planned"], none["proven"], none["finished"]) == (0, [], True)
        assert (all_of_them["planned"], all_of_them["finished"]) == (all_of_them["possible"], True)

    def test_without_a_plan_says_so(self) -> None:
        mill = plant()
        assert client_of(mill).get("/load/hours/").status_code == 409


def test_the_saving_that_is_told_is_there_once_the_hour_is() -> None:
    """The hour is given to the calendar: the next plan has as much less of lateness and cost as was said."""
    mill, before = crowded()
    answer = extra_hours.answer_to(HourQuestion("ticket", before.pk), stop=lambda: False)
    assert answer.hours is not None
    said = answer.hours[0]
    monday = mill.site.horizon_start

    CapacityException.objects.create(
        work_center=mill.center, from_date=monday, to_date=monday + timedelta(days=4), minutes_per_day=12,
        kind=CapacityException.Kind.SHIFT,
    )  # fmt: skip
    after = published(mill.site)

    assert said.worth > 0
    assert sum(before.cost.values()) - sum(after.cost.values()) == pytest.approx(said.worth)


def test_nobody_answering_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_plan_id: int, _most: int) -> None:
        raise questions.NoAnswerError

    mill, _plan = crowded()
    monkeypatch.setattr(extra_hour_question, "ask", silent)

    answer = client_of(mill).get("/load/hours/")

    assert answer.status_code == 503
    assert "Ask again" in answer.json()["detail"]
