"""Learning from past deliveries in the order of time, and what can be said of a promise."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from mps.confidence.correction import Correction
from mps.confidence.delays import Delays
from mps.confidence.records import EARLIEST, LATEST, Curve, Groups, PastDelivery, all_of, place, shifted

# Fewer deliveries of a site than this say nothing, nor do those that are so old that they weigh less than some.
ENOUGH, LEAST_WEIGHT = 60, 10.0
# What was foreseen from fewer is not held against what came: such curves are rough in a way that no promise ever is.
FORESEEN_FROM = ENOUGH // 3
HALF_LIVES = (40.0, 120.0, 500.0)  # working days
PULLS = (8.0, 24.0, 64.0)  # deliveries
MEMORY_OF_SCORES = 0.998
IN_FORCE_EVERY = 25
BETTER = 0.995  # times the score of the one in force: near ties change nothing
# Working days from a promise to its date, as a rule: what was said that long before is held against what came.
AHEAD = 10
SHOWN_DAYS = (0, 1, 2, 5)  # working days late, of which it is kept what was said and what came


@dataclass(frozen=True, slots=True)
class Rest:
    """Something uncertain that a promise rests on; it does no harm where it is up to `slack` working days late."""

    groups: Groups
    slack: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """How sure a promise is by each working day after its date."""

    curve: Curve
    certain: bool

    def within(self, days: int) -> float:
        """Return the probability (0 to 1) that it is kept within so many working days; 1 for stock only."""
        return 1.0 if self.certain else float(self.curve[place(days)])

    def days_for(self, confidence: float) -> int | None:
        """Return the fewest working days by which it is as sure as that (0 to 1); None: no day is."""
        if self.certain:
            return 0
        sure = np.flatnonzero(self.curve >= confidence)
        return int(sure[0]) + EARLIEST if len(sure) else None


@dataclass(slots=True)
class _Way:
    """A way to weigh deliveries, and how far off it has been lately."""

    delays: Delays
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Said:
    """What each way said of a delivery beforehand, the one in force, and what a promise would have been told."""

    curves: tuple[Curve, ...]
    in_force: Curve
    told: Outlook | None


class Learner:
    """What a site's deliveries teach, day by day: never go back in time."""

    def __init__(self) -> None:
        self._ways = [_Way(Delays(half_life=life, pull=pull)) for life, pull in product(HALF_LIVES, PULLS)]
        self._best = self._ways[len(self._ways) // 2]
        self._correction = Correction()
        self._said: dict[PastDelivery, list[_Said]] = {}
        self._neighbours: deque[tuple[Curve, int]] = deque(maxlen=max(Correction.KINDS))
        self.outcomes: list[tuple[float, bool]] = []  # what was told of a date, and whether it was kept
        self._count = 0
        self._learned = 0

    def foresee(self, delivery: PastDelivery) -> None:
        """Note what is to be said of a delivery that will be judged later, from what is known now."""
        if self._learned >= FORESEEN_FROM:
            curves = tuple(way.delays.curve(delivery.groups) for way in self._ways)
            told = self.outlook([Rest(delivery.groups)])
            said = _Said(curves, self._best.delays.curve(delivery.groups), told)
            self._said.setdefault(delivery, []).append(said)

    def learn(self, delivery: PastDelivery) -> None:
        """Hold what was said, if anything was, against what came; then learn it."""
        if said := self._said.pop(delivery, None):
            self._judge(delivery, said[0])
            if said[1:]:
                self._said[delivery] = said[1:]
        self._learned += 1
        for way in self._ways:
            way.delays.add(delivery.groups, day=delivery.judged_day, delay=delivery.delay)

    def outlook(self, rests: Sequence[Rest]) -> Outlook | None:
        """Return how sure a promise is that rests on all of these; None: not enough history. Nothing: certain."""
        if not rests:
            return Outlook(np.ones(LATEST - EARLIEST + 1), certain=True)
        delays = self._best.delays
        weight = delays.weight(rests[0].groups)
        if self._learned < ENOUGH or weight < LEAST_WEIGHT:
            return None
        together = all_of(shifted(delays.curve(rest.groups), rest.slack) for rest in rests)
        most = weight / (weight + 1.0)
        return Outlook(np.minimum(self._correction.corrected(together, len(rests)), most), certain=False)

    def _judge(self, delivery: PastDelivery, said: _Said) -> None:
        """Judge a delivery alone, and with those just before it as if one promise had rested on all of them."""
        here = place(delivery.delay)
        for way, curve in zip(self._ways, said.curves, strict=True):
            missed = float(np.sum(curve[:here] ** 2) + np.sum((1.0 - curve[here:]) ** 2))
            way.score = MEMORY_OF_SCORES * way.score + missed
        if said.told is not None:
            self.outcomes += [(said.told.within(days), delivery.delay <= days) for days in SHOWN_DAYS]
        self._count += 1
        if self._count % IN_FORCE_EVERY == 0:
            best = min(self._ways, key=lambda way: way.score)
            if best.score < BETTER * self._best.score:
                self._best = best
        self._neighbours.append((said.in_force, here))
        for count in Correction.KINDS:
            if count > len(self._neighbours) or self._count % count:
                continue
            together = list(self._neighbours)[-count:]
            curve, worst = all_of(one for one, _at in together), max(at for _one, at in together)
            self._correction.add(count, float(curve[worst - 1]) if worst else 0.0, float(curve[worst]))


def in_time(deliveries: Iterable[PastDelivery]) -> Iterator[tuple[int, PastDelivery, bool]]:
    """Yield (working day, delivery, whether it is over) in the order of time: foreseen `AHEAD`, then judged."""
    both = [(one.due_day - AHEAD, one, False) for one in deliveries] + [
        (one.judged_day, one, True) for one in deliveries
    ]
    yield from sorted(both, key=lambda event: (event[0], not event[2], event[1].due_day, event[1].groups.item))


def learned(deliveries: Iterable[PastDelivery], *, until: int) -> Learner:
    """Return what is known on a working day, from the deliveries that can be judged by then."""
    learner = Learner()
    for _day, delivery, over in in_time([one for one in deliveries if one.judged_day <= until]):
        if over:
            learner.learn(delivery)
        else:
            learner.foresee(delivery)
    return learner
