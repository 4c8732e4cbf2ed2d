"""What a change budget costs, asked of a worker by a web process, which has no solver: the question and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from mps.questions import Ticketed, asked_of_worker, new_ticket

TASK = "mps.price_of_calm"
MORE_CHANGES = (0, 1, 2, 4, 8)


class CalmQuestion(Ticketed, frozen=True):
    """What would a plan cost that may change so many lots, of those that finish within so many days?"""

    plan_id: int
    most_lots: tuple[int, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Price:
    """
    A plan with so many changes allowed (None: as many as it likes): how many it makes, order lines late, and money.

    `paid` is what is paid for overtime, set-ups and stock, in the site's currency; `lateness` is the weight of what is
    late, by lines and days: a plan is chosen by the sum of both.
    """

    most_lots: int | None
    changed: int
    late_orders: int
    paid: float
    lateness: float


@dataclass(frozen=True, slots=True)
class CalmAnswer:
    """The prices, the fewest changes first; none where the plan is no longer kept in full."""

    prices: tuple[Price, ...] = ()


def ask(plan_id: int, *, most_lots: int, days: int) -> CalmAnswer:
    """Return what a worker says of this budget and of a few more changes. Raises NoAnswerError like `questions.ask`."""
    question = CalmQuestion(new_ticket(), plan_id, tuple(most_lots + more for more in MORE_CHANGES), days)
    return asked_of_worker(TASK, question, CalmAnswer, within=settings.PREVIEW_SECONDS + 2 * settings.IMPROVE_SECONDS)
