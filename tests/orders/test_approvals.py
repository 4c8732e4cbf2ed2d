"""Changes inside the demand time fence wait for someone who may approve them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps

from company.models import Role, Site
from orders import changes, decisions
from orders.changes import REASON_MISSING, AnswerKind, LineChange
from orders.decisions import ChangeRefused
from orders.models import ChangeRequest, ChangeState, OrderLine
from tests import given
from tests.orders.machine import LINES, Api, patch

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
            why="the customer's line stands still",
            keep_good=False,
        )

        assert done.answers[0].kind is AnswerKind.SAVED
        kept = ChangeRequest.objects.get(line=line)
        assert (kept.rule, kept.why) == ("override", "the customer's line stands still")


class TestReason:
    """Whoever may approve overrides the demand time fence alone, but not without saying why."""

    @pytest.mark.parametrize("why", ["", "  "])
    def test_is_asked_of_those_who_override_the_fence(self, line: OrderLine, why: str) -> None:
        wish = LineChange(line.pk, 1, {"priority": 1})

        done = changes.submit(changes=[wish], by=given.user(Role.MANAGER), channel="test", why=why, keep_good=True)

        [answer] = done.answers
        assert (answer.kind, answer.rule, list(answer.reasons)) == (AnswerKind.INVALID, REASON_MISSING, ["why"])
        line.refresh_from_db()
        assert (line.version, ChangeRequest.objects.count()) == (1, 0)

    def test_is_not_asked_for_a_note_nor_outside_the_fence(self, line: OrderLine) -> None:
        far = given.order_line("W20", of=line.item)
        wishes = [LineChange(line.pk, 1, {"note": "call first"}), LineChange(far.pk, 1, {"priority": 1})]

        done = changes.submit(changes=wishes, by=given.user(Role.MANAGER), channel="test", keep_good=True)

        assert [answer.kind for answer in done.answers] == [AnswerKind.SAVED, AnswerKind.SAVED]

    def test_of_each_line_is_kept_in_its_history(self, line: OrderLine) -> None:
        other = given.order_line("D4", of=line.item)
        wishes = [
            LineChange(line.pk, 1, {"priority": 1}, "fair in Hanover"),
            LineChange(other.pk, 1, {"priority": 2}, "broken machine"),
        ]

        changes.submit(changes=wishes, by=given.user(Role.MANAGER), channel="test", keep_good=False)

        events = apps.get_model("orders", "OrderLineEvent")._default_manager.filter(pgh_label="update")
        reasons = {event.pgh_obj_id: event.pgh_context.metadata["why"] for event in events}
        assert reasons == {line.pk: "fair in Hanover", other.pk: "broken machine"}

    def test_is_demanded_by_the_api_with_one_line_and_with_many(self, line: OrderLine, api: Api) -> None:
        manager = api(given.user(Role.MANAGER))
        many = [{"id": line.pk, "version": 1, "priority": 2}]

        without = [patch(manager, line, "1", priority=1), manager.patch(LINES, many, format="json")]
        one = patch(manager, line, "1", priority=1, why="fair in Hanover")
        more = manager.patch(LINES, [{**many[0], "version": 2, "why": "broken machine"}], format="json")

        for got in without:
            assert (got.status_code, got["Content-Type"]) == (422, "application/problem+json")
            assert (list(got.json()["errors"]), got.json()["rule"]) == (["why"], "reason_missing")
        assert (one.status_code, more.status_code) == (200, 200)


class TestApproval:
    def test_applies_the_change_and_bumps_the_revision(self, line: OrderLine) -> None:
        change, manager = waiting_change(line, quantity=15), given.user(Role.MANAGER)
        revision = Site.objects.get().order_revision

        decisions.approve(change_id=change.pk, by=manager)

        line.refresh_from_db()
        change.refresh_from_db()
        assert (line.quantity, line.version, Site.objects.get().order_revision) == (Decimal(15), 2, revision + 1)
        assert (change.state, change.decided_by) == (ChangeState.APPLIED, manager)

    def test_is_refused_when_the_value_has_changed_meanwhile(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)
        OrderLine.objects.update(quantity=12)

        with pytest.raises(ChangeRefused):
            decisions.approve(change_id=change.pk, by=given.user(Role.MANAGER))

        line.refresh_from_db()
        assert line.quantity == 12

    def test_still_fits_when_only_another_field_has_changed(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)
        OrderLine.objects.update(priority=1)

        decisions.approve(change_id=change.pk, by=given.user(Role.MANAGER))

        line.refresh_from_db()
        assert (line.quantity, line.priority) == (Decimal(15), 1)

    def test_is_not_a_planners_business(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        with pytest.raises(ChangeRefused):
            decisions.approve(change_id=change.pk, by=given.user(Role.PLANNER))

    def test_of_another_sites_change_finds_nothing(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        with pytest.raises(ChangeRequest.DoesNotExist):
            decisions.approve(change_id=change.pk, by=given.user(Role.MANAGER, at=given.site("S2")))

    def test_happens_once(self, line: OrderLine) -> None:
        change, manager = waiting_change(line, quantity=15), given.user(Role.MANAGER)
        decisions.approve(change_id=change.pk, by=manager)

        with pytest.raises(ChangeRefused):
            decisions.approve(change_id=change.pk, by=manager)


class TestOtherEnds:
    def test_a_rejection_leaves_the_line_and_keeps_the_reason(self, line: OrderLine) -> None:
        change = waiting_change(line, quantity=15)

        decisions.reject(change_id=change.pk, by=given.user(Role.MANAGER), why="already in production")

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
            decisions.withdraw(change_id=change.pk, by=given.user(Role.PLANNER))
        assert change.requested_by is not None
        decisions.withdraw(change_id=change.pk, by=change.requested_by)

        change.refresh_from_db()
        assert change.state == ChangeState.WITHDRAWN
