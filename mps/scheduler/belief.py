"""What minutes are believed to be lost waiting: as many as make what is given up beforehand all that is late."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from mps.scheduler.arrays import Floats
from mps.scheduler.draft import Draft
from mps.scheduler.shop import DraftLot
from mps.scheduler.work_content import WorkBelow

BELIEVED_SHARE = 0.5
TIMES_BELIEVED = 2
_MINUTE = 1.0

Customer = tuple[int, int, float]


@dataclass(slots=True)
class Belief:
    """
    The work in end items, with the minutes that are lost as far as is known.

    Half of what turns out late is believed, for what waits for it would be late as well and is in time then. Once
    nothing more turns out late, half of the last step is taken back, and so on.
    """

    below: WorkBelow
    too_little: Floats = field(init=False)
    enough: Floats | None = None
    times_late: Counter[Customer] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.too_little = self.below.saved

    def learn(self, draft: Draft) -> bool:
        """Look at what a draft has late that was not given up; return whether another one may do better."""
        late = [lot for lot in draft.lots if _is_a_surprise(lot)]
        lost = np.zeros_like(self.below.saved)
        for lot in late:
            if self.times_late[_customer(lot)] < TIMES_BELIEVED:  # else it is late for want of something else
                lost[:, lot.customer_day] += _minutes_in(draft, lot, self.below)
        self.times_late.update(map(_customer, late))
        if lost.any():
            self.too_little = self.below.saved
            saved = self.too_little - BELIEVED_SHARE * lost if self.enough is None else self._between(self.enough)
        else:
            self.enough = self.below.saved
            saved = self._between(self.enough)
        is_news = bool(np.abs(saved - self.below.saved).max(initial=0.0) > _MINUTE)
        self.below = replace(self.below, saved=saved)
        return is_news

    def _between(self, enough: Floats) -> Floats:
        return (self.too_little + enough) / 2


def _is_a_surprise(lot: DraftLot) -> bool:
    return lot.depth == 0 and lot.firm < 0 and not lot.yields and lot.finish_day > lot.customer_day


def _customer(lot: DraftLot) -> Customer:
    return lot.item, lot.customer_day, lot.quantity


def _minutes_in(draft: Draft, lot: DraftLot, below: WorkBelow) -> Floats:
    """Return the minutes of a lot by work centre, its components' included."""
    minutes: Floats = below.minutes[lot.item] * lot.quantity
    for step in draft.network.routes[lot.item][lot.route]:
        minutes[step.center] += step.setup_minutes + step.run_minutes * lot.quantity
    return minutes
