"""Answering what a change would do, in a worker: who has given up, who saves the line meanwhile, who makes room."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import msgspec
import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient

from company.models import Role, User
from mps import impact, live, questions, run, snapshot, tasks
from mps.scheduler.planner import Planner
from orders import changes
from orders.models import OrderLine
from tests import given
from tests.mps.test_preview_api import asked, mill

Api = Callable[[User | None], APIClient]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def test_nobody_works_for_who_has_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    site, first, _second = mill()
    question = questions.Question("gone", site.pk, first.pk, {"quantity": 200}, given.user(at=site).pk, "en")
    monkeypatch.setattr(questions, "LOOK_SECONDS", -1.0)
    planned: list[Any] = []
    monkeypatch.setattr(impact, "impact_of", lambda *facts: planned.append(facts))

    tasks.preview(msgspec.to_builtins(question))

    assert planned == []


class TestSavedAtThatMoment:
    """Somebody saves the line between the snapshot's beginning and the change that is tried out."""

    @pytest.mark.usefixtures("_worker")
    def test_is_tried_again(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        site, first, _second = mill()
        try_out = changes.try_out
        tries: list[int] = []

        def save() -> None:
            OrderLine.objects.filter(pk=first.pk).update(note="saved meanwhile")
            connection.close()

        def tried_out(*facts: Any) -> Any:
            if not tries:
                assert OrderLine.objects.filter(pk=first.pk, note="").exists()  # the snapshot begins with a question
                somebody = Thread(target=save)
                somebody.start()
                somebody.join()
            tries.append(1)
            return try_out(*facts)

        monkeypatch.setattr(changes, "try_out", tried_out)

        assert asked(api(given.user(Role.PLANNER, at=site)), first, quantity=5).status_code == 200
        assert len(tries) == 2
        assert OrderLine.objects.get(pk=first.pk).note == "saved meanwhile"

    @pytest.mark.parametrize(("code", "tries"), [("40001", impact.RETRIES), ("57P01", 1)])
    def test_is_not_tried_for_ever(self, monkeypatch: pytest.MonkeyPatch, code: str, tries: int) -> None:
        site, first, _second = mill()
        calls: list[Any] = []

        def load_as_if(*facts: Any) -> Any:
            calls.append(facts)
            raise OperationalError from Refusal(code)

        monkeypatch.setattr(snapshot, "load_as_if", load_as_if)
        question = questions.Question("t", site.pk, first.pk, {"quantity": 5}, given.user(at=site).pk, "en")

        with pytest.raises(OperationalError):
            impact.answer_to(question, stop=lambda: False)
        assert len(calls) == tries


class Refusal(Exception):
    """What the database driver says."""

    def __init__(self, pgcode: str) -> None:
        super().__init__(pgcode)
        self.pgcode = pgcode


class TestImprovement:
    """A search for a better plan makes room for a question, and goes on afterwards."""

    def test_makes_room(self) -> None:
        site, _first, _second = mill()
        stop = Event()

        assert not run.wanted_elsewhere(site.pk, stop)()
        live.server().zadd(questions.WAITING, {"somebody": 9e9})
        assert run.wanted_elsewhere(site.pk, stop)()
        assert stop.is_set()

    def test_does_not_wait_for_who_was_killed_while_asking(self) -> None:
        live.server().zadd(questions.WAITING, {"long gone": 1.0})

        assert not questions.somebody_waits()

    @pytest.mark.parametrize("somebody", [True, False])
    def test_goes_on_afterwards(self, monkeypatch: pytest.MonkeyPatch, somebody: bool) -> None:
        site, _first, _second = mill()
        sent: list[Any] = []
        monkeypatch.setattr(tasks.improve, "apply_async", lambda args, **_options: sent.append(args))
        if somebody:
            live.server().zadd(questions.WAITING, {"somebody": 9e9})

        tasks.replan(site.pk)

        assert sent == ([(site.pk, 0)] if somebody else [])

    @pytest.mark.usefixtures("_worker")
    def test_a_question_in_its_midst_is_answered_and_leaves_it_as_it_was(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site, first, second = mill()
        planner = api(given.user(Role.PLANNER, at=site))
        alone = asked(planner, first, quantity=200).json()
        answers: list[Any] = []
        plan = Planner.plan

        def while_planning(self: Planner, *args: Any, **options: Any) -> Any:
            if not answers:
                answers.append(None)
                answers[0] = asked(planner, first, quantity=200).json()
            return plan(self, *args, **options)

        monkeypatch.setattr(Planner, "can_be_better", property(lambda _self: True))
        monkeypatch.setattr(Planner, "plan", while_planning)
        run.improve(site.pk)

        assert answers[0]["moved"] == alone["moved"]
        assert [moved["line_id"] for moved in alone["moved"]] == [second.pk]
