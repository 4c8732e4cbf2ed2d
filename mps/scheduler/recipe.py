"""
How the plan of a part was made, stage by stage: what it can be made again from, byte for byte (`replay.py`).

A warm planner keeps parts from plan to plan, and a search may be cut off by the clock or by a wish. So a plan hangs on
its problem, and on which stages each part has gone through since it was constructed, with which lots of the last plan,
how far. A stage that was cut off is known by the steps that it had counted: they come again wherever it is done again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from mps.scheduler.budget import NOT_CUT, Cut
from mps.scheduler.problem import PlanningProblem, PreviousLot, PreviousMinutes


class Kind(StrEnum):
    """What was done to a part. The first three begin; `TRIED` are stages of a search whose plan was not published."""

    CONSTRUCTED = "constructed"
    HANDED_OUT = "handed out"
    AS_IT_WAS = "as it was"
    IMPROVED = "improved"
    EARLIER = "earlier"
    LOTS = "lots"
    TRIED = "tried"


BEGINNINGS = (Kind.CONSTRUCTED, Kind.HANDED_OUT, Kind.AS_IT_WAS)


@dataclass(frozen=True, slots=True)
class LastPlan:
    """What a part's problem says of the last plan: all in which it may differ from stage to stage."""

    lots: tuple[PreviousLot, ...] = ()
    minutes: tuple[PreviousMinutes, ...] = ()
    late: tuple[str, ...] = ()

    @classmethod
    def of(cls, problem: PlanningProblem) -> LastPlan:
        """Return what a problem says of it."""
        return cls(problem.previous_lots, problem.previous_minutes, problem.previous_late)

    def before(self, problem: PlanningProblem) -> PlanningProblem:
        """Return a problem that follows this last plan."""
        if self == LastPlan.of(problem):
            return problem
        return replace(problem, previous_lots=self.lots, previous_minutes=self.minutes, previous_late=self.late)


NO_LAST_PLAN = LastPlan()


@dataclass(frozen=True, slots=True)
class Stage:
    """
    Something that was done to a part.

    `limit`: the rounds, plans or sub-problems that it was allowed. `in_vain`: it was cut off before it found anything.
    `tried` are the stages of `TRIED`; those that don't begin anew go on from the plan that stayed.
    """

    kind: Kind
    last: LastPlan = NO_LAST_PLAN
    limit: int = 0
    cut: Cut = NOT_CUT
    in_vain: bool = False
    tried: tuple[Stage, ...] = ()


Recipe = tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class PlanRecipe:
    """
    The recipes of a plan's parts by name, and how the change budget was kept: in how many rounds, how far, and against
    which last plan (None: that of the problem).
    """

    parts: Mapping[str, Recipe] = field(default_factory=dict)
    rounds: int = 0
    cut: Cut = NOT_CUT
    last: LastPlan | None = None

    @property
    def cut_stages(self) -> int:
        """How many stages were cut off."""
        return sum(stage.cut != NOT_CUT for recipe in self.parts.values() for stage in _all(recipe))

    @property
    def as_it_was(self) -> bool:
        """Whether parts are as they were in an earlier plan, by wish."""
        return any(recipe and recipe[0].kind is Kind.AS_IT_WAS for recipe in self.parts.values())


def then(recipe: Recipe, stage: Stage) -> Recipe:
    """
    Return a recipe with one more stage; without what has left no trace, else it would grow with every cut-off search.

    A search for less lateness leaves its bound, until the next one.
    """
    if stage.in_vain and stage.kind is not Kind.IMPROVED:
        return recipe
    if stage.kind is Kind.IMPROVED and recipe and recipe[-1].in_vain:
        recipe = recipe[:-1]
    return (*recipe, stage)


def beyond(recipe: Recipe, before: Recipe) -> Recipe:
    """Return the stages that follow those before; the whole recipe where it does not begin with them."""
    begun = recipe[: len(before)]
    same = len(begun) == len(before) and all(one is other for one, other in zip(begun, before, strict=True))
    return recipe[len(before) :] if same else recipe


@dataclass(frozen=True, slots=True)
class _Last:
    lots: tuple[tuple[str, str, float, int, int | None], ...]
    minutes: tuple[tuple[str, int, str, int, float], ...]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    kind: Kind
    last: int
    limit: int
    stopped: int | None
    timed_out: int | None
    in_vain: bool
    tried: tuple[_Stage, ...]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A recipe, each of the last plans in it once."""

    lasts: tuple[_Last, ...]
    stages: tuple[_Stage, ...]


def to_bytes(recipe: Recipe) -> bytes:
    """Return a recipe as it is stored; the same one gives the same bytes."""
    lasts: list[LastPlan] = []
    stages = tuple(_packed(stage, lasts) for stage in recipe)
    return msgspec.msgpack.encode(_Stored(tuple(map(_last_packed, lasts)), stages))


def from_bytes(stored: bytes) -> Recipe:
    """Return the recipe that `to_bytes` stored. Raises msgspec.ValidationError where it is none."""
    found = msgspec.msgpack.decode(stored, type=_Stored)
    lasts = [_last_unpacked(last) for last in found.lasts]
    return tuple(_unpacked(stage, lasts) for stage in found.stages)


def last_to_bytes(last: LastPlan) -> bytes:
    """Return a last plan as it is stored."""
    return msgspec.msgpack.encode(_last_packed(last))


def last_from_bytes(stored: bytes) -> LastPlan:
    """Return the last plan that `last_to_bytes` stored. Raises msgspec.ValidationError where it is none."""
    return _last_unpacked(msgspec.msgpack.decode(stored, type=_Last))


def _packed(stage: Stage, lasts: list[LastPlan]) -> _Stage:
    if stage.last not in lasts:
        lasts.append(stage.last)
    tried = tuple(_packed(one, lasts) for one in stage.tried)
    cut = stage.cut
    return _Stage(stage.kind, lasts.index(stage.last), stage.limit, cut.stopped, cut.timed_out, stage.in_vain, tried)


def _last_packed(last: LastPlan) -> _Last:
    lots = tuple([(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day) for lot in last.lots])
    minutes = tuple([(row.lot, row.step, row.work_center, row.day, row.minutes) for row in last.minutes])
    return _Last(lots, minutes, last.late)


def _last_unpacked(last: _Last) -> LastPlan:
    lots = tuple([PreviousLot(*row) for row in last.lots])
    return LastPlan(lots, tuple([PreviousMinutes(*row) for row in last.minutes]), last.late)


def _unpacked(stage: _Stage, lasts: list[LastPlan]) -> Stage:
    tried = tuple(_unpacked(one, lasts) for one in stage.tried)
    cut = Cut(stage.stopped, stage.timed_out)
    return Stage(stage.kind, lasts[stage.last], stage.limit, cut, stage.in_vain, tried)


def _all(recipe: Recipe) -> Iterator[Stage]:
    for stage in recipe:
        yield stage
        yield from _all(stage.tried)
