"""What may be changed near to today. Pure: no clock, no query, no framework; whoever asks brings the facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Fences:
    """Days from the horizon's start, the fence's own day included; 0: no fence."""

    horizon_start: date
    demand_days: int = 0
    planning_days: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a line, as far as fences care."""

    fields: Collection[str]
    dates: Collection[date]  # the line's requested and promised date, before and after
    line_closed: bool = False
    line_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """What the person who asks may decide alone."""

    may_approve: bool = False
    may_steer: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and the rule behind it."""

    verdict: Verdict
    rule: Rule


# A note moves nothing that a plant makes.
HARMLESS_FIELDS = frozenset({"note"})
NEEDS_REASON = frozenset({Rule.OVERRIDE})


def judge(proposal: Proposal, fences: Fences, by: Authority) -> Judgement:
    """
    Return whether a change is free, needs an approval, or is refused.

    A line counts as inside a fence when its earliest date, before or after the change, is on or before the fence's last
    day (a date of the past is inside every fence). Inside the demand time fence only those decide who may approve, and
    they override it with a reason (`NEEDS_REASON`); up to the planning time fence, and on a frozen line, also those who
    steer the plan.
    Source: glossary (demand and planning time fence; the day `start + fence` is inside).
    """
    if set(proposal.fields) <= HARMLESS_FIELDS:
        return Judgement(Verdict.FREE, Rule.HARMLESS)
    if proposal.line_closed:
        return Judgement(Verdict.REFUSED, Rule.LINE_CLOSED)
    rule = _rule_in_force(proposal, fences)
    if rule is Rule.OUTSIDE:
        return Judgement(Verdict.FREE, rule)
    if by.may_steer and rule is not Rule.DEMAND_FENCE:
        return Judgement(Verdict.FREE, Rule.AUTHORITY)
    if by.may_approve:
        return Judgement(Verdict.FREE, Rule.OVERRIDE)
    return Judgement(Verdict.NEEDS_APPROVAL, rule)


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
