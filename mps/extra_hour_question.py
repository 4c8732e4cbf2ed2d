"""What one more hour is worth, asked of a worker by a web process, which has no solver: the question and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from mps.questions import Ticketed, asked_of_worker, new_ticket

TASK = "mps.worth_of_hours"
MOST_PLANNED = 20


class HourQuestion(Ticketed, frozen=True):
    """In which weeks of which work centres would one more hour help the plan, and by how much? `most` are planned."""

    plan_id: int
    most: int = MOST_PLANNED


@dataclass(frozen=True, slots=True)
class Hour:
    """
    A week of a work centre (`week` is its place in the load's weeks) with one more hour. Money: the site's currency.

    `guess` is the LP's of all that is saved. Where `is_proven` the rest is what a plan with the hour has less of: order
    lines late, weight of lateness and the like, and what is paid for overtime, set-ups and stock (may be below 0).
    """

    work_center: str
    week: int
    guess: float
    is_proven: bool = False
    late_lines: int = 0
    weight: float = 0.0
    paid: float = 0.0

    @property
    def worth(self) -> float:
        """What is saved in all, or the guess."""
        return self.weight + self.paid if self.is_proven else self.guess


@dataclass(frozen=True, slots=True)
class HourAnswer:
    """
    The hours, what saves most first, those that are guessed last; None: the plan is no longer kept in full.

    `late_lines` are late without any of them. `planned` weeks were planned again of the `possible` ones that an hour
    might help. `finished`: these are as many as was wished; else asking again goes on from there.
    """

    hours: tuple[Hour, ...] | None = None
    late_lines: int = 0
    finished: bool = True
    planned: int = 0
    possible: int = 0


def ask(plan_id: int, most: int = MOST_PLANNED) -> HourAnswer:
    """Return a worker's answer. Raises NoAnswerError where none comes in the time that the search may take."""
    seconds = settings.PREVIEW_SECONDS + settings.HOUR_SECONDS
    return asked_of_worker(TASK, HourQuestion(new_ticket(), plan_id, most), HourAnswer, within=seconds)
