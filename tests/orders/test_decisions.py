"""What can be done with a change that waits, besides approving it: send back, hand over, say something."""

from __future__ import annotations

import pytest

from company.models import Role, User
from orders import changes, decisions
from orders.changes import LineChange
from orders.decisions import ChangeRefused
from orders.models import ChangeRequest, ChangeState, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def change() -> ChangeRequest:
    """A planner's change of a line inside the demand time fence."""
    given.site(demand_time_fence_days=14)
    line = given.order_line("D3", quantity=10)
    changes.submit(
        changes=[LineChange(line.pk, None, {"quantity": 15})], by=given.user(), channel="test", keep_good=False
    )
    return ChangeRequest.objects.get()


@pytest.fixture
def manager(change: ChangeRequest) -> User:
    return given.user(Role.MANAGER)


class TestSendingBack:
    def test_changes_nothing_and_says_why(self, change: ChangeRequest, manager: User) -> None:
        decisions.send_back(change_id=change.pk, by=manager, why="half of it would do")

        change.refresh_from_db()
        assert (change.state, change.decided_by, change.why) == (ChangeState.RETURNED, manager, "half of it would do")
        assert int(OrderLine.objects.get().quantity) == 10

    def test_needs_a_reason(self, change: ChangeRequest, manager: User) -> None:
        with pytest.raises(ChangeRefused):
            decisions.send_back(change_id=change.pk, by=manager, why=" ")

    def test_is_a_decision(self, change: ChangeRequest, manager: User) -> None:
        decisions.send_back(change_id=change.pk, by=manager, why="no")

        with pytest.raises(ChangeRefused):
            decisions.approve(change_id=change.pk, by=manager)

    def test_is_for_those_who_approve(self, change: ChangeRequest) -> None:
        with pytest.raises(ChangeRefused):
            decisions.send_back(change_id=change.pk, by=given.user(), why="no")


class TestHandingOver:
    def test_names_who_decides_and_leaves_it_waiting(self, change: ChangeRequest, manager: User) -> None:
        other = given.user(Role.MANAGER)

        decisions.hand_over(change_id=change.pk, by=manager, to=other)

        change.refresh_from_db()
        assert (change.state, change.assigned_to) == (ChangeState.SUBMITTED, other)

    def test_goes_to_nobody_who_may_not_approve(self, change: ChangeRequest, manager: User) -> None:
        with pytest.raises(ChangeRefused, match="may not approve"):
            decisions.hand_over(change_id=change.pk, by=manager, to=given.user(Role.SALES))


class TestCommenting:
    def test_is_for_who_asked_and_who_decides(self, change: ChangeRequest, manager: User) -> None:
        assert change.requested_by is not None
        for person, text in ((change.requested_by, "the customer insists"), (manager, "since when?")):
            decisions.comment(change_id=change.pk, by=person, text=text)

        assert [one.text for one in change.comments.all()] == ["the customer insists", "since when?"]

    def test_is_not_for_others(self, change: ChangeRequest) -> None:
        with pytest.raises(ChangeRefused):
            decisions.comment(change_id=change.pk, by=given.user(), text="me too")

    def test_is_not_of_nothing(self, change: ChangeRequest, manager: User) -> None:
        with pytest.raises(ChangeRefused):
            decisions.comment(change_id=change.pk, by=manager, text="  ")
