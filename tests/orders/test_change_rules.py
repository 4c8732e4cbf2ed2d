"""A site's own change rules: what they do to a change, who may edit them, and what last month would have met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from company.models import Role, Site, User
from orders import change_rules, changes, rehearsal
from orders.changes import REASON_MISSING, AnswerKind, LineAnswer, LineChange
from orders.fences import Rule, Ruling, SiteRule, Verdict
from orders.models import ChangeRequest, ChangeRule, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    """A line far outside of the fences of its site."""
    given.site(demand_time_fence_days=7, planning_time_fence_days=28)
    return given.order_line("D60", quantity=10, customer=given.customer("BIG", customer_class="A"))


def ruled(*rulings: tuple[str, Rule, Role, Ruling]) -> list[SiteRule]:
    rules = [SiteRule(customer_class, zone, role.value, ruling) for customer_class, zone, role, ruling in rulings]
    for customer_class in {rule.customer_class for rule in rules}:
        of_class = [rule for rule in rules if rule.customer_class == customer_class]
        admin = given.user(Role.ADMIN)
        change_rules.replace(site=given.site(), customer_class=customer_class, rules=of_class, by_id=admin.pk)
    return rules


def asked(line: OrderLine, by: User, why: str = "", **values: object) -> LineAnswer:
    wish = LineChange(line.pk, None, values or {"quantity": 15}, why)
    return changes.submit(changes=[wish], by=by, channel="test", keep_good=True).answers[0]


class TestHold:
    def test_for_the_role_and_zone_they_are_about(self, line: OrderLine) -> None:
        ruled(("", Rule.OUTSIDE, Role.SALES, Ruling.APPROVAL))

        assert asked(line, given.user(Role.SALES)).kind is AnswerKind.WAITING
        assert asked(line, given.user(Role.PLANNER)).kind is AnswerKind.SAVED

    def test_for_the_customer_class_they_are_about(self, line: OrderLine) -> None:
        ruled(("A", Rule.OUTSIDE, Role.SALES, Ruling.REFUSED))
        other = given.order_line("D60", quantity=10, customer=given.customer("SMALL", customer_class="B"))

        refused = asked(line, given.user(Role.SALES))

        assert (refused.kind, refused.rule) == (AnswerKind.REFUSED, "policy_refused")
        assert "change rule of this site refuses this: outside of the fences" in refused.reasons["quantity"]
        assert asked(other, given.user(Role.SALES)).kind is AnswerKind.SAVED

    def test_with_a_reason_where_they_want_one(self, line: OrderLine) -> None:
        ruled(("", Rule.OUTSIDE, Role.PLANNER, Ruling.WITH_REASON))
        planner = given.user(Role.PLANNER)

        assert asked(line, planner).rule == REASON_MISSING
        assert asked(line, planner, why="agreed").kind is AnswerKind.SAVED

    def test_at_their_own_site_only(self, line: OrderLine) -> None:
        ruled(("", Rule.OUTSIDE, Role.SALES, Ruling.REFUSED))
        elsewhere = given.site("S2")
        there = given.order_line("D60", at=elsewhere)

        assert asked(there, given.user(Role.SALES, at=elsewhere)).kind is AnswerKind.SAVED


def test_who_wrote_a_rule_and_when_is_kept(line: OrderLine) -> None:
    ruled(("", Rule.OUTSIDE, Role.SALES, Ruling.REFUSED))
    ruled(("", Rule.OUTSIDE, Role.SALES, Ruling.FREE))

    events = apps.get_model("orders", "ChangeRuleEvent")._default_manager.order_by("pgh_id")
    assert [event.ruling for event in events] == ["refused", "free"]
    assert all(event.pgh_context.metadata["user"] for event in events)


def test_a_line_of_another_territory_is_not_changed_by_way_of_another_role(line: OrderLine) -> None:
    line.order.customer.__class__.objects.update(territory="SOUTH")
    person = given.user(Role.ADMIN)
    person.memberships.create(site=line.site, role=Role.SALES, territory="NORTH")

    assert asked(line, person).rule == changes.NOT_YOUR_FIELD


class TestRehearsal:
    def test_tells_what_last_months_changes_would_have_met(self, line: OrderLine) -> None:
        asked(line, given.user(Role.SALES), quantity=15)
        asked(line, given.user(Role.PLANNER), quantity=16)

        tried = rehearsal.rehearse(given.site(), [SiteRule("A", Rule.OUTSIDE, "sales", Ruling.APPROVAL)])

        assert tried.count == 2
        assert tried.verdicts == {
            (Verdict.FREE, Verdict.NEEDS_APPROVAL): 1, (Verdict.FREE, Verdict.FREE): 1,
        }  # fmt: skip
        assert [int(one.request.proposal["quantity"]) for one in tried.other] == [15]

    def test_judges_by_the_day_on_which_it_was_asked(self, line: OrderLine) -> None:
        Site.objects.update(fixed_planning_date=None)
        asked(line, given.user(Role.SALES), requested_date=(timezone.now() + timedelta(days=20)).date())
        ChangeRequest.objects.update(requested_at=timezone.now() - timedelta(days=25))
        OrderLine.objects.update(requested_date=(timezone.now() + timedelta(days=20)).date())
        site = Site.objects.get()

        refused_inside = [SiteRule("", Rule.PLANNING_FENCE, "sales", Ruling.REFUSED)]
        tried = rehearsal.rehearse(site, refused_inside)

        # 45 days ahead then; only 20 today
        assert [one.tried.rule for one in tried.other] == []

    def test_leaves_out_what_is_older(self, line: OrderLine) -> None:
        asked(line, given.user(Role.SALES))
        ChangeRequest.objects.update(requested_at=timezone.now() - timedelta(days=31))

        assert rehearsal.rehearse(given.site(), []).count == 0


class TestPage:
    def sent(self, person: User, query: str = "", **fields: str) -> Any:
        client = Client()
        client.force_login(person)
        return client.post(f"/approvals/rules/{query}", fields, follow=True)

    def test_saves_and_shows_what_is_saved(self, line: OrderLine) -> None:
        page = self.sent(given.user(Role.ADMIN), "?class=A", **{"outside_fences-sales": "approval", "do": "save"})

        assert [str(rule.ruling) for rule in ChangeRule.objects.filter(customer_class="A")] == ["approval"]
        assert '<option value="approval" selected>' in page.content.decode()

    def test_tries_without_saving(self, line: OrderLine) -> None:
        asked(line, given.user(Role.SALES))

        page = self.sent(given.user(Role.ADMIN), "?class=", **{"outside_fences-sales": "refused", "do": "try"})

        assert not ChangeRule.objects.exists()
        assert "1 change would have met something else" in page.content.decode()
        assert str(line) in page.content.decode()

    def test_takes_a_rule_back(self, line: OrderLine) -> None:
        ruled(("", Rule.OUTSIDE, Role.SALES, Ruling.REFUSED))

        self.sent(given.user(Role.ADMIN), "", **{"outside_fences-sales": "", "do": "save"})

        assert not ChangeRule.objects.exists()

    @pytest.mark.parametrize("role", [Role.PLANNER, Role.MANAGER, Role.SALES, Role.FLOOR])
    def test_is_the_administrators(self, line: OrderLine, role: Role) -> None:
        assert self.sent(given.user(role), "", do="save").status_code == 403

    def test_knows_no_other_class(self, line: OrderLine) -> None:
        assert self.sent(given.user(Role.ADMIN), "?class=Z", do="try").status_code == 404
