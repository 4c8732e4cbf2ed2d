"""What may be changed near to today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from orders.fences import (
    NEEDS_REASON,
    ZONES,
    Authority,
    Fences,
    Judgement,
    Proposal,
    Rule,
    Ruling,
    SiteRule,
    Verdict,
    judge,
    rulings_for,
)

START = date(2026, 1, 5)
FENCES = Fences(START, demand_days=7, planning_days=28)
PLANNER = Authority(may_steer=True)
MANAGER = Authority(may_steer=True, may_approve=True)
SALES = Authority()


def change(*days_from_start: int, fields: tuple[str, ...] = ("quantity",), **state: bool) -> Proposal:
    return Proposal(fields, [START + timedelta(days=days) for days in days_from_start], **state)


class TestDemandTimeFence:
    @pytest.mark.parametrize(
        ("days", "verdict"),
        [
            pytest.param(-3, Verdict.NEEDS_APPROVAL, id="overdue"),
            pytest.param(7, Verdict.NEEDS_APPROVAL, id="its last day is inside"),
            pytest.param(8, Verdict.FREE, id="the day after is outside"),
        ],
    )
    def test_holds_up_a_planner(self, days: int, verdict: Verdict) -> None:
        assert judge(change(days), FENCES, PLANNER).verdict is verdict

    def test_holds_up_a_line_that_would_move_into_it(self) -> None:
        assert judge(change(60, 3), FENCES, PLANNER) == Judgement(Verdict.NEEDS_APPROVAL, Rule.DEMAND_FENCE)

    def test_holds_up_a_line_that_would_move_out_of_it(self) -> None:
        assert judge(change(3, 60), FENCES, PLANNER).verdict is Verdict.NEEDS_APPROVAL

    def test_lets_those_through_who_approve(self) -> None:
        assert judge(change(3), FENCES, MANAGER) == Judgement(Verdict.FREE, Rule.OVERRIDE)

    def test_is_overridden_with_a_reason_only(self) -> None:
        assert judge(change(3), FENCES, MANAGER).rule in NEEDS_REASON
        assert judge(change(28), FENCES, MANAGER).rule not in NEEDS_REASON
        assert judge(change(29), FENCES, MANAGER).rule not in NEEDS_REASON

    def test_lets_a_note_through(self) -> None:
        assert judge(change(3, fields=("note",)), FENCES, SALES) == Judgement(Verdict.FREE, Rule.HARMLESS)

    def test_holds_up_a_note_that_comes_with_a_quantity(self) -> None:
        assert judge(change(3, fields=("note", "quantity")), FENCES, SALES).verdict is Verdict.NEEDS_APPROVAL


class TestPlanningTimeFence:
    def test_holds_up_sales(self) -> None:
        assert judge(change(28), FENCES, SALES) == Judgement(Verdict.NEEDS_APPROVAL, Rule.PLANNING_FENCE)

    def test_lets_a_planner_through(self) -> None:
        assert judge(change(28), FENCES, PLANNER) == Judgement(Verdict.FREE, Rule.AUTHORITY)

    def test_ends_after_its_last_day(self) -> None:
        assert judge(change(29), FENCES, SALES) == Judgement(Verdict.FREE, Rule.OUTSIDE)


class TestNoFence:
    def test_lets_everything_through_even_today(self) -> None:
        assert judge(change(0), Fences(START), SALES) == Judgement(Verdict.FREE, Rule.OUTSIDE)


class TestLineItself:
    def test_a_frozen_line_waits_for_approval(self) -> None:
        assert judge(change(90, line_frozen=True), Fences(START), SALES).rule is Rule.LINE_FROZEN

    def test_a_frozen_line_can_be_steered_by_a_planner(self) -> None:
        assert judge(change(90, line_frozen=True), Fences(START), PLANNER).verdict is Verdict.FREE

    def test_a_finished_line_is_refused_to_everyone(self) -> None:
        verdict = judge(change(90, line_closed=True), Fences(START), MANAGER)

        assert verdict == Judgement(Verdict.REFUSED, Rule.LINE_CLOSED)


def rule(ruling: Ruling, role: str = "planner", zone: Rule = Rule.PLANNING_FENCE, customer_class: str = "") -> SiteRule:
    return SiteRule(customer_class, zone, role, ruling)


class TestRulesOfTheSite:
    @pytest.mark.parametrize(
        ("ruling", "judgement"),
        [
            (Ruling.FREE, Judgement(Verdict.FREE, Rule.POLICY)),
            (Ruling.WITH_REASON, Judgement(Verdict.FREE, Rule.POLICY_REASON)),
            (Ruling.APPROVAL, Judgement(Verdict.NEEDS_APPROVAL, Rule.PLANNING_FENCE)),
            (Ruling.REFUSED, Judgement(Verdict.REFUSED, Rule.POLICY_REFUSED)),
        ],
    )
    def test_go_before_what_is_usual_in_their_zone(self, ruling: Ruling, judgement: Judgement) -> None:
        by = Authority(may_steer=True, rulings={Rule.PLANNING_FENCE: ruling})

        assert judge(change(20), FENCES, by) == judgement
        assert judge(change(3), FENCES, by) == judge(change(3), FENCES, PLANNER)

    def test_hold_outside_of_fences_too(self) -> None:
        by = Authority(rulings={Rule.OUTSIDE: Ruling.APPROVAL})

        assert judge(change(90), FENCES, by) == Judgement(Verdict.NEEDS_APPROVAL, Rule.OUTSIDE)

    def test_never_open_a_finished_line_nor_hold_a_note(self) -> None:
        by = Authority(rulings=dict.fromkeys(ZONES, Ruling.REFUSED))

        assert judge(change(90, line_closed=True), FENCES, by).rule is Rule.LINE_CLOSED
        assert judge(change(3, fields=("note",)), FENCES, by).verdict is Verdict.FREE

    def test_want_their_reason(self) -> None:
        assert Rule.POLICY_REASON in NEEDS_REASON


class TestWhichRuleHolds:
    def test_that_for_the_class_before_that_for_every_class(self) -> None:
        rules = [rule(Ruling.REFUSED), rule(Ruling.FREE, customer_class="A")]

        for order in (rules, rules[::-1]):
            assert rulings_for(order, {"planner"}, "A") == {Rule.PLANNING_FENCE: Ruling.FREE}
            assert rulings_for(order, {"planner"}, "B") == {Rule.PLANNING_FENCE: Ruling.REFUSED}

    def test_the_most_permissive_of_several_roles(self) -> None:
        rules = [rule(Ruling.REFUSED), rule(Ruling.WITH_REASON, role="manager")]

        assert rulings_for(rules, {"planner", "manager"}, "") == {Rule.PLANNING_FENCE: Ruling.WITH_REASON}

    def test_none_for_other_roles_and_classes(self) -> None:
        assert rulings_for([rule(Ruling.FREE, customer_class="A")], {"planner"}, "B") == {}
        assert rulings_for([rule(Ruling.FREE)], {"sales"}, "") == {}
