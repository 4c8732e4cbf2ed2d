"""
What one more hour at a work centre would save, week by week: guessed by the LP, proven by planning again with it.

A plan that has an hour more can stay as it was, so an hour never costs anything: where planning again finds a dearer
plan, it saves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import zip_longest

import numpy as np

from mps.scheduler.arrays import Floats
from mps.scheduler.attempt import Planned, first_plan
from mps.scheduler.budget import Limits, Watch, collector_paused
from mps.scheduler.columns import Index, index_of
from mps.scheduler.cost import lateness_by_demand
from mps.scheduler.earlier import with_earlier_lots
from mps.scheduler.improve import improved
from mps.scheduler.keep_lots import within_budget
from mps.scheduler.parts import Part, split
from mps.scheduler.plan import Cost
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.promise_lp import minute_worths
from mps.scheduler.repair_elements import Overtime, with_elements

HOUR_MINUTES = 60.0
FULL_SHARE = 0.95
LEAST_WORTH = 0.005  # half of the least that is shown of money

Days = tuple[int, int]  # the first and the last


@dataclass(frozen=True, slots=True)
class Figures:
    """
    What a plan costs, in the site's currency: `weight` is that of lateness, of safety stock that is missing and of lots
    that are changed; `paid` is what is paid for overtime, set-ups and stock. And how many order lines are late.
    """

    late_lines: int
    weight: float
    paid: float


@dataclass(frozen=True, slots=True)
class Worth:
    """
    What an hour more at a work centre, spread evenly over its open days of a week, would save.

    `guess` is the LP's, of lateness and overtime; 0 where it sees none, though the week is full and late lines wait for
    it. `saved` is proven: what the plan with the hour has less of everything; all 0 where no cheaper plan was found.
    None where there was no time to plan with it.
    """

    work_center: str
    week: Days
    guess: float
    saved: Figures | None = None

    @property
    def worth(self) -> float:
        """What is saved in all, or the guess."""
        return self.guess if self.saved is None else self.saved.weight + self.saved.paid


@dataclass(frozen=True, slots=True)
class Known:
    """
    How far a search has come: the figures without any hour, and all weeks that an hour might help, in the order in
    which they are planned with; those that were have what is saved.
    """

    without: Figures
    rows: tuple[Worth, ...]


@dataclass(frozen=True, slots=True)
class Worths:
    """
    The weeks that one more hour could help: proven ones first, what saves most first, then guessed ones likewise.

    `without` are the figures planned again without any hour. `finished`: as many were planned as was wished. `known` is
    what the next search goes on from; None where not even the plan without an hour was finished.
    """

    without: Figures
    rows: tuple[Worth, ...]
    finished: bool
    known: Known | None


class _Enough(Exception):
    """The caller says stop."""


def _never() -> bool:
    return False


def worths(
    problem: PlanningProblem,
    weeks: Sequence[Days],
    *,
    most: int,
    published: Figures | None = None,
    limits: Limits,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    pause: Callable[[], bool] = _never,
    known: Known | None = None,
) -> Worths:
    """
    Return what one more hour would save, of the `most` weeks of work centres that look most promising planned again.

    `published` are the figures of the plan that people look at, where there is one: lateness that it does not have
    although the same search finds it again is saved by no hour. Once `stop` says so no more weeks are planned, and the
    one under way is thrown away; once `pause` says so, no other is begun, but each search plans one at least. A search
    of the same problem goes on from what is `known`.
    """
    hours = _Hours(problem, Watch(limits, stop, timer), published)
    with collector_paused():
        start = known or Known(hours.without, tuple(_most_promising(hours.guesses(weeks))))
        whole = known is not None or not stop()
        rows = list(start.rows)
        fresh = [place for place, row in enumerate(rows[:most]) if row.saved is None]
        finished = not fresh
        try:
            for place in fresh:
                rows[place] = hours.proven(rows[place], start.without)
                finished = place == fresh[-1]
                if pause():
                    break
        except _Enough:
            finished = False
    reached = Known(start.without, tuple(rows)) if whole else None
    return Worths(start.without, tuple(_best_first(rows)), finished, reached)


def _best_first(rows: Sequence[Worth]) -> Iterator[Worth]:
    proven = [row for row in rows if row.saved is not None]
    yield from sorted(proven, key=lambda row: (-row.worth, row.work_center, row.week))
    yield from (row for row in rows if row.saved is None and row.guess >= LEAST_WORTH)


def _most_promising(guesses: Iterable[tuple[float, Worth]]) -> list[Worth]:
    """
    Return the weeks in the order in which they are planned with: by guess and, in turns, by what is late behind them.

    The LP is blind to half of the weeks in which an hour helps (decision 0031), so these get their turn.
    """
    found = sorted(guesses, key=lambda one: (-one[1].guess, -one[0], one[1].work_center, one[1].week))
    seen = [row for _behind, row in found if row.guess >= LEAST_WORTH]
    blind = [row for _behind, row in found if row.guess < LEAST_WORTH]
    return [row for pair in zip_longest(seen, blind) for row in pair if row is not None]


def with_an_hour(problem: PlanningProblem, work_center: str, week: Days) -> PlanningProblem:
    """Return the problem with an hour more at a work centre, spread evenly over the days of the week that it works."""
    center = next(one for one in problem.work_centers if one.code == work_center)
    first, last = week
    open_days = tuple(day for day in range(first, last + 1) if center.available_minutes[day] > 0)
    return with_elements(problem, [Overtime(work_center, open_days, HOUR_MINUTES / len(open_days), 0.0)])


class _Hours:
    """A problem planned without an hour more, and again with one, only the part that has the work centre anew."""

    def __init__(self, problem: PlanningProblem, watch: Watch, published: Figures | None) -> None:
        self._problem, self._watch, self._published = problem, watch, published
        self._index = index_of(problem)
        self._parts = list(split(self._index))
        self._known: dict[int, Planned] = {}

    @cached_property
    def _before(self) -> list[Planned]:
        return self._in_budget(self._index, [self._free(number) for number in range(len(self._parts))])

    @cached_property
    def without(self) -> Figures:
        """The figures without any hour."""
        return _less_late(_figures(self._before), self._published)

    def _free(self, number: int) -> Planned:
        """Return the plan of a part as if nothing had to stay; made once, and only where it is asked for."""
        if number not in self._known:
            self._known[number] = self._planned(self._parts[number])
        return self._known[number]

    def guesses(self, weeks: Sequence[Days]) -> Iterator[tuple[float, Worth]]:
        """Yield each week that an hour might help, with the lateness of what waits there."""
        for planned in self._before:
            overtime = planned.best.columns.bought
            if planned.best.late <= 0 and not overtime.any():
                continue
            index = planned.network.index
            by_minute = minute_worths(planned.network, planned.best.columns, self._watch.count)
            late = _lateness_behind(planned)
            for number, center in enumerate(index.accepted.work_centers.values()):
                for week in weeks:
                    days = slice(week[0], week[1] + 1)
                    is_open = index.available_minutes[number, days] > 0
                    if not is_open.any():
                        continue
                    by_lp = 0.0 if by_minute is None else float(by_minute[number, days][is_open].mean()) * HOUR_MINUTES
                    spared = min(HOUR_MINUTES, float(overtime[number, days].sum())) * center.overtime_cost_per_minute
                    guess, behind = max(by_lp, spared), float(late[number, days].sum())
                    if guess >= LEAST_WORTH or behind > 0:
                        yield behind, Worth(center.code, week, guess)

    def proven(self, row: Worth, without: Figures) -> Worth:
        """Return a week with what the plan with the hour has less of. Raises _Enough where the caller says stop."""
        if self._watch.stop():
            raise _Enough
        index = index_of(with_an_hour(self._problem, row.work_center, row.week))
        planned = [
            self._planned(part)
            if any(center.code == row.work_center for center in part.problem.work_centers)
            else self._free(number)
            for number, part in enumerate(split(index))
        ]
        after = _figures(self._in_budget(index, planned))
        if self._watch.stop():
            raise _Enough
        less = Figures(*(getattr(without, one.name) - getattr(after, one.name) for one in fields(Figures)))
        saved = less if less.weight + less.paid >= LEAST_WORTH else Figures(0, 0.0, 0.0)
        return Worth(row.work_center, row.week, row.guess, saved)

    def _planned(self, part: Part) -> Planned:
        return with_earlier_lots(improved(first_plan(part, self._watch), self._watch), self._watch)

    def _in_budget(self, index: Index, planned: Sequence[Planned]) -> list[Planned]:
        return within_budget(index.problem, index.accepted, planned, self._watch)


def _less_late(again: Figures, published: Figures | None) -> Figures:
    """Return the figures planned again, with the lateness of the published plan where that is less."""
    if published is None or published.weight > again.weight - LEAST_WORTH:
        return again
    return Figures(min(again.late_lines, published.late_lines), published.weight, again.paid)


def _figures(planned: Sequence[Planned]) -> Figures:
    late_lines = sum(map(_late_lines, planned))
    cost = Cost(*(sum(getattr(one.best.cost, term.name) for one in planned) for term in fields(Cost)))
    paid = cost.overtime + cost.setup + cost.holding
    return Figures(late_lines, cost.total - paid, paid)


def _late_lines(planned: Planned) -> int:
    index = planned.network.index
    late = lateness_by_demand(index, planned.best.columns) > 0
    return int(np.count_nonzero(late & ~index.demand_columns.forecast))


def _lateness_behind(planned: Planned) -> Floats:
    """
    Return what the lateness costs of the items that are late, on the full days of the work centres they go through.

    Shape: work centre × day. It only ranks what the LP, which knows no set-ups, sees no price for.
    """
    network, columns = planned.network, planned.best.columns
    index = network.index
    load = np.zeros_like(index.available_minutes)
    np.add.at(load, (columns.load_center, columns.load_day), columns.load_minutes)
    is_full = (load > 0) & (load >= FULL_SHARE * (index.available_minutes + columns.bought))
    cost, demands = lateness_by_demand(index, columns), index.demand_columns
    behind = np.zeros_like(load)
    for place in np.flatnonzero((cost > 0) & (demands.item >= 0)).tolist():
        until = slice(0, max(0, int(demands.due_day[place])) + 1)
        for center in _centers_below(planned, int(demands.item[place])):
            behind[center, until] += cost[place]
    return np.where(is_full, behind, 0.0)


def _centers_below(planned: Planned, item: int) -> set[int]:
    """Return the numbers of the work centres that an item and its components go through."""
    network, centers, seen, ahead = planned.network, set[int](), set[int](), [item]
    while ahead:
        number = ahead.pop()
        if number not in seen:
            seen.add(number)
            centers.update(step.center for step in network.steps[number])
            ahead.extend(component for component, _per in network.components[number])
    return centers
