"""What a change budget costs, in a worker: the problem of a published plan, planned with more changes allowed."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from mps.calm_question import CalmAnswer, CalmQuestion, Price
from mps.models import PlanDetail
from mps.scheduler import problem as problems
from mps.scheduler.budget import SOON
from mps.scheduler.price_of_calm import Priced, prices


def answer_to(question: CalmQuestion, *, stop: Callable[[], bool]) -> CalmAnswer:
    """Return the prices of changes; `stop` is asked while they are worked out, and may raise."""
    stored = PlanDetail.objects.filter(pk=question.plan_id).values_list("problem", flat=True).first()
    if stored is None:
        return CalmAnswer()
    problem = problems.from_bytes(zlib.decompress(bytes(stored)))
    limits = replace(SOON, seconds=settings.PREVIEW_SECONDS / 2)
    found = prices(problem, question.most_lots, days=question.days, limits=limits, stop=stop, timer=time.monotonic)
    return CalmAnswer(tuple(map(_price, found)))


def _price(one: Priced) -> Price:
    paid = one.cost.overtime + one.cost.setup + one.cost.holding
    lateness = one.cost.late_promised + one.cost.late_orders + one.cost.late_forecast
    return Price(one.most_lots, one.changed, one.late_orders, paid, lateness)
