"""What may be changed near to today. Pure: no clock, no query, no framework; whoever asks brings the facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of a change."""

    FREE = "free"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


class Rule(StrEnum):
    """Which rule decided; kept with the change request."""

    OUTSIDE = "outside_fences"
    HARMLESS = "harmless"
    AUTHORITY = "authority"
    OVERRIDE = "override"
    DEMAND_FENCE = "demand_fence"
    PLANNING_FENCE = "planning_fence"
    LINE_FROZEN = "line_frozen"
    LINE_CLOSED = "line_closed"
    POLICY = "policy"
    POLICY_REASON = "policy_reason"
    POLICY_REFUSED = "policy_refused"


class Ruling(StrEnum):
    """What the site's own rules say of a zone and a role, the most permissive first."""

    FREE = "free"
    WITH_REASON = "with_reason"
    APPROVAL = "approval"
    REFUSED = "refused"


# Where a change may lie; a site can have a rule for each.
ZONES = (Rule.DEMAND_FENCE, Rule.LINE_FROZEN, Rule.PLANNING_FENCE, Rule.OUTSIDE)


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A rule of a site: what becomes of a change in a zone by a role; class "" is every customer class."""

    customer_class: str
    zone: Rule
    role: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Fences:
    """Days from the horizon's start, the fence's own day included; 0: no fence."""

    horizon_start: date
    demand_days: int = 0
    planning_days: int = 0

    def last_day(self, zone: Rule) -> date | None:
        """Return the last day inside a fence; None of what has no end, and where there is no fence."""
        days = {Rule.DEMAND_FENCE: self.demand_days, Rule.PLANNING_FENCE: self.planning_days}.get(zone, 0)
        return self.horizon_start + timedelta(days=days) if days > 0 else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a line, as far as fences care."""

    fields: Collection[str]
    dates: Collection[date]  # the line's requested and promised date, before and after
    line_closed: bool = False
    line_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """What the person who asks may decide alone; `rulings` are the site's own rules for that person, by zone."""

    may_approve: bool = False
    may_steer: bool = False
    rulings: Mapping[Rule, Ruling] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and the rule behind it; `zone` is where the change lies, as far as that mattered."""

    verdict: Verdict
    rule: Rule
    zone: Rule | None = field(default=None, compare=False)


# A note moves nothing that a plant makes.
HARMLESS_FIELDS = frozenset({"note"})
NEEDS_REASON = frozenset({Rule.OVERRIDE, Rule.POLICY_REASON})


def judge(proposal: Proposal, fences: Fences, by: Authority) -> Judgement:
    """
    Return whether a change is free, needs an approval, or is refused.

    A line counts as inside a fence when its earliest date, before or after the change, is on or before the fence's last
    day (a date of the past is inside every fence). Inside the demand time fence only those decide who may approve, and
    they override it with a reason (`NEEDS_REASON`); up to the planning time fence, and on a frozen line, also those who
    steer the plan. A ruling of the site's own goes before all this, but not before a line that is finished.
    Source: glossary (demand and planning time fence; the day `start + fence` is inside).
    """
    if set(proposal.fields) <= HARMLESS_FIELDS:
        return Judgement(Verdict.FREE, Rule.HARMLESS)
    if proposal.line_closed:
        return Judgement(Verdict.REFUSED, Rule.LINE_CLOSED)
    rule = _rule_in_force(proposal, fences)
    return replace(_judged_in(rule, by), zone=rule)


def _judged_in(zone: Rule, by: Authority) -> Judgement:
    if zone in by.rulings:
        return _ruled(by.rulings[zone], zone)
    if zone is Rule.OUTSIDE:
        return Judgement(Verdict.FREE, zone)
    if by.may_steer and zone is not Rule.DEMAND_FENCE:
        return Judgement(Verdict.FREE, Rule.AUTHORITY)
    if by.may_approve:
        return Judgement(Verdict.FREE, Rule.OVERRIDE)
    return Judgement(Verdict.NEEDS_APPROVAL, zone)


def rulings_for(rules: Iterable[SiteRule], roles: Collection[str], customer_class: str) -> dict[Rule, Ruling]:
    """
    Return what a site's rules say for a person of these roles and a customer of this class, by zone.

    A rule for the customer's class goes before one for every class; of several roles the most permissive counts.
    """
    order = list(Ruling)
    by_role: dict[tuple[Rule, str], SiteRule] = {}
    for rule in rules:
        if rule.role in roles and rule.customer_class in ("", customer_class):
            known = by_role.get((rule.zone, rule.role))
            if known is None or rule.customer_class:
                by_role[rule.zone, rule.role] = rule
    found: dict[Rule, Ruling] = {}
    for (zone, _role), rule in by_role.items():
        found[zone] = min(found.get(zone, rule.ruling), rule.ruling, key=order.index)
    return found


def _ruled(ruling: Ruling, zone: Rule) -> Judgement:
    if ruling is Ruling.FREE:
        return Judgement(Verdict.FREE, Rule.POLICY)
    if ruling is Ruling.WITH_REASON:
        return Judgement(Verdict.FREE, Rule.POLICY_REASON)
    if ruling is Ruling.APPROVAL:
        return Judgement(Verdict.NEEDS_APPROVAL, zone)
    return Judgement(Verdict.REFUSED, Rule.POLICY_REFUSED)


def _rule_in_force(proposal: Proposal, fences: Fences) -> Rule:
    earliest = min(proposal.dates, default=date.max)
    if _is_inside(earliest, fences.horizon_start, fences.demand_days):
        return Rule.DEMAND_FENCE
    if proposal.line_frozen:
        return Rule.LINE_FROZEN
    if _is_inside(earliest, fences.horizon_start, fences.planning_days):
        return Rule.PLANNING_FENCE
    return Rule.OUTSIDE


def _is_inside(day: date, start: date, fence_days: int) -> bool:
    return fence_days > 0 and day <= start + timedelta(days=fence_days)
