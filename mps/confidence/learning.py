"""Learning from past deliveries in the order of time, and what can be said of a promise."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from mps.confidence.correction import Correction
from mps.confidence.delays import Delays
from mps.confidence.records import EARLIEST, LATEST, Curve, Groups, PastDelivery, all_of, place, shifted

# Fewer deliveries of a site than this say nothing; an old one counts as a fraction.
ENOUGH = 30
HALF_LIVES = (40.0, 120.0, 500.0)  # working days
PULLS = (4.0, 16.0, 64.0)  # deliveries
MEMORY_OF_SCORES = 0.998
IN_FORCE_EVERY = 25


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
    delivery: PastDelivery
    curve: Curve


class Learner:
    """What a site's deliveries teach, day by day: never go back in time."""

    def __init__(self) -> None:
        self._ways = [_Way(Delays(half_life=life, pull=pull)) for life, pull in product(HALF_LIVES, PULLS)]
        self._best = self._ways[len(self._ways) // 2]
        self._correction = Correction()
        self._neighbours: deque[_Said] = deque(maxlen=max(Correction.KINDS))
        self._count = 0

    def learn(self, delivery: PastDelivery) -> None:
        """Hold what would have been said against what came, then learn it."""
        here = place(delivery.delay)
        if self._count:
            self._judge(_Said(delivery, self._best.delays.curve(delivery.groups)))
        for way in self._ways:
            curve = way.delays.curve(delivery.groups)
            missed = float(np.sum(curve[:here] ** 2) + np.sum((1.0 - curve[here:]) ** 2))
            way.score = MEMORY_OF_SCORES * way.score + missed
            way.delays.add(delivery.groups, day=delivery.judged_day, delay=delivery.delay)
        self._count += 1
        if self._count % IN_FORCE_EVERY == 0:
            self._best = min(self._ways, key=lambda way: way.score)

    def outlook(self, rests: Sequence[Rest]) -> Outlook | None:
        """Return how sure a promise is that rests on all of these; None: not enough history. Nothing: certain."""
        if not rests:
            return Outlook(np.ones(LATEST - EARLIEST + 1), certain=True)
        delays = self._best.delays
        weight = delays.weight(rests[0].groups)
        if weight < ENOUGH:
            return None
        together = all_of(shifted(delays.curve(rest.groups), rest.slack) for rest in rests)
        most = weight / (weight + 1.0)
        return Outlook(np.minimum(self._correction.corrected(together, len(rests)), most), certain=False)

    def _judge(self, said: _Said) -> None:
        """Judge a delivery alone, and with those just before it as if one promise had rested on all of them."""
        self._neighbours.append(said)
        for count in Correction.KINDS:
            if count > len(self._neighbours) or self._count % count:
                continue
            together = list(self._neighbours)[-count:]
            curve = all_of(one.curve for one in together)
            worst = place(max(one.delivery.delay for one in together))
            self._correction.add(count, float(curve[worst - 1]) if worst else 0.0, float(curve[worst]))


def learned(deliveries: Iterable[PastDelivery], *, until: int) -> Learner:
    """Return what is known on a working day, from the deliveries that can be judged by then."""
    learner = Learner()
    known = (delivery for delivery in deliveries if delivery.judged_day <= until)
    for delivery in sorted(known, key=lambda one: (one.judged_day, one.due_day, one.groups.item)):
        learner.learn(delivery)
    return learner
