"""Changes inside the demand time fence wait for someone who may approve them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from company.models import Role, Site
from orders import changes
from orders.changes import AnswerKind, ChangeRefused, LineChange
from orders.models import ChangeRequest, ChangeState, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def waiting_change(line: OrderLine, **values: object) -> ChangeRequest:
    planner = given.user(Role.PLANNER)
    done = changes.submit(
        changes=[LineChange(line.pk, line.version, values)], by=planner, channel="test", keep_good=False
    )
    assert done.answers[0].kind is AnswerKind.WAITING
    return ChangeRequest.objects.get(line=line)


@pytest.fixture
def line() -> OrderLine:
    given.site(demand_time_fence_days=14)
    return given.order_line("D3", quantity=10)


class TestWaiting:
    def test_changes_neither_line_nor_revision(self, line: OrderLine) -> None:
        revision = Site.objects.get().order_revision

        change = waiting_change(line, quantity=15)

        line.refresh_from_db()
        assert (line.quantity, line.version, Site.objects.get().order_revision) == (Decimal(10), 1, revision)
        assert (change.state, change.rule) == (ChangeState.SUBMITTED, "demand_fence")

    def test_is_not_needed_when_the_item_has_a_fence_of_its_own(self, line: OrderLine) -> None:
        line.item.item_sites.update(demand_time_fence_days=0)

        done = changes.submit(
            changes=[LineChange(line.pk, 1, {"quantity": 15})],
            by=given.user(Role.PLANNER),
            channel="test",
            keep_good=False,
        )

        assert done.answers[0].kind is AnswerKind.SAVED

    def test_is_not_needed_for_those_who_approve(self, line: OrderLine) -> None:
        done = changes.submit(
            changes=[LineChange(line.pk, 1, {"priority": 1})],
            by=given.user(Role.MANAGER),
            channel="test",
            keep_good=False,
        )

        assert done.answers[0].kind is AnswerKind.SAVED


class TestApproval:
    def test_applies_the_change_and_bumps_the_revision(self, line: OrderLine) -> None:
        change, manager = waiting_change(line, quantity=15), given.user(Role.MANAGER)
        revision = Site.objects.get().order_revision

        changes.approve(change_id=change.pk, by=manager)

        line.refresh_from_db()
        change.refresh_from_db()
        assert (line.quantity, line.version, Site.objects.get().order_revision) == (Decimal(15), 2, revision + 1)
        assert (change.state, change.decided_by) == (ChangeState.APPLIED, manager)

    def test_is_refused_when_the_value_has_changed_meanwhile(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)
        OrderLine.objects.update(quantity=12)

        with pytest.raises(ChangeRefused):
            changes.approve(change_id=change.pk, by=given.user(Role.MANAGER))

        line.refresh_from_db()
        assert line.quantity == 12

    def test_still_fits_when_only_another_field_has_changed(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)
        OrderLine.objects.update(priority=1)

        changes.approve(change_id=change.pk, by=given.user(Role.MANAGER))

        line.refresh_from_db()
        assert (line.quantity, line.priority) == (Decimal(15), 1)

    def test_is_not_a_planners_business(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        with pytest.raises(ChangeRefused):
            changes.approve(change_id=change.pk, by=given.user(Role.PLANNER))

    def test_of_another_sites_change_finds_nothing(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        with pytest.raises(ChangeRequest.DoesNotExist):
            changes.approve(change_id=change.pk, by=given.user(Role.MANAGER, at=given.site("S2")))

    def test_happens_once(self, line: OrderLine) -> None:
        change, manager = waiting_change(line, quantity=15), given.user(Role.MANAGER)
        changes.approve(change_id=change.pk, by=manager)

        with pytest.raises(ChangeRefused):
            changes.approve(change_id=change.pk, by=manager)


class TestOtherEnds:
    def test_a_rejection_leaves_the_line_and_keeps_the_reason(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        changes.reject(change_id=change.pk, by=given.user(Role.MANAGER), why="already in production")

        line.refresh_from_db()
        change.refresh_from_db()
        assert (line.quantity, change.state, change.why) == (
            Decimal(10),
            ChangeState.REJECTED.value,
            "already in production",
        )

    def test_only_who_asked_can_withdraw(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        with pytest.raises(ChangeRefused):
            changes.withdraw(change_id=change.pk, by=given.user(Role.PLANNER))
        assert change.requested_by is not None
        changes.withdraw(change_id=change.pk, by=change.requested_by)

        change.refresh_from_db()
        assert change.state == ChangeState.WITHDRAWN
