"""The approvals page: what waits, what became of one's own requests, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from company.models import Role, User
from orders import changes
from orders.changes import LineChange
from orders.models import ChangeRequest, ChangeState, Customer, OrderLine
from tests import given
from tests.browser import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(by: User, due: str = "D3", **values: object) -> ChangeRequest:
    """A change inside the demand time fence that waits."""
    given.site().__class__.objects.update(demand_time_fence_days=14)
    line = given.order_line(due, quantity=10)
    wish = LineChange(line.pk, None, values or {"quantity": 15})
    changes.submit(changes=[wish], by=by, channel="web", why="rush", keep_good=False)
    return ChangeRequest.objects.get(line=line)


def decided(client: Client, change: ChangeRequest, verb: str, **fields: str) -> Any:
    return client.post(f"/approvals/{change.pk}/{verb}/", fields, follow=True)


@pytest.fixture
def planner() -> User:
    return given.user()


@pytest.fixture
def manager() -> User:
    return given.user(Role.MANAGER)


class TestList:
    def test_shows_what_waits_with_what_who_and_why(self, planner: User, manager: User) -> None:
        change = asked(planner)

        page = client_of(manager).get("/approvals/").content.decode()

        for words in (str(change.line), "Quantity", "10", "15", planner.username, "rush"):
            assert words in page

    def test_says_which_rule_holds_it_up_and_until_when_and_leads_to_the_order(
        self, planner: User, manager: User
    ) -> None:
        change = asked(planner)
        Customer.objects.update(customer_class="A")
        OrderLine.objects.update(promised_date=given.day("D5"))

        page = client_of(manager).get("/approvals/").content.decode()

        ends = given.day("D14").isoformat()
        for words in (f"inside the demand time fence, which ends on {ends}", "class A", given.day("D5").isoformat()):
            assert words in page
        assert f"/orders/{change.line.order.number}/?line=" in page

    def test_says_what_the_line_says_by_now_and_offers_no_approval_then(self, planner: User, manager: User) -> None:
        change = asked(planner)
        OrderLine.objects.update(quantity=12)

        page = client_of(manager).get("/approvals/").content.decode()

        assert "by now 12" in page
        assert f"/approvals/{change.pk}/approve/" not in page

    def test_shows_those_handed_to_me_first(self, planner: User, manager: User) -> None:
        first, second = asked(planner), asked(planner)
        second.assigned_to = manager
        second.save(update_fields=["assigned_to"])

        shown = client_of(manager).get("/approvals/").context["requests"]

        assert [one.id for one in shown] == [second.pk, first.pk]

    def test_of_who_decides_nothing_is_the_own_requests(self, planner: User) -> None:
        change = asked(planner)
        asked(given.user())

        answer = client_of(planner).get("/approvals/")

        assert [one.id for one in answer.context["requests"]] == [change.pk]
        assert "Withdraw" in answer.content.decode()

    def test_is_empty_in_words(self, manager: User) -> None:
        assert "Nothing waits for you" in client_of(manager).get("/approvals/?show=to-decide").content.decode()

    def test_knows_no_other_list(self, manager: User) -> None:
        assert client_of(manager).get("/approvals/?show=all").status_code == 404

    def test_shows_sales_only_their_territory(self, planner: User) -> None:
        asked(planner)
        sales = given.user(Role.SALES, territory="EAST")

        assert not client_of(sales).get("/approvals/?show=decided").context["requests"]

    def test_asks_as_often_for_many_as_for_one(
        self, planner: User, manager: User, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(6):
            asked(planner)

        with django_assert_max_num_queries(30):
            client_of(manager).get("/approvals/")


class TestDecision:
    def test_approves(self, planner: User, manager: User) -> None:
        change = asked(planner)

        answer = decided(client_of(manager), change, "approve")

        assert int(OrderLine.objects.get().quantity) == 15
        assert "The plan follows" in answer.content.decode()

    @pytest.mark.parametrize(
        ("verb", "state"), [("reject", ChangeState.REJECTED), ("send-back", ChangeState.RETURNED)]
    )
    def test_turns_down_with_a_reason_only(self, planner: User, manager: User, verb: str, state: ChangeState) -> None:
        change, client = asked(planner), client_of(manager)

        refused = decided(client, change, verb, why=" ")
        change.refresh_from_db()
        assert change.state == ChangeState.SUBMITTED
        assert refused.status_code == 422
        assert "Say wh" in refused.context["refused"].words

        decided(client, change, verb, why="too late")
        change.refresh_from_db()
        assert change.state == state

    def test_keeps_what_was_typed_with_a_decision_that_is_refused(self, planner: User, manager: User) -> None:
        change = asked(planner)
        given.user(Role.SALES, username="eve")

        refused = decided(client_of(manager), change, "hand-over", to="eve", why="see the fair")

        assert 'value="see the fair"' in refused.content.decode()
        assert not change.comments.exists()

    @pytest.mark.parametrize("verb", ["approve", "hand-over"])
    def test_keeps_as_a_comment_what_was_typed_beside_it(self, planner: User, manager: User, verb: str) -> None:
        change = asked(planner)
        given.user(Role.MANAGER, username="boss")

        decided(client_of(manager), change, verb, to="boss", why="agreed by phone")

        assert [one.text for one in change.comments.all()] == ["agreed by phone"]

    def test_says_who_was_faster(self, planner: User, manager: User) -> None:
        change, other = asked(planner), client_of(given.user(Role.MANAGER, username="boss"))
        decided(other, change, "approve")

        answer = decided(client_of(manager), change, "reject", why="too late")

        assert "decided already by boss" in answer.content.decode()

    def test_withdraws_ones_own(self, planner: User) -> None:
        change = asked(planner)

        decided(client_of(planner), change, "withdraw")

        change.refresh_from_db()
        assert change.state == ChangeState.WITHDRAWN

    def test_hands_over(self, planner: User, manager: User) -> None:
        change, other = asked(planner), given.user(Role.MANAGER, username="boss")

        decided(client_of(manager), change, "hand-over", to="boss")

        change.refresh_from_db()
        assert change.assigned_to == other

    def test_keeps_a_comment(self, planner: User, manager: User) -> None:
        change = asked(planner)

        page = decided(client_of(manager), change, "comment", why="since when?").content.decode()

        assert "since when?" in page

    def test_that_may_not_be_made_is_refused_in_words(self, planner: User) -> None:
        change = asked(given.user())

        page = decided(client_of(planner), change, "approve").content.decode()

        change.refresh_from_db()
        assert change.state == ChangeState.SUBMITTED
        assert "Your role may not approve this" in page

    def test_of_no_such_change_or_verb_is_not_found(self, planner: User, manager: User) -> None:
        change, client = asked(planner), client_of(manager)

        assert decided(client, change, "delete").status_code == 404
        assert client.post(f"/approvals/{change.pk + 1}/approve/").status_code == 404


@pytest.mark.journey
class TestInTheBrowser:
    def test_is_done_by_keyboard_alone(self, visit: Visit, planner: User, manager: User) -> None:
        first, second = asked(planner), asked(planner)
        page = visit(manager, "/approvals/")

        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.get_by_text("Approved. The plan follows.").wait_for()

        states = dict(ChangeRequest.objects.values_list("pk", "state"))
        assert states == {first.pk: ChangeState.SUBMITTED, second.pk: ChangeState.APPLIED}

    @pytest.mark.parametrize("width", [390, 1600])
    def test_has_nothing_that_shuts_anybody_out(
        self, visit: Visit, violations: Callable[[Page], list[str]], planner: User, manager: User, width: int
    ) -> None:
        asked(planner)
        given.user(Role.MANAGER)
        for scheme in ("light", "dark"):
            page = visit(manager, "/approvals/", viewport={"width": width, "height": 844}, color_scheme=scheme)
            assert violations(page) == []
