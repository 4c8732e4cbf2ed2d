"""
The promise LP: which lines can be in time at all, and where overtime pays. Says what to protect, and what no plan can
beat.

Cumulative form: per work centre, minutes not used by one due moment are carried to the next, so each class of lines
is one column in few rows. README.md has the model. The only module of the core that imports OR-Tools.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from mps.scheduler import interruptible
from mps.scheduler.arrays import Flags, Floats, Ints, sums
from mps.scheduler.columns import Columns, Index
from mps.scheduler.cost import line_prices
from mps.scheduler.moves import Moves, movable_content, moves_of, preferred_load
from mps.scheduler.network import Network
from mps.scheduler.problem import Demand
from mps.scheduler.work_content import run_minutes, with_components

DUE_MOMENTS = 16
MOST_CLASSES = 6_000
MOST_ITERATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Classes:
    """
    Lines that are alike: same item, due moment, price and (to two digits, rounded down) quantity.

    `of_demand` is each demand's class, -1 for what needs no work or is late already. `work` is minutes, class × work
    centre, were all of it done where that is preferred; `movable` the part that others can do, class × kind of moves
    (see `moves`); `price` what it costs when the whole class is late by a day. `moments` are the last days of the due
    moments.
    """

    of_demand: Ints
    moment: Ints
    work: Floats
    movable: Floats
    price: Floats
    moments: Ints


@dataclass(frozen=True, slots=True)
class Advice:
    """What the LP says: demands better given up, overtime worth buying, and the service bound."""

    last: Flags
    overtime: Floats
    bound: float


def advise(network: Network, columns: Columns, count: Callable[[int], None]) -> Advice | None:
    """
    Return advice for a better plan than `columns`, or None where there is nothing to decide.

    `count` is called with the iterations; where it raises, the solver ends.

    Twice the same LP: with the minutes that the plan's stock really saved, for the advice; and with the most that any
    stock could save, without set-ups, for the bound, which is then below the lateness and overtime of every plan.
    """
    index = network.index
    content, moves = with_components(network, run_minutes(network)), moves_of(network)
    classes = _classes(index, content, movable_content(network, moves))
    if not _is_decidable(classes):
        return None
    program = _Program(index, classes, moves)
    if not program.solve(_saved(network, columns, classes), count):
        return None
    shares, overtime = program.shares(), program.overtime()
    bound = program.objective() if program.solve(_most_saved(network, content), count) else 0.0
    return Advice(_given_up(index, classes, shares), overtime, max(0.0, bound))


def minute_worths(network: Network, columns: Columns, count: Callable[[int], None]) -> Floats | None:
    """
    Return what one more minute would save of lateness and overtime by the same LP: the shadow price of its capacity.

    With the minutes that the stock of the plan `columns` really saved. It is a guess: the LP knows no set-ups, makes
    lines late in part, and its price holds for so many minutes only. None where there is nothing to decide.

    Shape:  work centre × day; 0 after the last due moment.
    Unit:   the site's currency a minute.
    """
    content, moves = with_components(network, run_minutes(network)), moves_of(network)
    classes = _classes(network.index, content, movable_content(network, moves))
    if not _is_decidable(classes):
        return None
    program = _Program(network.index, classes, moves)
    return program.minute_prices() if program.solve(_saved(network, columns, classes), count) else None


def _is_decidable(classes: Classes) -> bool:
    return 0 < len(classes.price) <= MOST_CLASSES


def _saved(network: Network, columns: Columns, classes: Classes) -> Floats:
    """Return the minutes per work centre that a plan did not work, for stock was there."""
    return np.asarray(classes.work.sum(axis=0) - preferred_load(network, columns))


def _classes(index: Index, content: Floats, movable: Floats) -> Classes:
    demands = index.demand_columns
    once, daily = line_prices(index)
    works = (demands.item >= 0) & (demands.due_day >= 0)
    works[works] = content[demands.item[works]].any(axis=1)
    places = np.flatnonzero(works)
    moments = _moments(demands.due_day[places])
    moment = np.searchsorted(moments, demands.due_day[places])
    rows = np.stack((demands.item[places], moment, once[places] + daily[places], _two_digits(demands.quantity[places])))
    unique, inverse = np.unique(rows, axis=1, return_inverse=True)
    inverse = inverse.ravel()
    lines = np.bincount(inverse, minlength=unique.shape[1])
    of_demand = np.full(len(demands.item), -1, dtype=np.int64)
    of_demand[places] = inverse
    return Classes(
        of_demand=of_demand,
        moment=unique[1].astype(np.int64),
        work=content[unique[0].astype(np.int64)] * (unique[3] * lines)[:, None],
        movable=movable[unique[0].astype(np.int64)] * (unique[3] * lines)[:, None],
        price=unique[2] * lines,
        moments=moments,
    )


def _moments(due_days: Ints) -> Ints:
    """Return at most `DUE_MOMENTS` due days, the last included, that cut the lines into parts of like number."""
    if not len(due_days):
        return due_days
    ordered = np.sort(due_days)
    cuts = (np.arange(1, DUE_MOMENTS + 1) * len(ordered)) // DUE_MOMENTS - 1
    return np.unique(ordered[np.maximum(0, cuts)])


def _two_digits(quantity: Floats) -> Floats:
    unit = 10.0 ** (np.floor(np.log10(quantity)) - 1)
    return np.floor(quantity / unit + 1e-9) * unit


def _most_saved(network: Network, content: Floats) -> Floats:
    """Return the minutes per work centre in all stock, receipts and firm orders: no plan can save more."""
    index = network.index
    quantity = index.item_column("on_hand")
    known = index.receipt_item >= 0
    quantity = quantity + sums(index.receipt_item[known], index.receipt_quantity[known], len(quantity))
    for _, order in index.accepted.firm_orders:
        quantity[index.item_number[order.item]] += order.quantity
    return np.asarray(quantity @ content)


def _given_up(index: Index, classes: Classes, shares: Floats) -> Flags:
    """Return the demands that the LP leaves late: of each class as many lines as it says, the latest keys first."""
    last = np.zeros(len(index.problem.demands), dtype=np.bool_)
    demands = index.problem.demands
    for number in np.flatnonzero(shares < 1 - 1e-6).tolist():
        lines = np.flatnonzero(classes.of_demand == number)
        count = round((1 - float(shares[number])) * len(lines))
        by_key = sorted(lines.tolist(), key=lambda place: _told_apart(demands[place]), reverse=True)
        last[by_key[:count]] = True
    return last


def _told_apart(demand: Demand) -> tuple[int, str, bool, float]:
    """Return what orders demands that the LP can't tell apart, two of one key among them."""
    return demand.due_day, demand.key, demand.may_split, demand.unit_price


