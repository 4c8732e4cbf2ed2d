"""A broken plan, and how close two numbers must be to be the same."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints

TOLERANCE = 1e-6
_DUST = 1e-9
# However much others want of an item, what a use is short by is no rounding from here on: a plan says so.
MOST_DUST = 0.5 * TOLERANCE
# What a sum of a few thousand numbers may be off by, as a share of it.
_ROUNDING = 1e-14


class PlanBroken(Exception):
    """A plan breaks a rule: a defect of ours, never of the data. Names the rule and the record."""

    def __init__(self, rule: str, record: str) -> None:
        super().__init__(f"{rule}: {record}")
        self.rule = rule
        self.record = record


def first(bad: Flags) -> int | None:
    """Return the first place where `bad` holds."""
    place = int(bad.argmax()) if len(bad) else 0
    return place if len(bad) and bad[place] else None


def near(values: Floats) -> Floats:
    """Return by how much a value may be off: a millionth, of itself where it is large."""
    return TOLERANCE * np.maximum(1.0, np.abs(values))


def dust(total: Floats) -> Floats:
    """
    Return below what a difference may be rounding where sums are as large as `total`.

    What a use lacks must not be lost in it: it is below what `near` forgives, but where a float can't hold that.
    """
    return np.maximum(np.minimum(MOST_DUST, _DUST * np.maximum(1.0, total)), _ROUNDING * total)


def running_total(group: Ints, moment: Ints, change: Floats) -> tuple[Ints, Floats, Floats]:
    """
    Sort changes by group and moment, and add them up inside each group.

    Returns the order, the total after each change, and the group's turnover so far, which scales what counts as zero.
    Increases come before decreases of the same moment.
    """
    order = np.lexsort((change < 0, moment, group))
    total, turnover = np.cumsum(change[order]), np.cumsum(np.abs(change[order]))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    before = np.append(0.0, total)[starts]
    turned = np.append(0.0, turnover)[starts]
    return order, total - np.repeat(before, sizes), turnover - np.repeat(turned, sizes)
