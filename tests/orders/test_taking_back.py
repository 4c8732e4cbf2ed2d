"""Taking a change back: it is judged like any change, and what was changed again since is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from company.models import Membership, Role, Site, User
from orders.changes import AnswerKind
from orders.history.entries import Entry, Kind
from orders.history.revert import NothingToRevert, Reverted, revert
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine
from tests import given
from tests.orders.changed import change, latest, story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    return given.order_line(quantity=10, of=given.item(unit="EA"))


@pytest.fixture
def ada() -> User:
    return given.user(Role.PLANNER, first_name="Ada", last_name="Lovelace")


def take_back(line: OrderLine, by: User, entry: Entry, **options: Any) -> Reverted:
    assert entry.event_id is not None
    line.refresh_from_db()
    options.setdefault("version", line.version)
    done = revert(event_id=entry.event_id, by=by, channel="web", **options)
    line.refresh_from_db()
    return done


class TestTakingBack:
    def test_puts_back_what_the_change_replaced_and_nothing_else(self, line: OrderLine, ada: User) -> None:
        wanted = line.requested_date
        change(line, ada, quantity=12, requested_date="2026-02-02")
        entry = latest(line, ada)
        change(line, ada, note="after it")

        done = take_back(line, ada, entry)

        assert (line.quantity, line.requested_date, line.note) == (Decimal(10), wanted, "after it")
        assert done.done is not None
        assert done.version == line.version

    def test_is_told_as_such_and_can_be_taken_back_itself(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        done = take_back(line, ada, latest(line, ada))
        undone = latest(line, ada)

        assert (undone.kind, undone.event_id) == (Kind.REVERTED, done.event_id)
        assert undone.sentence == "Ada Lovelace took back a change of line 1."
        take_back(line, ada, undone)
        assert line.quantity == 12
        assert latest(line, ada).kind is Kind.REVERTED

    def test_makes_one_revision_and_one_change_request(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        before = Site.objects.get().order_revision

        take_back(line, ada, latest(line, ada))

        assert Site.objects.get().order_revision == before + 1
        assert ChangeRequest.objects.filter(state=ChangeState.APPLIED).count() == 2

    def test_a_promise_that_was_taken_away_comes_back(self, line: OrderLine, ada: User) -> None:
        change(line, ada, promised_date="2026-01-30")
        change(line, ada, promised_date="")

        take_back(line, ada, latest(line, ada))

        assert line.promised_date == date(2026, 1, 30)


class TestConflict:
    def test_shows_both_values_who_and_when_and_changes_nothing(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        bob = given.user(Role.PLANNER, first_name="Bob", last_name="Ross")
        change(line, bob, quantity=15)

        done = take_back(line, ada, entry)

        [conflict] = done.conflicts
        assert (conflict.field, conflict.before, conflict.now) == ("quantity", Decimal(10), Decimal(15))
        assert (conflict.changed_by, conflict.changed_at) == ("Bob Ross", latest(line, ada).at)
        assert done.done is None
        assert line.quantity == 15

    def test_is_written_over_when_asked_to(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        change(line, ada, quantity=15)

        take_back(line, ada, entry, over=True)

        assert line.quantity == 10

    def test_of_a_stale_version_is_answered_as_stale(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry, seen = latest(line, ada), line.version
        change(line, ada, note="meanwhile")

        done = take_back(line, ada, entry, version=seen)

        assert done.done is not None
        assert done.done.answers[0].kind is AnswerKind.STALE
        assert line.quantity == 12

    def test_another_field_is_none(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        change(line, ada, priority=1)

        assert take_back(line, ada, entry).conflicts == ()
        assert (line.quantity, line.priority) == (Decimal(10), 1)


class TestFences:
    def test_hold_up_what_needs_an_approval(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        Site.objects.update(demand_time_fence_days=90)

        done = take_back(line, ada, latest(line, ada))

        assert done.done is not None
        assert (done.done.answers[0].kind, done.event_id) == (AnswerKind.WAITING, None)
        assert line.quantity == 12
        assert ChangeRequest.objects.get(state=ChangeState.SUBMITTED).proposal == {"quantity": "10"}

    def test_ask_those_who_may_approve_for_a_reason(self, line: OrderLine, ada: User) -> None:
        boss = given.user(Role.MANAGER)
        change(line, ada, requested_date="2026-01-26")
        entry = latest(line, ada)
        Site.objects.update(demand_time_fence_days=90)

        held = take_back(line, boss, entry)
        assert held.done is not None
        assert held.done.answers[0].rule == "reason_missing"
        take_back(line, boss, entry, why="customer agrees")

        assert line.requested_date == given.day("W3")
        assert latest(line, ada).why == "customer agrees"

    def test_refuse_a_finished_line(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        OrderLine.objects.update(status=LineStatus.SHIPPED)

        done = take_back(line, ada, entry)

        assert done.done is not None
        assert done.done.answers[0].kind is AnswerKind.REFUSED


class TestRights:
    @pytest.mark.parametrize(
        ("role", "fields"),
        [
            (Role.PLANNER, ("quantity", "priority")), (Role.MANAGER, ("priority",)), (Role.SALES, ("quantity",)),
            (Role.ADMIN, ()),
        ],
    )  # fmt: skip
    def test_decide_what_of_a_change_is_offered(
        self, line: OrderLine, ada: User, role: Role, fields: tuple[str, ...]
    ) -> None:
        change(line, ada, quantity=12, priority=1)

        assert latest(line, given.user(role)).revertable == fields

    def test_decide_what_comes_back(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12, priority=1)

        take_back(line, given.user(Role.MANAGER), latest(line, ada))

        assert (line.quantity, line.priority) == (Decimal(12), 3)

    def test_of_another_role_that_only_sees_the_line_offer_nothing(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        person = given.user(Role.SALES, territory="Elsewhere")
        Membership.objects.create(user=person, site=line.site, role=Role.ADMIN)

        entry = latest(line, person)

        assert entry.revertable == ()
        with pytest.raises(NothingToRevert):
            take_back(line, person, entry)

    def test_offer_nothing_that_is_so_already(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        change(line, ada, quantity=10)

        assert [each.revertable for each in story(line, ada) if each.event_id == entry.event_id] == [()]
        with pytest.raises(NothingToRevert):
            take_back(line, ada, entry)

    def test_leave_no_status_that_only_a_shipment_sets(self, line: OrderLine, ada: User) -> None:
        OrderLine.objects.update(status=LineStatus.RELEASED)
        OrderLine.objects.update(status=LineStatus.CONFIRMED)

        assert latest(line, ada).revertable == ()

    @pytest.mark.parametrize("seller", ["other territory", "other site"])
    def test_let_nobody_take_back_what_is_not_theirs(self, line: OrderLine, ada: User, seller: str) -> None:
        change(line, ada, quantity=12)
        entry = latest(line, ada)
        stranger = (
            given.user(Role.SALES, territory="Elsewhere")
            if seller == "other territory"
            else given.user(Role.PLANNER, at=given.site("S2"))
        )

        with pytest.raises(NothingToRevert):
            take_back(line, stranger, entry)
        assert line.quantity == 12

    def test_make_no_entry_or_number_a_change(self, line: OrderLine, ada: User) -> None:
        entered = latest(line, ada)

        for event_id in (entered.event_id, 0, -1, 2**63, 999_999):
            with pytest.raises(NothingToRevert):
                revert(event_id=event_id or 0, version=1, by=ada, channel="web")