class _Program:
    """
    min Σ price · (1 − share) + Σ overtime price · overtime, over shares in [0, 1], overtime in its limit, carried ≥ 0:
    carried(w, k) = carried(w, k − 1) + available(w, k) + overtime(w, k) − Σ_classes due at k work · share.

    Where steps have alternatives, minutes due at k move from the preferred work centre to others, times their factor.
    """

    def __init__(self, index: Index, classes: Classes, moves: list[Moves]) -> None:
        self._index, self._classes = index, classes
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(f"max_number_of_iterations: {MOST_ITERATIONS}")
        self._price = float(classes.price.sum())
        self._shares = [self._solver.NumVar(0.0, 1.0, "") for _ in range(len(classes.price))]
        objective = self._solver.Objective()
        for share, price in zip(self._shares, classes.price.tolist(), strict=True):
            objective.SetCoefficient(share, -price)
        self._available = self._by_moment(index.available_minutes)
        self._limits = self._by_moment(index.overtime_minutes)
        self._rows, self._overtime = self._minutes_are_carried()
        self._classes_take_work()
        for number, kind in enumerate(moves):
            self._work_is_moved(kind, classes.movable[:, number])

    def _by_moment(self, minutes: Floats) -> Floats:
        """Return minutes per work centre and due moment."""
        total = np.cumsum(minutes, axis=1)[:, self._classes.moments]
        return np.diff(total, axis=1, prepend=0.0)

    def _minutes_are_carried(self) -> tuple[list[list[pywraplp.Constraint]], list[list[pywraplp.Variable]]]:
        solver, objective = self._solver, self._solver.Objective()
        rows, bought = [], []
        for number, center in enumerate(self._index.accepted.work_centers.values()):
            before, of_center, overtimes = None, [], []
            for available, limit in zip(self._available[number].tolist(), self._limits[number].tolist(), strict=True):
                row = solver.Constraint(-available, -available)
                carried, overtime = solver.NumVar(0.0, solver.infinity(), ""), solver.NumVar(0.0, limit, "")
                objective.SetCoefficient(overtime, center.overtime_cost_per_minute)
                row.SetCoefficient(carried, -1.0)
                row.SetCoefficient(overtime, 1.0)
                if before is not None:
                    row.SetCoefficient(before, 1.0)
                before = carried
                of_center.append(row)
                overtimes.append(overtime)
            rows.append(of_center)
            bought.append(overtimes)
        return rows, bought

    def _classes_take_work(self) -> None:
        work, moment = self._classes.work, self._classes.moment.tolist()
        for number, center in zip(*(column.tolist() for column in np.nonzero(work)), strict=True):
            self._rows[center][moment[number]].SetCoefficient(self._shares[number], -float(work[number, center]))

    def _work_is_moved(self, kind: Moves, movable: Floats) -> None:
        """Minutes due at a moment may be done elsewhere, as many as the shares in time have of that kind."""
        for moment in range(len(self._classes.moments)):
            classes = np.flatnonzero((self._classes.moment == moment) & (movable > 0)).tolist()
            if not classes:
                continue
            limit = self._solver.Constraint(-self._solver.infinity(), 0.0)
            for number in classes:
                limit.SetCoefficient(self._shares[number], -float(movable[number]))
            for center, factor in kind.others:
                moved = self._solver.NumVar(0.0, self._solver.infinity(), "")
                limit.SetCoefficient(moved, 1.0)
                self._rows[kind.preferred][moment].SetCoefficient(moved, 1.0)
                self._rows[center][moment].SetCoefficient(moved, -factor)

    def solve(self, saved: Floats, count: Callable[[int], None]) -> bool:
        """Solve with minutes per work centre that need no work; warm after the first time. False without an optimum."""
        for row, available, minutes in zip(self._rows, self._available, saved.tolist(), strict=True):
            if row:
                start = -(float(available[0]) + max(0.0, minutes))
                row[0].SetBounds(start, start)
        status = interruptible.solve(self._solver, count)
        count(1 + int(self._solver.iterations()))
        return bool(status == pywraplp.Solver.OPTIMAL)

    def objective(self) -> float:
        """Return the least lateness and overtime cost."""
        return self._price + float(self._solver.Objective().Value())

    def shares(self) -> Floats:
        """Return the share of each class that is in time."""
        return np.array([share.solution_value() for share in self._shares])

    def minute_prices(self) -> Floats:
        """Return what the objective falls by with a minute more. Shape: work centre × day."""
        prices, first = np.zeros_like(self._index.available_minutes), 0
        for number, moment in enumerate(self._classes.moments.tolist()):
            for center, rows in enumerate(self._rows):  # more available is a lower right side
                prices[center, first : moment + 1] = max(0.0, rows[number].dual_value())
            first = moment + 1
        return prices

    def overtime(self) -> Floats:
        """Return the overtime bought, spread over the days of its due moment by limit. Shape: work centre × day."""
        overtime, limits = np.zeros_like(self._index.available_minutes), self._index.overtime_minutes
        for number, of_center in enumerate(self._overtime):
            first = 0
            for moment, variable in zip(self._classes.moments.tolist(), of_center, strict=True):
                days = slice(first, moment + 1)
                room = float(limits[number, days].sum())
                if room > 0:
                    overtime[number, days] = limits[number, days] * min(1.0, variable.solution_value() / room)
                first = moment + 1
        return overtime
