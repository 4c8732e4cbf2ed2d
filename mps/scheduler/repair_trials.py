"""Trying sets of elements out: the plant is planned with them, and the plan is asked who is in time."""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b

from mps.scheduler.budget import Limits
from mps.scheduler.columns import columns_of, index_of
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import DemandKind, PlanningProblem
from mps.scheduler.repair_elements import MOVED, Element, with_elements
from mps.scheduler.solve import solve

_DUST = 1e-3


class Enough(Exception):
    """No more plans are made: the caller says stop, or as many were made as may be."""


@dataclass(frozen=True, slots=True)
class Delay:
    """An order line that would be later than it should: its key, when it is there without and with the set."""

    demand: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """When the line is there, whether that is in time, which kept promises break, and who else becomes late."""

    ready_day: int | None
    in_time: bool
    broken: tuple[str, ...]
    delayed: tuple[Delay, ...]

    @property
    def is_way_out(self) -> bool:
        """Whether the line is in time and nobody's promise breaks."""
        return self.in_time and not self.broken


@dataclass(frozen=True, slots=True)
class Memory:
    """
    What first plans and whole plans have said of sets, by `name_of`: with it a search goes on where it was stopped.

    It is of one problem, one late line and one thoroughness, and plain: it can be kept anywhere.
    """

    quick: dict[str, Verdict] = field(default_factory=dict)
    whole: dict[str, Verdict] = field(default_factory=dict)


def name_of(elements: Collection[Element]) -> str:
    """Return a name that no other set has, in whatever order its elements are."""
    return blake2b("\n".join(sorted(map(repr, elements))).encode(), digest_size=16).hexdigest()


class Trials:
    """Plans of one problem with sets of elements; each set is planned once, and not at all where `memory` knows it."""

    def __init__(
        self,
        problem: PlanningProblem,
        demand: str,
        *,
        limits: Limits,
        stop: Callable[[], bool],
        timer: Callable[[], float],
        most: int,
        memory: MutableMapping[str, Verdict] | None = None,
    ) -> None:
        """
        Plan the problem as it is: with nothing, however soon the caller says stop.

        `most` plans may be made, what memory knows included.
        """
        self.problem, self.demand, self.count = problem, demand, 1
        self._limits, self._stop, self._timer, self._most = limits, stop, timer, most
        self._known: dict[frozenset[Element], Verdict] = {}
        self._memory = {} if memory is None else memory
        self.base = self.planned(problem)
        self.place = next(place for place, one in enumerate(problem.demands) if one.key == demand)
        self._before = dict(zip([one.key for one in problem.demands], self.base.ready_days, strict=True))

    @property
    def needs_something(self) -> bool:
        """Whether the line is late as it is."""
        return self.base.is_late(self.place)

    def is_way_out(self, elements: Collection[Element]) -> bool:
        """Whether a set is a way out. Raises Enough."""
        return self.verdict(elements).is_way_out

    def verdict(self, elements: Collection[Element]) -> Verdict:
        """Return what becomes of the lines with a set. Raises Enough where it is not known and may not be planned."""
        chosen = frozenset(elements)
        known = self._known.get(chosen)
        if known is None:
            if self.count >= self._most:
                raise Enough
            known = self._known[chosen] = self._remembered(chosen)
            self.count += 1
        return known

    def _remembered(self, chosen: frozenset[Element]) -> Verdict:
        """Return what memory knows of a set, or plan it and keep that there. Raises Enough where the caller says so."""
        name = name_of(chosen)
        if name not in self._memory:
            if self._stop():
                raise Enough
            planned = self.planned(with_elements(self.problem, chosen))
            if self._stop():
                raise Enough  # its search for a better plan may have been cut short
            self._memory[name] = self.judged(planned)
        return self._memory[name]

    def witness(self, elements: Collection[Element]) -> Standing:
        """Return the plan with a set, to read what it does. Raises Enough where the caller says so."""
        if self._stop():
            raise Enough
        planned = self.planned(with_elements(self.problem, elements))
        if self._stop():
            raise Enough
        return planned

    def allow(self, more: int) -> None:
        """Let so many more plans be made."""
        self._most += more

    def doubts(self, elements: Collection[Element]) -> bool:
        """Whether these plans say that a set is no way out; False where they have no say, or no more may be made."""
        with suppress(Enough):
            return self.needs_something and not self.is_way_out(elements)
        return False

    def planned(self, problem: PlanningProblem) -> Standing:
        """Plan a problem as sets are planned; where the caller says stop, its search for a better plan is cut short."""
        result = solve(problem, limits=self._limits, stop=self._stop, timer=self._timer)
        index = index_of(problem)
        return Standing(index, columns_of(result.plan, index))

    def judged(self, plan: Standing) -> Verdict:
        """
        Return what becomes of the lines by a plan with a set.

        A line in parts is there when all of its parts are, each in time for its own day; none is in time where firm
        lots overload more, or lack more, than in the plan as it is.
        """
        days: dict[str, list[int | None]] = {}
        late: set[str] = set()
        for place, one in enumerate(plan.problem.demands):
            key = one.key.removesuffix(f" {MOVED}")
            if one.kind is DemandKind.ORDER:
                days.setdefault(key, []).append(plan.ready_days[place])
                if plan.is_late(place):
                    late.add(key)
        after = {
            key: None if None in them else max(day for day in them if day is not None) for key, them in days.items()
        }
        was_late = {one.key for place, one in enumerate(self.problem.demands) if self.base.is_late(place)}
        broken = sorted(key for key in self.base.kept_promises if key in late)
        delayed = [
            Delay(key, self._before[key], after[key])
            for key in sorted(late)
            if key != self.demand and key not in was_late and key not in broken
        ]
        in_time = self.demand not in late and self.is_calm(plan)
        return Verdict(after[self.demand], in_time, tuple(broken), tuple(delayed))

    def is_calm(self, plan: Standing) -> bool:
        """Whether nothing firm suffers more in a plan than in the one as it is."""
        return plan.overload <= self.base.overload + _DUST and plan.lacking <= self.base.lacking + _DUST
