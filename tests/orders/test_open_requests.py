"""A cell that waits for approval says so, and never waits for two answers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from company.models import Role, User
from mps import live
from orders import changes, decisions
from orders.changes import AnswerKind, LineAnswer, LineChange
from orders.history import timeline
from orders.history.entries import Kind
from orders.models import ChangeRequest, ChangeState, OrderLine
from orders.open_requests import REQUEST_OPEN
from tests import given
from tests.orders.machine import Api, patch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    given.site(demand_time_fence_days=14, time_zone="Asia/Shanghai")
    return given.order_line("D3", quantity=10)


@pytest.fixture
def ada() -> User:
    return given.user(Role.PLANNER, first_name="Ada", last_name="Lovelace")


def ask(by: User, line: OrderLine, **values: object) -> LineAnswer:
    wish = LineChange(line.pk, None, values)
    [answer] = changes.submit(changes=[wish], by=by, channel="web", keep_good=True).answers
    return answer


def asked(by: User, line: OrderLine, **values: object) -> ChangeRequest:
    answer = ask(by, line, **values)
    assert answer.kind is AnswerKind.WAITING
    assert answer.change_id is not None
    return ChangeRequest.objects.get(pk=answer.change_id)


class TestAnotherPersonsRequest:
    def test_stands_in_the_way_of_a_second_one_for_the_cell(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)

        answer = ask(given.user(Role.PLANNER), line, quantity=8, note="call back")

        assert (answer.kind, answer.rule, answer.change_id) == (AnswerKind.REFUSED, REQUEST_OPEN, first.pk)
        assert list(answer.reasons) == ["quantity"]
        assert answer.reasons["quantity"].startswith(f"Ada Lovelace asked for 15 here (request {first.pk}, 20")
        assert ChangeRequest.objects.get() == first

    def test_is_none_for_another_cell(self, line: OrderLine, ada: User) -> None:
        asked(ada, line, quantity=15)

        second = asked(given.user(Role.PLANNER), line, requested_date=given.day("D30"))

        assert ChangeRequest.objects.filter(state=ChangeState.SUBMITTED).count() == 2
        assert second.replaced_by is None

    def test_is_none_once_it_is_decided(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)
        decisions.reject(change_id=first.pk, by=given.user(Role.MANAGER), why="no")

        assert ask(given.user(Role.PLANNER), line, quantity=8).kind is AnswerKind.WAITING

    def test_does_not_bind_who_may_decide(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, priority=1)
        wish = LineChange(line.pk, None, {"priority": 2}, why="agreed by phone")

        done = changes.submit(changes=[wish], by=given.user(Role.MANAGER), channel="web", keep_good=True)

        assert done.answers[0].kind is AnswerKind.SAVED
        first.refresh_from_db()
        assert first.state == ChangeState.SUBMITTED

    def test_is_named_by_the_api(self, line: OrderLine, ada: User, api: Api) -> None:
        first = asked(ada, line, quantity=15)

        got = patch(api(given.user(Role.PLANNER)), line, '"1"', quantity=8)

        assert got.status_code == 409
        problem = got.json()
        assert (problem["record"], problem["rule"], problem["change_request"]) == (
            f"order-lines/{line.pk}", REQUEST_OPEN, first.pk,
        )  # fmt: skip


class TestOnesOwnRequest:
    def test_gives_way_to_the_newer_wish(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)

        second = asked(ada, line, quantity=20)

        first.refresh_from_db()
        assert (first.state, first.replaced_by, first.decided_by) == (ChangeState.WITHDRAWN, second, ada)
        assert second.proposal == {"quantity": "20"}
        told = [(entry.kind, entry.changes[0].after) for entry in timeline.of_line(line, ada)[:2]]
        assert sorted(told) == [(Kind.REPLACED, "15"), (Kind.WAITING, "20")]

    def test_hands_on_what_it_asked_besides(self, line: OrderLine, ada: User) -> None:
        later = given.day("D30").isoformat()
        asked(ada, line, quantity=15, requested_date=later)

        second = asked(ada, line, quantity=20)

        assert second.proposal == {"quantity": "20", "requested_date": later}
        decisions.approve(change_id=second.pk, by=given.user(Role.MANAGER))
        line.refresh_from_db()
        assert (int(line.quantity), line.requested_date.isoformat()) == (20, later)

    def test_hands_on_nothing_that_has_changed_since(self, line: OrderLine, ada: User) -> None:
        asked(ada, line, quantity=15, requested_date=given.day("D30").isoformat())
        OrderLine.objects.filter(pk=line.pk).update(requested_date=given.day("D4"))

        assert asked(ada, line, quantity=20).proposal == {"quantity": "20"}

    def test_asked_again_is_the_same_request(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)

        assert asked(ada, line, quantity=15) == first
        assert ChangeRequest.objects.get().state == ChangeState.SUBMITTED

    def test_gives_way_to_what_may_be_saved_at_once(self, line: OrderLine, ada: User) -> None:
        first, second = asked(ada, line, quantity=15), asked(ada, line, note="call back", priority=1)
        line.item.item_sites.update(demand_time_fence_days=0)

        assert ask(ada, line, quantity=20, priority=2).kind is AnswerKind.SAVED

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (ChangeState.WITHDRAWN, ChangeState.SUBMITTED)

    def test_is_asked_anew_where_the_line_has_changed(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)
        OrderLine.objects.filter(pk=line.pk).update(quantity=12)

        second = asked(ada, line, quantity=15)

        first.refresh_from_db()
        assert (second.before, first.replaced_by) == ({"quantity": "12"}, second)


class TestInTheGrid:
    def shown(self, by: User) -> list[dict[str, object]]:
        client = Client()
        client.force_login(by)
        waiting: list[dict[str, object]] = client.get(reverse("orders:rows")).json()["waiting"]
        return waiting

    def test_a_request_comes_with_who_when_and_where(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)
        ChangeRequest.objects.update(requested_at="2026-03-09T17:05:00Z")

        page = reverse("orders:approvals")
        mine = {
            "id": first.pk, "line": line.pk, "values": {"quantity": "15"}, "who": "Ada Lovelace",
            "at": "2026-03-10 01:05", "mine": True, "address": f"{page}?show=mine#asked-{first.pk}",
        }  # fmt: skip
        assert self.shown(ada) == [mine]
        to_decide = {**mine, "mine": False, "address": f"{page}?show=to-decide#asked-{first.pk}"}
        assert self.shown(given.user(Role.MANAGER)) == [to_decide]
        order = reverse("orders:order", args=[line.order.number])
        assert self.shown(given.user(Role.PLANNER)) == [{**mine, "mine": False, "address": order}]

    def test_a_request_is_gone_once_it_is_decided(self, line: OrderLine, ada: User) -> None:
        first = asked(ada, line, quantity=15)
        decisions.withdraw(change_id=first.pk, by=ada)

        assert self.shown(ada) == []

    def test_open_pages_are_told_when_one_is_made_and_when_it_is_decided(
        self, line: OrderLine, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[int] = []
        monkeypatch.setattr(live, "tell_requests", told.append)

        first = asked(ada, line, quantity=15)
        assert told == [line.site_id]
        decisions.reject(change_id=first.pk, by=given.user(Role.MANAGER), why="no")
        assert told == [line.site_id] * 2

    def test_requests_of_other_territories_are_not_shown(self, line: OrderLine, ada: User) -> None:
        asked(ada, line, quantity=15)

        assert self.shown(given.user(Role.SALES, territory="elsewhere")) == []


class TestWhoWroteWhatHolds:
    def test_is_told_cell_by_cell(self, line: OrderLine, ada: User) -> None:
        line.item.item_sites.update(demand_time_fence_days=0)
        bob = given.user(Role.PLANNER, first_name="Bob")
        ask(ada, line, quantity=15)
        ask(bob, line, note="call back")

        wish = LineChange(line.pk, line.version, {"quantity": 20, "priority": 1})
        [answer] = changes.submit(changes=[wish], by=given.user(Role.PLANNER), channel="web", keep_good=True).answers

        assert answer.kind is AnswerKind.STALE
        assert answer.changed_by == "Bob"
        assert {name: (cell.who, cell.channel) for name, cell in answer.cells.items()} == {
            "quantity": ("Ada Lovelace", "web")
        }


def test_the_details_of_a_line_say_what_became_of_a_request(line: OrderLine, ada: User) -> None:
    first = asked(ada, line, quantity=15)
    decisions.reject(change_id=first.pk, by=given.user(Role.MANAGER, first_name="Max", last_name=""), why="no")
    client = Client()
    client.force_login(ada)

    details = client.get(reverse("orders:line", args=[line.pk])).content.decode()

    [turned_down] = [entry for entry in timeline.of_line(line, ada) if entry.kind is Kind.REJECTED]
    assert turned_down.sentence in details
