"""Three versions of a value: the one somebody began with, the one that is wanted, and the one that is there now."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What may become of a value that somebody wants to set."""

    FREE = "free"  # nobody has touched it: it may be set
    DONE = "done"  # it says already what is wanted
    CONFLICT = "conflict"  # somebody else has set it to something else since


def three_way(*, base: object, mine: object, now: object) -> Verdict:
    """Return what may become of a value: `base` as it was when `mine` was decided upon."""
    if now == mine:
        return Verdict.DONE
    return Verdict.FREE if now == base else Verdict.CONFLICT
