"""What a rush order would do, asked of a worker by a web process: the question, and the three ways of its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.conf import settings

from mps.questions import Impact, Ticketed, asked_of_worker

TASK = "mps.foretell_rush"
# Squeezed in, moved, and a search among nine priorities.
MOST_PLANS = 6


class WayKind(StrEnum):
    """How to say yes to a rush order."""

    SQUEEZE = "squeeze"
    OVERTIME = "overtime"
    MOVE = "move"


class WayState(StrEnum):
    """Whether one can go that way, and whether it makes a difference against squeezing in."""

    POSSIBLE = "possible"
    SAME = "same"
    IMPOSSIBLE = "impossible"


class Remark(StrEnum):
    """What is to be said of a way beside its figures."""

    NOTHING = ""
    BREAKS_NOTHING = "breaks_nothing"
    ALWAYS_BREAKS = "always_breaks"
    NO_OVERTIME = "no_overtime"
    NONE_BOUGHT = "none_bought"
    NOBODY_TO_MOVE = "nobody_to_move"
    NO_DIFFERENCE = "no_difference"


class RushQuestion(Ticketed, frozen=True):
    """
    An order that is not there yet, as `user_id` would enter it; item and customer by code, the quantity as text.

    `lines` may be wanted `days` calendar days later to make room; None: those that the worker suggests.
    With `squeeze_only` only the first way is planned.
    """

    site_id: int
    site: str
    item: str
    customer: str
    quantity: str
    requested_date: date
    user_id: int
    language: str
    days: int
    lines: tuple[int, ...] | None = None
    squeeze_only: bool = False


@dataclass(frozen=True, slots=True)
class NamedLine:
    """
    A line that makes room. `kind` is what would become of its move: saved, waiting for an approval, or held up for
    `reasons`; `slack_days` are working days.
    """

    line_id: int
    version: int
    line: str
    customer: str
    item: str
    priority: int
    requested_date: date
    promised_date: date | None
    slack_days: int | None
    kind: str
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way, with its price and victims; `priority` and `promised_date` are the new line's, as it is to be entered.

    No impact: there is no such way. No promised date: the plan promises one, or it is not within the horizon.
    """

    kind: WayKind
    state: WayState
    priority: int | None = None
    remark: Remark = Remark.NOTHING
    impact: Impact | None = None
    promised_date: date | None = None


@dataclass(frozen=True, slots=True)
class RushAnswer:
    """
    The ways, always in the same order, and the lines that would be moved.

    `bottleneck` is the fullest work centre on the item's way (a code; empty: none). Without ways the order would be
    refused (`rule` and `reasons` by field say why), or the site has no plan (`no_plan`).
    """

    ways: tuple[Way, ...] = ()
    lines: tuple[NamedLine, ...] = ()
    bottleneck: str = ""
    rule: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    no_plan: bool = False


def ask(question: RushQuestion) -> RushAnswer:
    """Return a worker's answer. Raises NoAnswerError where none comes in the time that all its plans may take."""
    seconds = settings.PREVIEW_SECONDS + MOST_PLANS * settings.RUSH_SECONDS
    return asked_of_worker(TASK, question, RushAnswer, within=seconds)
