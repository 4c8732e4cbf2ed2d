"""An order book as a planning problem, and its plan judged in continuous working time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from benchmarks.books import Book
from mps.scheduler.horizon import Horizon
from mps.scheduler.plan import Plan
from mps.scheduler.problem import Demand, Item, Operation, PlanningProblem, Prices, WorkCenter

MOST_MOMENTS = 10_000
DAYS_AFTER_THE_LAST_DUE = 7 * 26
PAST = -1


def problem_of(book: Book) -> PlanningProblem:
    """
    Return the book as a problem whose periods end at the moments at which something is due.

    So what is done by the end of its period is done in time, to the minute. One order is one lot (a period of supply
    of 0) and is delivered whole. After the last due moment the periods are days.
    """
    due = _due_moments(book)
    ends = sorted({moment for moment in due if moment > book.start})
    last = ends[-1] if ends else book.start
    ends += [last + timedelta(days=day) for day in range(1, DAYS_AFTER_THE_LAST_DUE + 1)]
    period = {end: number for number, end in enumerate(ends)}
    return PlanningProblem(
        site=book.name,
        horizon=Horizon(book.start.date(), len(ends), tuple(range(len(ends)))),
        items=tuple(Item(code, made=True, lot_multiple=0.0, period_of_supply_days=0) for code in book.items),
        operations=tuple(Operation(code, 10, center, setup, run) for code, (center, setup, run) in book.items.items()),
        work_centers=_work_centers(book, ends),
        demands=tuple(
            Demand(order.key, order.item, order.quantity, period.get(moment, PAST), order.priority, may_split=False)
            for order, moment in zip(book.orders, due, strict=True)
        ),
        prices=_prices_by_period((ends[-1] - book.start).days / len(ends)),
    )


def _prices_by_period(days: float) -> Prices:
    """Return the usual prices where a period is that many days long: a day late costs a day's price still."""
    usual = Prices()
    return replace(usual, late_day=usual.late_day * days)


def _due_moments(book: Book) -> list[datetime]:
    """Return when each order is due; where there would be too many periods, down to the next of as many as may be."""
    moments = [order.due for order in book.orders]
    kept = sorted(set(moments))
    kept = kept[:: -(-len(kept) // MOST_MOMENTS) or 1]  # close to each other where many orders are due
    return [kept[bisect_right(kept, moment) - 1] for moment in moments]


def _work_centers(book: Book, ends: list[datetime]) -> tuple[WorkCenter, ...]:
    none, centers = (0.0,) * len(ends), []
    for code, shift in book.shifts.items():
        worked = [shift.worked_minutes(book.start, moment) for moment in (book.start, *ends)]
        centers.append(WorkCenter(code, tuple(after - before for before, after in pairwise(worked)), none))
    return tuple(centers)


def in_time(book: Book, problem: PlanningProblem, plan: Plan) -> list[bool]:
    """
    Return which orders are finished when they are due, in working minutes, by the sequence that the plan implies.

    Every work centre makes its lots one after the other, whole, by the period in which the plan finishes them; inside
    a period by the due moment. Neither the plan's own minutes nor its deliveries are believed.
    """
    finish: dict[int, int] = {}
    for place, supply in zip(plan.pegging.consumer_demand, plan.pegging.supply, strict=True):
        finish[place] = max(finish.get(place, 0), plan.lots[supply].finish_day)
    done = [False] * len(book.orders)
    for places in book.by_work_center().values():
        now = 0.0
        due = {place: book.due_minutes(book.orders[place]) for place in places if place in finish}
        for place in sorted(due, key=lambda place: (finish[place], due[place], place)):
            now += book.work_minutes(book.orders[place])
            done[place] = now <= due[place] + 1e-6
    return done
