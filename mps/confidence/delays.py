"""Shares of deliveries that came within so many days, each group's pulled towards the group around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mps.confidence.records import DAYS, Curve, Groups, place


@dataclass(slots=True)
class _Seen:
    """The delays of a group: how many by each day, and how much they weigh as of a day."""

    by_day: Curve = field(default_factory=lambda: np.zeros(DAYS))
    weight: float = 0.0
    as_of: int = 0

    def fade(self, day: int, half_life: float) -> None:
        """Let what was seen weigh less, by half every `half_life` working days."""
        kept = 0.5 ** (max(0, day - self.as_of) / half_life)
        self.by_day *= kept
        self.weight *= kept
        self.as_of = max(day, self.as_of)


class Delays:
    """
    Delays by group. A group's own share counts with its deliveries, the share around it as `pull` deliveries would.

    That is the mean of a Dirichlet process centred on the group around: five deliveries say little, 500 decide.
    """

    def __init__(self, *, half_life: float, pull: float) -> None:
        self.half_life = half_life
        self.pull = pull
        self._seen: dict[tuple[str, ...], _Seen] = {}

    def add(self, groups: Groups, *, day: int, delay: int) -> None:
        """Learn, as of a working day, of a delivery; days must not go back."""
        for group in groups.path():
            seen = self._seen.setdefault(group, _Seen(as_of=day))
            seen.fade(day, self.half_life)
            seen.by_day[place(delay) :] += 1.0
            seen.weight += 1.0

    def curve(self, groups: Groups) -> Curve:
        """Return the share that comes within each number of days: never down with days, and never 1."""
        found = np.zeros(DAYS)
        pull = 1.0
        for group in groups.path():
            seen = self._seen.get(group)
            if seen is not None:
                found = (seen.by_day + pull * found) / (seen.weight + pull)
            pull = self.pull
        return found

    def weight(self, groups: Groups) -> float:
        """Return how many deliveries are behind a curve: those of the site, old ones as fractions."""
        site: Sequence[str] = groups.path()[0]
        seen = self._seen.get(tuple(site))
        return seen.weight if seen else 0.0
