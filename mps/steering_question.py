"""What a draft of the master schedule would do, asked of a worker by a web process: the question and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from mps.queries.grid import ItemRow, LoadRow
from mps.questions import OfSite, asked_of_worker
from mps.scheduler.plan import Cost
from mps.steering.violations import Violation

TASK = "mps.check_steering"
PLANS = 2  # with the draft and without it


class CheckQuestion(OfSite, frozen=True):
    """
    The steps of a draft of a site, as JSON, which `user_id` would publish; sentences are wanted in `language`.

    `thorough`: also what the search for a better plan, which follows every plan, would make of it.
    """

    steps: list[Any]
    user_id: int
    language: str
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """A line that the draft moves; None: not within the horizon. `breaks`: it becomes late by the draft."""

    line_id: int
    order: str
    customer: str
    item: str
    before: date | None
    after: date | None
    breaks: bool


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """
    A plan in a few figures: lines by what becomes of them, the shares on time of those due inside 13 weeks (None: there
    are none), items short inside 26 weeks, pairs of work centre and week that are overloaded inside 13, and what lies
    in stock on an average day of these, in the site's currency.

    Of the whole horizon: minutes of overtime that the plan buys, those that people added beyond the shifts, and what
    the latter cost in the site's currency, used or not; what the former cost is in the plan's own cost.
    """

    on_time: int
    at_risk: int
    late: int
    not_planned: int
    on_time_promised_share: float | None
    on_time_requested_share: float | None
    short_items: int
    overloaded_center_weeks: int
    stock_value: float
    overtime_minutes: float
    added_minutes: float
    added_cost: float


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """
    What speaks against the draft, the rows of items and work centres that plan `plan_id` shows otherwise, and what the
    draft changes against planning now without it: how many lots, how many are new, and which lines leave on
    another day, those whom it hurts most first; of `others_moved`, which are not the asker's to see, `others_broken`
    become late.

    `may_improve`: there was no time to see whether the search for a better plan changes this again.
    """

    plan_id: int = 0
    revision: int = 0
    sequence: int = 0
    violations: tuple[Violation, ...] = ()
    items: tuple[ItemRow, ...] = ()
    loads: tuple[LoadRow, ...] = ()
    lots: int = 0
    new_lots: int = 0
    orders: tuple[ChangedOrder, ...] = ()
    others_moved: int = 0
    others_broken: int = 0
    cost_before: Cost | None = None
    cost_after: Cost | None = None
    figures_before: PlanFigures | None = None
    figures_after: PlanFigures | None = None
    may_improve: bool = False
    no_plan: bool = False


def ask(question: CheckQuestion) -> CheckAnswer:
    """Return a worker's answer. Raises NoAnswerError where none comes in time."""
    within = PLANS * settings.PREVIEW_SECONDS + (settings.IMPROVE_SECONDS if question.thorough else 0)
    return asked_of_worker(TASK, question, CheckAnswer, within=within)
