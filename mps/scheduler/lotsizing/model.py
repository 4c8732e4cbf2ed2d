"""The inventory model of a lot-sizing problem, strengthened by (l, S) rows. README.md has it in formulas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats, Ints
from mps.scheduler.lotsizing.problem import LotProblem, echelon, net_demand
from mps.scheduler.lotsizing.program import INFINITY, Program, Writer

WINDOW = 8
WINDOW_WITH_BILL = 4


@dataclass(frozen=True, slots=True)
class Model:
    """The program and where its columns are. Shape: set-ups, made, late are N × T, of column numbers."""

    program: Program
    setup: Ints
    made: Ints
    late: Ints


def model_of(problem: LotProblem, window: int | None = None) -> Model:
    """Return the model: columns, balance, capacity, set-up rows, then (l, S) rows over `window` periods (0: none)."""
    items, periods = problem.shape
    writer = Writer()
    allowed = problem.setup_allowed | problem.setup_fixed
    setup = writer.columns(
        np.repeat(problem.setup_cost, periods).reshape(items, periods), allowed, problem.setup_fixed, integer=True
    )
    made = writer.columns(np.zeros((items, periods)))
    stock = writer.columns(problem.holding)
    late = _late(writer, problem)
    _balance(writer, problem, made, stock, late)
    _capacity(writer, problem, setup, made)
    _safety_stock(writer, problem, stock)
    inside = _echelon(writer, problem, stock), _echelon(writer, problem, late)
    need = net_demand(problem)
    _setup_rows(writer, problem, setup, made, need, inside[1])
    covered = echelon(problem, problem.initial_stock[:, None]) - np.cumsum(echelon(problem, problem.demand), axis=1)
    if window is None:
        window = WINDOW_WITH_BILL if len(problem.bill.parent) else WINDOW
    _strong_rows(writer, need, covered, setup, inside, window)
    return Model(writer.freeze(), setup, made, late)


def _late(writer: Writer, problem: LotProblem) -> Ints:
    price = np.repeat(problem.late_price[:, None], problem.shape[1], axis=1)
    price[:, -1] += problem.unmet_price
    return writer.columns(price, np.cumsum(problem.demand, axis=1))


def _balance(writer: Writer, problem: LotProblem, made: Ints, stock: Ints, late: Ints) -> None:
    """stock(t-1) − late(t-1) + made(t) − Σ parents per · made(parent, t) − stock(t) + late(t) = demand(t)."""
    items, periods = problem.shape
    wanted = problem.demand.copy()
    wanted[:, 0] -= problem.initial_stock
    rows = writer.rows(wanted.ravel(), wanted.ravel(), items * periods).reshape(items, periods)
    for columns, sign in ((made, 1.0), (stock, -1.0), (late, 1.0)):
        writer.add(rows, columns, sign)
    writer.add(rows[:, 1:], stock[:, :-1], 1.0)
    writer.add(rows[:, 1:], late[:, :-1], -1.0)
    bill = problem.bill
    writer.add(rows[bill.component], made[bill.parent], -bill.per[:, None])


def _capacity(writer: Writer, problem: LotProblem, setup: Ints, made: Ints) -> None:
    """Σ set-up minutes + Σ run minutes − overtime ≤ capacity; fixed set-ups alone may exceed it."""
    centers, periods = problem.capacity.shape
    price = np.repeat(problem.overtime_price[:, None], periods, axis=1)
    overtime = writer.columns(price, problem.overtime)
    forced = problem.setup_minutes.T @ problem.setup_fixed - problem.overtime
    limit = np.maximum(problem.capacity, forced).ravel()
    rows = writer.rows(-INFINITY, limit, centers * periods).reshape(centers, periods)
    writer.add(rows, overtime, -1.0)
    for columns, minutes in ((setup, problem.setup_minutes), (made, problem.unit_minutes)):
        item, center = np.nonzero(minutes)
        writer.add(rows[center], columns[item], minutes[item, center][:, None])


def _safety_stock(writer: Writer, problem: LotProblem, stock: Ints) -> None:
    """Stock + missing ≥ safety stock, for items that have one."""
    items = np.flatnonzero((problem.safety_stock > 0) & (problem.safety_price > 0))
    columns = stock[items]
    if columns.size:
        safety = np.repeat(problem.safety_stock[items], columns.shape[1])
        missing = writer.columns(np.repeat(problem.safety_price[items], columns.shape[1]).reshape(columns.shape))
        rows = writer.rows(safety, INFINITY, columns.size).reshape(columns.shape)
        writer.add(rows, columns, 1.0)
        writer.add(rows, missing, 1.0)


def _echelon(writer: Writer, problem: LotProblem, own: Ints) -> Ints:
    """Return columns of an item's stock (or owed pieces), inside its parents too: own + Σ per · echelon(parent)."""
    bill = problem.bill
    if not len(bill.parent):
        return own
    echelon = own.copy()
    inside = np.unique(bill.component)
    echelon[inside] = writer.columns(np.zeros((len(inside), own.shape[1])))
    rows = np.full_like(own, -1)
    rows[inside] = writer.rows(0.0, 0.0, own[inside].size).reshape(own[inside].shape)
    writer.add(rows[inside], echelon[inside], 1.0)
    writer.add(rows[inside], own[inside], -1.0)
    writer.add(rows[bill.component], echelon[bill.parent], -bill.per[:, None])
    return echelon


