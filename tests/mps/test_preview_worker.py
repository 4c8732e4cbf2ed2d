"""Answering what a change would do, in a worker: who has given up, who saves the line meanwhile, who makes room."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import msgspec
import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from company.models import Role, User
from mps import impact, live, questions, run, snapshot, tasks
from mps.scheduler.planner import Planner
from tests import given
from tests.mps.test_preview_api import asked, mill

Api = Callable[[User | None], APIClient]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def test_nobody_works_for_who_has_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    site, first, _second = mill()
    question = questions.Question("gone", site.pk, first.pk, {"quantity": 200}, given.user(at=site).pk, "en")
    monkeypatch.setattr(questions, "LOOK_SECONDS", -1.0)
    planned: list[Any] = []
    monkeypatch.setattr(impact, "_impact", lambda *facts: planned.append(facts))

    tasks.preview(msgspec.to_builtins(question))

    assert planned == []


class TestSavedAtThatMoment:
    """Somebody saves the line between the snapshot's beginning and the change that is tried out."""

    def tried(self, monkeypatch: pytest.MonkeyPatch, failures: int, code: str) -> list[int]:
        load, left, calls = snapshot.load_as_if, [failures], []

        def load_as_if(*facts: Any) -> Any:
            calls.append(1)
            if left[0]:
                left[0] -= 1
                raise OperationalError from Refusal(code)
            return load(*facts)

        monkeypatch.setattr(snapshot, "load_as_if", load_as_if)
        return calls

    @pytest.mark.usefixtures("_worker")
    def test_is_tried_again(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        site, first, _second = mill()
        calls = self.tried(monkeypatch, failures=2, code=impact.SERIALIZATION_FAILURE)

        assert asked(api(given.user(Role.PLANNER, at=site)), first, quantity=5).status_code == 200
        assert len(calls) == 3

    @pytest.mark.parametrize(("failures", "code", "tries"), [(99, "40001", impact.RETRIES), (99, "57P01", 1)])
    def test_is_not_tried_for_ever(
        self, monkeypatch: pytest.MonkeyPatch, failures: int, code: str, tries: int
    ) -> None:
        site, first, _second = mill()
        calls = self.tried(monkeypatch, failures, code)
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

        assert not run._changed(site.pk, stop)()
        live.server().zadd(questions.WAITING, {"somebody": 9e9})
        assert run._changed(site.pk, stop)()
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

        assert sent == ([(site.pk,)] if somebody else [])

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
