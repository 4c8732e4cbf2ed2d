"""How many orders of a book can be in time: proven, without the planning core, work centre by work centre.

As many of priority 1 as can be, then of priority 2, then of 3. Where all but the last priority fit, Sidney's extension
of Moore-Hodgson is exact; where not, an integer model of the work centre decides, one priority after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

from benchmarks.books import Book

PARTS_OF_A_MINUTE = 1_000
MOST_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Optimum:
    """Orders in time by priority; `proven` where no search was cut off."""

    by_priority: dict[int, int]
    proven: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Working minutes until an order is due, and those that it takes."""

    due_minutes: float
    work_minutes: float
    priority: int


def earliest_due_date_in_time(book: Book) -> int:
    """Return how many orders are in time where what is due first is made first: a reference."""
    count = 0
    for jobs in _jobs(book):
        now = 0.0
        for job in jobs:
            now += job.work_minutes
            count += now <= job.due_minutes + 1e-6
    return count


def optimum_of(book: Book) -> Optimum:
    """Return the most orders in time, the urgent ones first."""
    priorities = sorted({order.priority for order in book.orders})
    total, proven = dict.fromkeys(priorities, 0), True
    for jobs in _jobs(book):
        found = _by_rule(jobs) or _by_model(jobs, priorities)
        proven = proven and found.proven
        for priority, count in found.by_priority.items():
            total[priority] += count
    return Optimum(total, proven)


def _jobs(book: Book) -> list[list[Job]]:
    jobs = [
        [
            Job(book.due_minutes(order), book.work_minutes(order), order.priority)
            for order in (book.orders[place] for place in places)
        ]
        for places in book.by_work_center().values()
    ]
    return [sorted(of_center, key=lambda job: job.due_minutes) for of_center in jobs]


def _by_rule(jobs: Sequence[Job]) -> Optimum | None:
    """Everything by due date, giving up the longest order of the last priority; None where the others do not fit."""
    now, longest, counts = 0.0, list[tuple[float, int]](), dict.fromkeys((job.priority for job in jobs), 0)
    optional = max(counts, default=0)
    for job in jobs:
        now += job.work_minutes
        counts[job.priority] += 1
        if job.priority == optional:
            heappush(longest, (-job.work_minutes, optional))
        while now > job.due_minutes + 1e-6:
            if not longest:
                return None
            now += heappop(longest)[0]
            counts[optional] -= 1
    return Optimum(counts, proven=True)


def _by_model(jobs: Sequence[Job], priorities: Sequence[int]) -> Optimum:
    from ortools.sat.python import cp_model  # a second and 80 MB, for whoever asks only

    model, total, proven = cp_model.CpModel(), [], True
    chosen = [model.new_bool_var("") for _ in jobs]
    numbered = enumerate(jobs)
    for due_minutes, due in groupby(numbered, key=lambda pair: pair[1].due_minutes):
        total += [round(job.work_minutes * PARTS_OF_A_MINUTE) * chosen[place] for place, job in due]
        model.add(sum(total) <= int(due_minutes * PARTS_OF_A_MINUTE))
    counts = {}
    for priority in priorities:
        objective = sum(one for one, job in zip(chosen, jobs, strict=True) if job.priority == priority)
        model.maximize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = MOST_SECONDS
        solver.parameters.num_workers = 2
        proven = solver.solve(model) == cp_model.OPTIMAL and proven
        counts[priority] = round(solver.objective_value)
        model.add(objective >= counts[priority])
    return Optimum(counts, proven)
