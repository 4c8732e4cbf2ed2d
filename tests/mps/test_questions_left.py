"""Questions that their page has left: a worker drops them, whoever left, and whoever crashed; those of others go on."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from company.models import Role
from mps import live, questions, repair_question, repairs, tasks
from mps.repair_question import RepairAnswer, RepairQuestion
from tests import given
from tests.mps.plant import plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

NAMED = "0123456789abcdef"
LONG_SECONDS = 600.0


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    live.server().delete(questions.WAITING)


def waits(ticket: str, seconds: float = LONG_SECONDS) -> questions.Ticketed:
    live.server().zadd(questions.WAITING, {ticket: time.time() + seconds})
    return questions.Ticketed(ticket)


class TestWorker:
    def test_drops_what_its_page_has_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        begun: list[Any] = []

        def answer_to(question: RepairQuestion, **_stop: Any) -> RepairAnswer:
            begun.append(question.ticket)
            return RepairAnswer()

        monkeypatch.setattr(repairs, "answer_to", answer_to)
        for ticket in ("left", "stays"):
            waits(ticket)
        questions.take_back("left")
        for ticket in ("left", "stays"):
            tasks.foretell_repairs(msgspec.to_builtins(RepairQuestion(ticket, 1, 1, 1)))

        assert begun == ["stays"]

    def test_stops_where_a_page_is_heard_of_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(questions, "LOOK_SECONDS", -1.0)
        stop = questions.while_waited_for(waits("heard of"))
        assert not stop()

        waits("heard of", seconds=-1.0)
        with pytest.raises(questions.NobodyWaits):
            stop()

        questions.still_waits("heard of")
        assert not stop()

    def test_is_not_called_back_by_who_says_that_it_waits_for_what_is_over(self) -> None:
        questions.still_waits("over")
        assert not questions.begin(questions.Ticketed("over"))


class TestWhoAsked:
    def test_who_leaves_frees_the_process_that_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(questions, "signature", Leaving)
        question = RepairQuestion("leaves", 1, 1, 1)
        with pytest.raises(questions.NoAnswerError, match="has gone"):
            repair_question.ask(question, is_heard_of=True)

    def test_hears_whether_a_worker_has_begun(self) -> None:
        question = waits("mine")
        assert not questions.still_waits("mine")
        assert questions.begin(question)
        assert questions.still_waits("mine")

    def test_only_its_own_page_ends_a_question(self) -> None:
        site = given.site()
        asker, other = given.user(Role.PLANNER, at=site), given.user(Role.PLANNER, at=site)
        question = waits(questions.ticket_of_page(asker.pk, NAMED))

        for person, is_there in ((other, True), (asker, False)):
            client = Client()
            client.force_login(person)
            assert client.post(f"/late/asking/{NAMED}/leaves/").status_code == 200
            assert questions.begin(question) is is_there


class TestTurns:
    """A search gives its worker away where others wait for one, and goes on when it is asked again."""

    @pytest.mark.parametrize("others", [False, True])
    def test_it_ends_sooner_where_others_wait(self, monkeypatch: pytest.MonkeyPatch, others: bool) -> None:
        monkeypatch.setattr(questions, "LOOK_SECONDS", -1.0)
        monkeypatch.setattr(repairs, "TURN_SECONDS", -1.0)
        shop = plant()
        line = given.order_line(shop.site.horizon_start + timedelta(days=1), shop.pump, shop.site, 160)
        published(shop.site)
        if others:
            waits("somebody else")
        question = RepairQuestion("mine", shop.site.pk, line.pk, given.user(at=shop.site).pk)
        assert repairs.answer_to(question, stop=lambda: False).finished is not others


class Leaving:
    """Stands for the signature of a task: its page leaves before a worker has it."""

    def __init__(self, _name: str, *, args: tuple[dict[str, Any], ...], immutable: bool) -> None:
        assert immutable
        self.ticket = args[0]["ticket"]

    def apply_async(self, **_options: Any) -> None:
        """Leave."""
        questions.take_back(self.ticket)
