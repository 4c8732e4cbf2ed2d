"""Lot sizes, always a plan, then better ones: strong LP, rounding, LP-and-fix, then fix-and-optimise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mps.scheduler.arrays import Flags, Floats
from mps.scheduler.budget import Watch
from mps.scheduler.lotsizing.highs import Answer, Effort, Highs
from mps.scheduler.lotsizing.lot_plan import LotPlan, cleaned, cost_of, faults_of, nothing_made, owing
from mps.scheduler.lotsizing.model import Model, model_of
from mps.scheduler.lotsizing.neighbourhoods import Neighbourhoods, in_chunks
from mps.scheduler.lotsizing.problem import LotProblem, canonical_order, reordered

THRESHOLDS = (0.4, 0.2, 0.5, 0.3)
THRESHOLDS_WITH_BILL = (0.25, 0.1, 0.5, 0.05, 0.75)
NODES = 60
NODES_FOR_ALL = 300
EXACT = 1e-6
WIDE_GAP, FEW_SETUPS = 0.01, 200
ATTEMPTS = 3
ALL_QUANTITIES, MARGIN = 800, 5


@dataclass(frozen=True, slots=True)
class Steps:
    """How relax-and-fix goes: how many periods are decided at once, and how many nodes and which gap each step has."""

    periods: int
    nodes: int
    gap: float


QUICKLY, THOROUGHLY = Steps(3, 1, 0.02), Steps(2, 5, 0.01)


def solve_lots(problem: LotProblem, watch: Watch, *, rounds: int, seed: int = 1) -> LotPlan:
    """
    Return the best plan found in `rounds` sub-problems, or until the watch is over; never without a plan.

    The same problem, rounds and seed give the same plan, in whatever order the items are, unless the watch cuts off.
    """
    order = canonical_order(problem)
    back = np.argsort(order)
    plan = _Search(reordered(problem, order), watch, rounds, seed).run()
    return replace(plan, setups=plan.setups[back], quantities=plan.quantities[back])


class _Search:
    """The plan to beat, and how it is beaten. `_values` are all columns of the best plan, once a solver found it."""

    def __init__(self, problem: LotProblem, watch: Watch, rounds: int, seed: int) -> None:
        self._problem, self._watch, self._rounds, self._seed = problem, watch, rounds, seed
        self._model: Model = model_of(problem)
        self._strong = Highs(self._model.program, self._over)
        # the same columns without (l, S) rows: where set-ups are fixed they say nothing, and with a bill they cost more
        # in branching than they give
        self._plain = Highs(model_of(problem, window=0).program, self._over)
        self._branched = self._plain if len(problem.bill.parent) else self._strong
        self._best = nothing_made(problem)
        self._values: Floats | None = None
        self._done = 0

    def run(self) -> LotPlan:
        """Return the best plan when the rounds or the time are used up, or nothing is left to gain."""
        share = self._relax()
        if share is not None:
            self._round(share)
            self._take_more_care()
            self._fix_where_sure(share)
            self._fix_and_optimise(share)
        return replace(self._best, rounds=self._done)

    def _over(self) -> bool:
        """Whether the watch is over; asked while a solver is at work, which is no step."""
        self._watch.count(0)
        return self._watch.over

    def _finished(self) -> bool:
        self._watch.count(1)
        best = self._best
        enough = self._done >= self._rounds or best.proven or best.cost - best.bound <= EXACT * best.cost
        return enough or self._watch.over

    def _effort(self, nodes: int | None = None) -> Effort:
        limit = self._watch.limits.seconds
        left = None if limit is None else max(0.01, limit - self._watch.seconds)
        return Effort(nodes, left, seed=self._seed, interior_point=len(self._problem.bill.parent) > 0)

    def _relax(self) -> Floats | None:
        """Solve the strong LP: the bound, and how far each set-up is wanted."""
        program = self._model.program
        for _attempt in range(ATTEMPTS):
            # HiGHS's limit is of the wall: where the watch has another clock, there may be time for more
            answer = self._strong.relaxed(program.lower, program.upper, self._effort())
            self._watch.count(1)
            if answer is None or answer.values is not None:
                break
        if answer is None or answer.values is None:
            return None
        bound = min(answer.bound, float(program.cost @ answer.values)) * (1 - EXACT)
        self._best = replace(self._best, bound=max(0.0, bound))
        return answer.values[self._model.setup]

    def _round(self, share: Floats) -> None:
        """Set up wherever the LP wants it by more than a threshold, and let an LP choose the quantities."""
        for threshold in THRESHOLDS_WITH_BILL if len(self._problem.bill.parent) else THRESHOLDS:
            if self._finished():
                return
            self._offer(self._quantities((share > threshold) | self._problem.setup_fixed))

    def _take_more_care(self) -> None:
        """
        Relax and fix where a rounded plan owes something or is far from the bound: minutes are scarce there.

        First with nothing owed at all: what lateness costs would hide what set-ups and stock cost. With a bill every
        step takes as long as the whole.
        """
        owes = bool(owing(self._problem, self._best).any())
        if len(self._problem.bill.parent) or self._finished():
            return
        if owes:
            self._relax_and_fix(QUICKLY, may_owe=False)
            if owing(self._problem, self._best).any():
                self._relax_and_fix(QUICKLY, may_owe=True)
        elif self._best.gap > WIDE_GAP and self._best.setups.size <= FEW_SETUPS:
            self._relax_and_fix(THOROUGHLY, may_owe=False)

    def _relax_and_fix(self, steps: Steps, *, may_owe: bool) -> None:
        """
        Decide a few periods after the other, with set-ups in parts in all later ones: minutes are kept for those.

        Source: relax-and-fix, Pochet and Wolsey, Production Planning by Mixed Integer Programming (2006).
        """
        program, setup = self._model.program, self._model.setup
        lower, upper = program.lower.copy(), program.upper.copy()
        if not may_owe:
            upper[self._model.late] = 0.0
        for first in range(0, setup.shape[1], steps.periods):
            columns = setup[:, first : first + steps.periods]
            integer = np.zeros(len(program.cost), dtype=np.bool_)
            integer[columns] = True
            effort = replace(self._effort(steps.nodes), gap=steps.gap)
            answer = None if self._finished() else self._strong.whole(lower, upper, effort, integer=integer)
            self._watch.count(1 + (answer.nodes if answer else 0))
            if answer is None or answer.values is None:
                return
            lower[columns] = upper[columns] = np.round(answer.values[columns])
        self._offer(self._quantities(lower[setup] > 0))

    def _quantities(self, setups: Flags) -> Answer | None:
        lower, upper = self._bounds(np.zeros_like(setups), setups)
        self._watch.count(1)
        return self._plain.relaxed(lower, upper, self._effort())

    def _bounds(self, free: Flags, setups: Flags) -> tuple[Floats, Floats]:
        """Return the columns' bounds where the set-ups that are not free are as they are."""
        program, setup = self._model.program, self._model.setup
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[setup] = np.where(free, lower[setup], setups)
        upper[setup] = np.where(free, upper[setup], setups & (self._problem.setup_allowed | self._problem.setup_fixed))
        return lower, upper

    def _fix_where_sure(self, share: Floats) -> None:
        """Free what the LP leaves open or the best plan has otherwise, a part at a time."""
        doubt = np.abs(share - self._best.setups)
        for free in in_chunks(doubt > EXACT, doubt):
            if self._finished():
                return
            self._improve(free)

    def _fix_and_optimise(self, share: Floats) -> None:
        neighbourhoods = Neighbourhoods(self._problem, share, self._seed)
        while not self._finished() and not neighbourhoods.exhausted:
            before = self._best.cost
            answer = self._improve(neighbourhoods.next(self._best.setups))
            if answer is not None:
                neighbourhoods.learn(gained=self._best.cost < before, finished=answer.optimal, nodes=answer.nodes)
        if not self._finished():
            self._improve(np.ones(self._problem.shape, dtype=np.bool_), NODES_FOR_ALL)

    def _improve(self, free: Flags, nodes: int = NODES) -> Answer | None:
        """Choose the free set-ups again, and keep what is better."""
        everything = bool(free.all())
        lower, upper = self._bounds(free, self._best.setups)
        if not everything:
            # who owes nothing is not to begin with it: without lateness the rows are far stronger
            upper[self._model.late[~owing(self._problem, self._best)]] = 0.0
            self._freeze_what_is_far(free, lower, upper)
        answer = self._branched.whole(lower, upper, self._effort(nodes), self._values)
        self._done += 1
        self._watch.count(1 + (answer.nodes if answer else 0))
        self._offer(answer)
        if everything and answer is not None:
            bound = min(max(self._best.bound, answer.bound), self._best.cost)
            self._best = replace(self._best, bound=bound, proven=answer.optimal)
        return answer

    def _freeze_what_is_far(self, free: Flags, lower: Floats, upper: Floats) -> None:
        """Keep the quantities of a large problem outside the periods around the free set-ups: they make it slow."""
        items, periods = self._problem.shape
        if items * periods <= ALL_QUANTITIES:
            return
        touched = np.flatnonzero(free.any(axis=0))
        if len(touched):
            far = np.ones(periods, dtype=np.bool_)
            far[max(0, touched[0] - MARGIN) : touched[-1] + MARGIN + 1] = False
            columns = self._model.made[:, far]
            lower[columns] = upper[columns] = self._best.quantities[:, far]

    def _offer(self, answer: Answer | None) -> None:
        """Take a solver's plan if it is cheaper, computed anew without the solver, and has no faults."""
        if answer is None or answer.values is None:
            return
        setups, quantities = cleaned(
            self._problem, answer.values[self._model.setup] > 0.5, answer.values[self._model.made]
        )
        cost = cost_of(self._problem, setups, quantities)
        if cost >= self._best.cost * (1 - 1e-9) or faults_of(self._problem, setups, quantities):
            return
        self._best = replace(self._best, setups=setups, quantities=quantities, cost=cost)
        self._values = answer.values.copy()
        self._values[self._model.setup], self._values[self._model.made] = setups, quantities
