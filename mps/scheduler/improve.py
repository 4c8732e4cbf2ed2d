"""Better plans for a part in which something is late: other choices, another order, overtime. The cheapest wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from mps.scheduler.acceptance import Crowd, Yielding
from mps.scheduler.arrays import Floats
from mps.scheduler.attempt import Attempt, Planned, attempt_of, noted
from mps.scheduler.belief import Belief
from mps.scheduler.budget import OutOfTime, Watch
from mps.scheduler.construct import construct
from mps.scheduler.draft import Draft, Guidance, unguided
from mps.scheduler.exact_acceptance import best_yielding, rounded_yielding
from mps.scheduler.forward import place_forward
from mps.scheduler.last_lots import lots_of_last_plan, who_yields
from mps.scheduler.network import Network
from mps.scheduler.promise_guard import is_better, keeps_what_was_kept, lateness_of_promises
from mps.scheduler.promise_lp import Advice, advise
from mps.scheduler.recipe import Kind, Stage
from mps.scheduler.work_content import work_below

FORWARD_ROUNDS = 5
HALVINGS = 5


def improved(planned: Planned, watch: Watch) -> Planned:
    """Return the part with the cheapest of a few more plans; with what there is where time is up."""
    began = watch.steps
    better = _improved(replace(planned, breaks=planned.best.cost.late_promised > 0), watch)
    stage = Stage(Kind.IMPROVED, limit=watch.limits.rounds, cut=watch.cut_since(began))
    return noted(planned, better, stage, advanced=better.finished)


def _improved(planned: Planned, watch: Watch) -> Planned:
    by_last_plan = planned.follows and bool(planned.part.problem.previous_lots)
    if not (planned.can_be_better or by_last_plan) or watch.limits.rounds < 2:
        return replace(planned, finished=True)
    search = _Search(planned.network, planned.best, watch, watch.limits.rounds - 1)
    try:
        if by_last_plan:
            search.keep_last_plan()
        watch.count_or_quit(1)
        advice = search.advised() if planned.can_be_better else None
        if planned.can_be_better:
            search.run(advice)
    except OutOfTime:
        search.finished = False
    return replace(planned, best=search.best, bound=search.bound, finished=search.finished, most_late=search.most_late)


@dataclass(slots=True)
class _Search:
    """
    The best plan of a part so far, what none can beat, and how many more may be constructed.

    `most_late` is how late each promise may be, where the last plan's lots keep all that it kept.
    """

    network: Network
    best: Attempt
    watch: Watch
    plans_left: int
    bound: float = 0.0
    finished: bool = True
    most_late: Floats | None = None

    def advised(self) -> Advice | None:
        """Return what the promise LP says, and note its bound. Raises OutOfTime."""
        advice = advise(self.network, self.best.columns, self.watch.count_or_quit)
        self.bound = advice.bound if advice else 0.0
        return advice

    def keep_last_plan(self) -> None:
        """
        Leave the last plan's lots as they were, and plan what is new around them; like the first plan, whatever time
        that takes: a promise that the last plan can keep must not be broken for want of half a second.

        Where something is late all the same, overtime for that alone is the calmest way out, and is tried before the
        lots are planned anew. Raises OutOfTime where the caller says stop, or time is up for that.
        """
        network, count = self.network, self.watch.count_or_stop
        guidance = replace(unguided(network), kept=lots_of_last_plan(network), last=who_yields(network))
        self.plans_left -= 1
        attempt = attempt_of(construct(network, guidance, count), count)
        if network.index.problem.previous_minutes and keeps_what_was_kept(network.index, attempt):
            self.most_late = lateness_of_promises(network.index, attempt)
        self._keep_if_better(attempt)
        count(1)
        overtime = network.index.overtime_minutes
        if attempt.late > 0 and network.index.problem.previous_minutes and overtime.any():
            self._construct(replace(guidance, overtime=overtime), self.watch.count_or_quit)

    def run(self, advice: Advice | None) -> None:
        """Try what may help, what costs least first. Raises OutOfTime."""
        network, overtime = self.network, self.network.index.overtime_minutes
        way = unguided(network)
        if not self.best.certain:
            way = replace(way, choose=self._choose_exactly)
        if overtime.any():
            self._buy_overtime(replace(way, choose=self._choose_exactly), advice)
        if not network.is_simple:
            self._place_forward()
            if advice and advice.last.any():
                self._try(replace(way, last=advice.last))
        elif not self.best.certain:
            self._try(way)

    def _buy_overtime(self, way: Guidance, advice: Advice | None) -> None:
        for guidance in _with_advice(way, advice, self.network.index.overtime_minutes):
            before = self.best
            self._try(guidance)
            if self.best is not before and guidance.extra.any():
                self._with_less_overtime(guidance)

    def _try(self, guidance: Guidance) -> Draft | None:
        """Construct a plan and keep it where it is cheaper; None where nothing is late, or no more may be made."""
        if self.best.late <= 0 or self.plans_left <= 0:
            return None
        self.plans_left -= 1
        return self._construct(guidance, self.watch.count_or_quit)

    def _construct(self, guidance: Guidance, count: Callable[[int], None]) -> Draft:
        draft = construct(self.network, guidance, count)
        self._keep_if_better(attempt_of(draft, count))
        count(1)
        return draft

    def _keep_if_better(self, attempt: Attempt) -> None:
        if is_better(self.network.index, attempt, self.best, self.most_late):
            self.best = attempt

    def _place_forward(self) -> None:
        """Place forward, with what was given up beforehand as all that is late: neither more nor less."""
        belief = Belief(work_below(self.network, self.best.columns))
        for _ in range(FORWARD_ROUNDS):
            way = replace(unguided(self.network), again=place_forward, choose=self._choose_by_shares)
            draft = self._try(replace(way, below=belief.below))
            if draft is None or not belief.learn(draft):
                return

    def _with_less_overtime(self, guidance: Guidance) -> None:
        """
        Allow overtime to everybody up to a day only, and after it to what is late; halve the days that may be spared.

        Where everybody may use it, overtime is bought at the end of the horizon for nothing but to begin later.
        """
        spared, needed = 0, int(np.flatnonzero(self.best.columns.bought.any(axis=0)).max(initial=0)) + 1
        for _ in range(HALVINGS):
            day = (spared + needed) // 2
            extra = guidance.extra.copy()
            extra[:, day:] = 0.0
            before = self.best
            beyond = self.network.index.overtime_minutes - extra
            self._construct(replace(guidance, extra=extra, overtime=beyond), self.watch.count_or_quit)
            spared, needed = (spared, day) if self.best is not before else (day, needed)

    def _choose_exactly(self, crowd: Crowd) -> Yielding:
        return Yielding(best_yielding(crowd, self.watch.count_or_quit), certain=True)

    def _choose_by_shares(self, crowd: Crowd) -> Yielding:
        return Yielding(rounded_yielding(crowd, self.watch.count_or_quit), certain=False)


def _with_advice(way: Guidance, advice: Advice | None, overtime: Floats) -> Iterator[Guidance]:
    """What the LP says: overtime for what is late, for everything, and just where it buys it."""
    if advice is None:
        yield replace(way, overtime=overtime)
        yield replace(way, extra=overtime)
        return
    as_bought = replace(way, overtime=advice.overtime, last=advice.last)
    if not (advice.last.any() and not advice.overtime.any()):  # else giving lines up is cheaper than any overtime
        yield replace(way, overtime=overtime, last=advice.last)
        yield replace(way, extra=overtime, last=advice.last)
    yield as_bought
