"""A quote of many lines as one order: each is answered with what the lines before it leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from company.models import Site
from mps import promisable, whatif
from mps.scheduler.commitments import Commitment, take
from mps.whatif import PromiseAnswer, UnknownItemError


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of an item, by its code, and a day: the wanted one, or of a line before the answered one."""

    item: str
    quantity: float
    day: date


def quotes_of_order(
    site: Site, lines: Iterable[Line], *, before: Sequence[Line] = (), customer_class: str = ""
) -> tuple[int, list[PromiseAnswer | None]]:
    """
    Return the plan and its answer to each line, in their order; None for an item that the plan does not know.

    `before` are lines of the same order with the days that they were answered: what they take is gone. So a long order
    can be asked in parts, as long as one plan answers all. Holding the lines at these dates takes the same.
    Raises: NoPlanError; ValueError where a quantity is not a positive number.
    """
    plan = whatif.plan_of(site)
    resources = promisable.left_for(customer_class, plan)
    start = plan.basis.start_date
    for line in before:
        taken = take(resources, Commitment(line.item, line.quantity, (line.day - start).days))
        resources = taken.left if taken else resources
    answers: list[PromiseAnswer | None] = []
    for line in lines:
        try:
            answer = whatif.answer_on(
                plan, resources, site, item=line.item, quantity=line.quantity, wanted_date=line.day
            )
        except UnknownItemError:
            answers.append(None)
            continue
        answers.append(answer)
        if answer.delivery_date is not None:
            day = (answer.delivery_date - start).days
            taken = take(resources, Commitment(line.item, line.quantity, day))
            resources = taken.left if taken else resources
    return plan.plan_id, answers