def _setup_rows(writer: Writer, problem: LotProblem, setup: Ints, made: Ints, need: Floats, late: Ints) -> None:
    """made ≤ what fits · set-up; and made(t) ≤ what is still wanted · set-up(t) + late(t-1), where that is less."""
    ahead = np.cumsum(need[:, ::-1], axis=1)[:, ::-1] + echelon(problem, problem.safety_stock[:, None])
    most = np.minimum(_most_made(problem), ahead[:, :1])
    rows = writer.rows(-INFINITY, 0.0, most.size).reshape(most.shape)
    writer.add(rows, made, 1.0)
    writer.add(rows, setup, -most)
    item, period = np.nonzero(ahead < most)
    rows = writer.rows(-INFINITY, 0.0, len(item))
    writer.add(rows, made[item, period], 1.0)
    writer.add(rows, setup[item, period], -ahead[item, period])
    writer.add(rows, late[item, period - 1], -1.0)


def _most_made(problem: LotProblem) -> Floats:
    """Return the pieces for which there are minutes after the set-up, overtime included. Shape: N × T."""
    minutes = problem.capacity + problem.overtime
    most = np.full(problem.shape, INFINITY)
    for center in range(len(minutes)):
        works = np.flatnonzero(problem.unit_minutes[:, center] > 0)
        left = np.maximum(0.0, minutes[center][None, :] - problem.setup_minutes[works, center][:, None])
        most[works] = np.minimum(most[works], left / problem.unit_minutes[works, center][:, None])
    return most


def _strong_rows(
    writer: Writer, need: Floats, covered: Floats, setup: Ints, inside: tuple[Ints, Ints], window: int
) -> None:
    """
    (l, S) rows: what was made by k-1, plus Σ_{u=k..l} (N(l) − N(u-1)) · set-up(u) + late(u), is at least N(l).

    N is cumulated net demand. What was made by k-1 is at most echelon stock(k-1) − `covered`(k-1): initial echelon
    stock less echelon demand so far.
    """
    stock, late = inside
    total = np.concatenate((np.zeros((len(need), 1)), np.cumsum(need, axis=1)), axis=1)
    for first in range(need.shape[1]):
        for last in range(first, min(need.shape[1], first + window)):
            items = np.flatnonzero(need[:, last] > 0)
            spare = covered[items, first - 1] if first else 0.0
            rows = writer.rows(total[items, last + 1] + spare, INFINITY, len(items))[:, None]
            between = slice(first, last + 1)
            writer.add(rows, setup[items, between], total[items, last + 1][:, None] - total[items, between])
            writer.add(rows, late[items, between], 1.0)
            if first:
                writer.add(rows[:, 0], stock[items, first - 1], 1.0)
