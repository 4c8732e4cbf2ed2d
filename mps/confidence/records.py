"""What is learned from: a past delivery, how late it was, and to which groups it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Working days; what was earlier or later counts as that.
EARLIEST, LATEST = -20, 60
DAYS = LATEST - EARLIEST + 1
# A delivery is judged when it came, but no sooner than this after it was due: of the newest, only the punctual ones
# are known, and learning from those flatters.
JUDGED_AFTER = 20

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Where a delivery belongs, the narrowest first: its item, who made or sent it, its family. Empty: not known."""

    item: str
    source: str = ""
    family: str = ""

    def path(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups from the whole site to the item; one that is not known is left out."""
        family, source = self.family, self.source
        chain = [("site",), ("family", family) if family else (), ("source", source) if source else ()]
        return (*(group for group in chain if group), ("item", self.item))


@dataclass(frozen=True, slots=True)
class PastDelivery:
    """A lot or receipt that is over: the working day it was due (any count), and how many later it came."""

    groups: Groups
    due_day: int
    delay: int

    @property
    def judged_day(self) -> int:
        """Return the working day from which on it may be learned from."""
        return self.due_day + max(self.delay, JUDGED_AFTER)


def place(delay: float) -> int:
    """Return where a delay stands in a curve."""
    return int(min(max(delay, EARLIEST), LATEST)) - EARLIEST


def shifted(curve: Curve, slack: int) -> Curve:
    """Return the chance by each day of something that may be so many days late without harm."""
    days = np.clip(np.arange(DAYS) + slack, 0, DAYS - 1)
    return curve[days]


def all_of(curves: Iterable[Curve]) -> Curve:
    """Return the chance by each day that all are there, were they independent; certain where there is nothing."""
    together = np.ones(DAYS)
    for curve in curves:
        together = together * curve
    return together
