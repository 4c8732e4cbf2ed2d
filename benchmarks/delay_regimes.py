"""Made histories of late deliveries: what a plant's suppliers and work centres do, day by day, and promises on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np

from mps.confidence.learning import Rest
from mps.confidence.records import Groups, PastDelivery

LEAD = 10  # working days between a promise and its date
FAMILIES, SOURCES, ITEMS = 3, 8, 40
PER_DAY = 6
MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Regime:
    """
    How deliveries are late: `drift` more days at the end than at the start, `tails` (Student's degrees of freedom; 0:
    normal), `shared` the part of the spread that hits all on a day alike, `days` and `per_day` how much is known.
    """

    name: str
    drift: float = 0.0
    tails: float = 0.0
    shared: float = 0.0
    days: int = 900
    per_day: int = PER_DAY
    items: int = ITEMS
    plants: int = 1


REGIMES = (
    Regime("stable"),
    Regime("drifting", drift=8.0),
    Regime("heavy tails", tails=2.0),
    Regime("few data", days=90, per_day=2, plants=40),
    Regime("correlated suppliers", shared=0.7),
)


@dataclass(frozen=True, slots=True)
class MadePromise:
    """A promise made on `day` that rests on deliveries due `LEAD` days later; it came `delay` working days late."""

    day: int
    rests: tuple[Rest, ...]
    delay: int


@dataclass(frozen=True, slots=True)
class History:
    """All that happened at a plant."""

    deliveries: tuple[PastDelivery, ...]
    promises: tuple[MadePromise, ...]


def histories(regime: Regime, seed: int) -> Iterator[History]:
    """Return a history for each plant of a regime."""
    for plant in range(regime.plants):
        yield _history(regime, np.random.default_rng([seed, plant]))


def _history(regime: Regime, random: np.random.Generator) -> History:
    groups = [Groups(f"I{item}", f"S{item % SOURCES}", f"F{item % SOURCES % FAMILIES}") for item in range(regime.items)]
    centre = random.normal(1.0, 2.0, SOURCES)[np.arange(regime.items) % SOURCES] + random.normal(0, 1, regime.items)
    spread = random.uniform(2.0, 7.0, SOURCES)[np.arange(regime.items) % SOURCES]
    deliveries, promises = list[PastDelivery](), list[MadePromise]()
    shock = 0.0
    for day in range(regime.days):
        shock = 0.9 * shock + (1 - 0.9**2) ** 0.5 * random.normal()
        drift = regime.drift * day / regime.days
        due = [
            PastDelivery(groups[item], day, _delay(regime, random, centre[item] + drift, spread[item], shock))
            for item in random.integers(regime.items, size=regime.per_day)
        ]
        deliveries += due
        parts = due[: int(random.integers(1, min(MOST_PARTS, len(due)) + 1))]
        promises.append(
            MadePromise(day - LEAD, tuple(Rest(one.groups) for one in parts), max(one.delay for one in parts))
        )
        promises += [MadePromise(day - LEAD, (Rest(one.groups),), one.delay) for one in due[len(parts) :]]
    return History(tuple(deliveries), tuple(promises))


def _delay(regime: Regime, random: np.random.Generator, centre: float, spread: float, shock: float) -> int:
    own = float(random.standard_t(regime.tails) if regime.tails else random.normal())
    return round(centre + spread * (sqrt(regime.shared) * shock + sqrt(1 - regime.shared) * own))
