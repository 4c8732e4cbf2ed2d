"""
How true what was said has been, and what to say instead.

Every curve is held against what came of it, before that was learned. A curve that said 0.8 and was right seven times in
ten is read as 0.7 from then on: the distribution of past ranks, as in conformal prediction. It makes up for what the
curves assume, that parts are late independently of each other.
"""

from __future__ import annotations

import numpy as np

from mps.confidence.records import Curve

STEPS = 401
HALF_LIFE = 1_200  # ranks
DOUBT = 20.0  # how many ranks the curve as it is counts for
_GRID = np.linspace(0.0, 1.0, STEPS)


class Ranks:
    """Past ranks: in which part of its curve each outcome fell."""

    def __init__(self) -> None:
        self._below = np.zeros(STEPS)
        self._weight = 0.0

    def add(self, below: float, upto: float) -> None:
        """Learn of an outcome: its curve said `below` for the day before, `upto` for its day (0 to 1)."""
        kept = 0.5 ** (1 / HALF_LIFE)
        width = max(upto - below, 1e-9)
        self._below = kept * self._below + np.clip((_GRID - below) / width, 0.0, 1.0)
        self._weight = kept * self._weight + 1.0

    def shares(self, otherwise: Curve, pull: float) -> Curve:
        """Return what share of outcomes fell below each step, with `otherwise` counting for `pull` outcomes."""
        return (self._below + pull * otherwise) / (self._weight + pull)


class Correction:
    """What to say instead of a chance, for promises that rest on one, two, three or more uncertain things."""

    KINDS = (1, 2, 3, 5)

    def __init__(self) -> None:
        self._of = {kind: Ranks() for kind in self.KINDS}
        self._shares: dict[int, Curve] = {}

    @classmethod
    def kind(cls, count: int) -> int:
        """Return the kind of a promise that rests on so many uncertain things."""
        return next((kind for kind in cls.KINDS if count <= kind), cls.KINDS[-1])

    def add(self, count: int, below: float, upto: float) -> None:
        """Learn of the outcome of a promise that rested on so many uncertain things: see `Ranks.add`."""
        kind = self.kind(count)
        self._of[kind].add(below, upto)
        self._shares.pop(kind, None)

    def corrected(self, curve: Curve, count: int) -> Curve:
        """Return what is to be said by each day."""
        kind = self.kind(count)
        if kind not in self._shares:
            self._shares[kind] = self._of[kind].shares(_GRID, DOUBT)
        return np.interp(curve, _GRID, self._shares[kind])
