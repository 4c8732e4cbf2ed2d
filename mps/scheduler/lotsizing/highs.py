"""HiGHS, through OR-Tools MathOpt: a program in, values and a bound out. The model is written by whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver as mathopt
from ortools.math_opt.python.solve import StatusNotOk

from mps.scheduler.arrays import Flags, Floats, floats
from mps.scheduler.budget import WALL_SECONDS
from mps.scheduler.lotsizing.program import Program

POLL_SECONDS = 0.02
# The watch says first that time is up: what HiGHS has found at its own limit hangs on the machine.
GRACE_SECONDS = 1.0
_LEAN = {
    "mip_detect_symmetry": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Values of all columns (None where none were found), what no solution can beat, and whether that is proven."""

    values: Floats | None
    bound: float
    optimal: bool
    nodes: int


@dataclass(frozen=True, slots=True)
class Effort:
    """
    What a call may spend: nodes (None: no limit), and a limit in seconds by the watch's timer on top; and how exact it
    must be.
    """

    nodes: int | None = None
    seconds: float | None = None
    gap: float = 2e-5
    seed: int = 1
    interior_point: bool = False


class Highs:
    """
    One program, solved again and again with other bounds of its columns.

    A call runs in a thread of its own, for HiGHS can't be interrupted through MathOpt: where `over` says so, the
    caller goes on without it and the call ends by itself, at its own limits.
    """

    def __init__(self, program: Program, over: Callable[[], bool]) -> None:
        self.program = program
        self._over = over
        self._relaxed = _proto(program)
        self._whole = model_pb2.ModelProto()
        self._whole.CopyFrom(self._relaxed)
        self._whole.variables.integers[:] = program.integer.tolist()

    def relaxed(self, lower: Floats, upper: Floats, effort: Effort) -> Answer | None:
        """Solve without whole numbers. None where time is up."""
        return self._solve(self._relaxed, lower, upper, effort, None)

    def whole(
        self, lower: Floats, upper: Floats, effort: Effort, hint: Floats | None = None, integer: Flags | None = None
    ) -> Answer | None:
        """
        Solve with whole numbers, from a solution (of all columns) if there is one. None where time is up.

        With `integer` only those columns are whole numbers.
        """
        base = self._whole
        if integer is not None:
            base = model_pb2.ModelProto()
            base.CopyFrom(self._relaxed)
            base.variables.integers[:] = integer.tolist()
        return self._solve(base, lower, upper, effort, hint)

    def _solve(
        self, base: model_pb2.ModelProto, lower: Floats, upper: Floats, effort: Effort, hint: Floats | None
    ) -> Answer | None:
        if self._over():
            return None
        model = model_pb2.ModelProto()
        model.CopyFrom(base)
        model.variables.lower_bounds[:] = lower.tolist()
        model.variables.upper_bounds[:] = upper.tolist()
        start = model_parameters_pb2.ModelSolveParametersProto()
        if hint is not None:
            values = start.solution_hints.add().variable_values
            values.ids.extend(range(len(hint)))
            values.values.extend(np.clip(hint, lower, upper).tolist())  # HiGHS refuses a hint out of bounds
        call = _Call(model, _parameters(effort, whole=base is not self._relaxed), start)
        call.start()
        while not call.done.wait(POLL_SECONDS):
            if self._over():
                return None
        if _ran_out_of_time(call.result) and self._over():
            return None  # how far it had come by then nobody can make again
        return _answer(call.result, len(lower))


class _Call(Thread):
    """One call of HiGHS. No daemon: a process that ends waits for it, for it may not die inside the solver."""

    def __init__(
        self,
        model: model_pb2.ModelProto,
        parameters: parameters_pb2.SolveParametersProto,
        start: model_parameters_pb2.ModelSolveParametersProto,
    ) -> None:
        super().__init__()
        self.done = Event()
        self.result: result_pb2.SolveResultProto | None = None
        self._arguments = model, parameters, start

    def run(self) -> None:
        """Solve. What HiGHS can't solve (a numerical breakdown) has no result: the caller keeps what it has."""
        model, parameters, start = self._arguments
        try:
            self.result = mathopt.solve(
                model,
                parameters_pb2.SOLVER_TYPE_HIGHS,
                parameters_pb2.SolverInitializerProto(),
                parameters,
                start,
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                None,
            )
        except StatusNotOk:
            self.result = None
        finally:
            self.done.set()


def _ran_out_of_time(result: result_pb2.SolveResultProto | None) -> bool:
    return result is not None and result.termination.limit == result_pb2.LIMIT_TIME


def _answer(result: result_pb2.SolveResultProto | None, columns: int) -> Answer:
    if result is None:
        return Answer(None, -np.inf, False, 0)
    optimal = result.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
    values = None
    for solution in result.solutions:
        primal = solution.primal_solution
        feasible = primal.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE
        if feasible and len(primal.variable_values.values) == columns:
            values = floats(primal.variable_values.values)
    bound = float(result.termination.objective_bounds.dual_bound)
    return Answer(values, bound if np.isfinite(bound) else -np.inf, optimal, int(result.solve_stats.node_count))


def _parameters(effort: Effort, *, whole: bool) -> parameters_pb2.SolveParametersProto:
    parameters = parameters_pb2.SolveParametersProto(random_seed=effort.seed)
    parameters.highs.int_options["threads"] = 1
    if effort.seconds is not None:
        parameters.time_limit.FromNanoseconds(max(1, int((WALL_SECONDS * effort.seconds + GRACE_SECONDS) * 1e9)))
    if whole:
        parameters.relative_gap_tolerance = effort.gap
        for name, value in _LEAN.items():
            parameters.highs.bool_options[name] = value
        if effort.nodes is not None:
            parameters.node_limit = effort.nodes
    elif effort.interior_point:
        parameters.highs.string_options["solver"] = "ipm"
        parameters.highs.string_options["run_crossover"] = "off"
    return parameters


def _proto(program: Program) -> model_pb2.ModelProto:
    """Write the program, all columns continuous, whole arrays at a time."""
    model = model_pb2.ModelProto()
    columns, rows = len(program.cost), len(program.row_lower)
    model.variables.ids.extend(range(columns))
    model.variables.lower_bounds.extend(program.lower.tolist())
    model.variables.upper_bounds.extend(program.upper.tolist())
    model.variables.integers.extend([False] * columns)
    priced = np.flatnonzero(program.cost)
    model.objective.linear_coefficients.ids.extend(priced.tolist())
    model.objective.linear_coefficients.values.extend(program.cost[priced].tolist())
    model.objective.offset = program.offset
    model.linear_constraints.ids.extend(range(rows))
    model.linear_constraints.lower_bounds.extend(program.row_lower.tolist())
    model.linear_constraints.upper_bounds.extend(program.row_upper.tolist())
    matrix = model.linear_constraint_matrix
    matrix.row_ids.extend(program.row.tolist())
    matrix.column_ids.extend(program.column.tolist())
    matrix.coefficients.extend(program.value.tolist())
    return model
