"""
Chunks as bytes: what another process needs to plan parts, and the plans that it answers with.

A request is JSON, the problems in it are those that `solve_file` reads. An answer is MessagePack, because columns are
mostly numbers. Both are read as the types that they are said to be, and nothing in them is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import msgspec
import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints
from mps.scheduler.attempt import Attempt, Planned, first_plan
from mps.scheduler.budget import Limits, Watch, collector_paused
from mps.scheduler.columns import Columns
from mps.scheduler.network import network_of
from mps.scheduler.parts import REST, Part
from mps.scheduler.plan import Cost, Lot
from mps.scheduler.problem import PlanningProblem

ANY = REST + 1


@dataclass(frozen=True, slots=True)
class Request:
    """Parts to plan. `engine` tells the code that asks: another one could make other plans, and must not answer."""

    engine: str
    problems: tuple[PlanningProblem, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A numpy array: its kind (of whole numbers the narrowest that holds them), its shape, its values in C order."""

    kind: str
    shape: tuple[int, ...]
    values: bytes


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The plan of one part."""

    columns: dict[str, Array]
    lots: tuple[Lot, ...]
    cost: Cost
    certain: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The plans of a chunk, in the order of its parts, and the steps of work that they took."""

    plans: tuple[PartPlan, ...]
    steps: int


class OtherEngine(Exception):
    """Other code than ours asks: what we would plan might not be what it would."""


def request(parts: Sequence[Part], *, engine: str) -> bytes:
    """Return the request for the plans of parts; the same parts give the same bytes."""
    return msgspec.json.encode(Request(engine, tuple(part.problem for part in parts)))


def answer(asked: bytes, *, engine: str, stop: Callable[[], bool], timer: Callable[[], float]) -> bytes:
    """
    Plan what a request asks for; the plans hang on nothing but its bytes.

    Raises: OtherEngine, msgspec.ValidationError where it is no request, and whatever `stop` raises.
    """
    wanted = msgspec.json.decode(asked, type=Request)
    if wanted.engine != engine:
        raise OtherEngine(wanted.engine)
    with collector_paused():
        watch = Watch(Limits(rounds=1), stop, timer)
        plans = tuple(_packed(first_plan(_alone(problem), watch).best) for problem in wanted.problems)
        return msgspec.msgpack.encode(Answer(plans, watch.steps))


def answered(parts: Sequence[Part], stored: bytes, watch: Watch) -> list[Planned]:
    """
    Return the parts with the plans of an answer to their request, whose work is counted as if done here.

    Raises: msgspec.ValidationError or ValueError where it is no answer to that. Whether it is a correct plan is for
            `check` to say.
    """
    found = msgspec.msgpack.decode(stored, type=Answer)
    planned = [
        as_far_as_tried(Planned(part, network_of(part.index), _attempt(plan)))
        for part, plan in zip(parts, found.plans, strict=True)
    ]
    watch.count(found.steps)
    return planned


def as_far_as_tried(planned: Planned) -> Planned:
    """Return a constructed plan; it is finished where nothing of it is late."""
    return replace(planned, finished=not planned.can_be_better)


def _alone(problem: PlanningProblem) -> Part:
    return Part(ANY, problem, tuple(range(len(problem.demands))), tuple(range(len(problem.receipts))))


def _packed(attempt: Attempt) -> PartPlan:
    columns = {column.name: _array(getattr(attempt.columns, column.name)) for column in fields(Columns)}
    return PartPlan(columns, attempt.lots, attempt.cost, attempt.certain)


def _attempt(plan: PartPlan) -> Attempt:
    columns = Columns(**{name: _values(array) for name, array in plan.columns.items()})
    return Attempt(columns, plan.lots, plan.cost, plan.certain)


def _array(values: Ints | Floats | Flags) -> Array:
    if values.dtype == np.int64 and values.size:
        narrowest = np.result_type(np.min_scalar_type(values.min()), np.min_scalar_type(values.max()))
        values = values.astype(narrowest)  # a third of the bytes of a plan
    return Array(values.dtype.name, values.shape, values.tobytes())


def _values(array: Array) -> Any:
    values = np.frombuffer(array.values, dtype=np.dtype(array.kind)).reshape(array.shape)
    return values.astype(np.int64) if values.dtype.kind in "iu" else values.copy()  # a buffer can't be written to
