"""Which work centres a line passes, and which of them is so full in some days that others seem to go first there."""

from __future__ import annotations

from dataclasses import dataclass, field

from mps.scheduler.lateness import Standing
from mps.scheduler.lot_share import days_of
from mps.scheduler.repair_late import items_of

# The plan lets others go first in some days where no more of the work centre is left.
MOST_FREE = 0.5
# So little is nothing: minutes are rounded.
FULL_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Taken:
    """A work centre in some days: the minutes that it has, and those that nobody uses."""

    code: str
    have: float
    free: float


@dataclass(frozen=True)
class Passed:
    """The work centres of all that goes into an item, in a plan."""

    plan: Standing
    _items: dict[str, frozenset[str]] = field(default_factory=dict)

    def taken(self, item: str, waits: str, days: slice) -> Taken | None:
        """
        Return the work centre that others take in some days; None where they take little of any that an item passes.

        `waits` is the item of a lot whose components nothing holds up, and which came late all the same. A centre with
        nothing left comes first, then those that the components pass, for there they could have been made sooner; then
        any other. Of equal ones it is the fullest.
        """
        plan, number = self.plan, self.plan.index.center_number
        below = self._centers(self._below(waits) - {waits})
        found: list[tuple[int, float, Taken]] = []
        for code in self._centers(self._below(item)):
            have, free = days_of(plan, number[code])[:, days].sum(axis=1).tolist()
            if have > 0 and free <= MOST_FREE * have:
                rank = 0 if free <= FULL_SHARE * have else 1 if code in below else 2
                found.append((rank, free / have, Taken(code, have, free)))
        return min(found, key=lambda one: (*one[:2], one[2].code))[2] if found else None

    def _below(self, item: str) -> frozenset[str]:
        if item not in self._items:
            self._items[item] = items_of(self.plan.problem, item)
        return self._items[item]

    def _centers(self, items: frozenset[str]) -> set[str]:
        return {step.work_center for step in self.plan.problem.operations if step.item in items}
