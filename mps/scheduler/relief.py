"""
Which lots to move from one week of a work centre to another: the fewest that take away what is too much there.

A lot moves as a whole, with all its steps, by a number of days. Who may move at all is said by the caller
(`Candidate`); here is chosen among those, so that no work centre gets more than there is room for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cell = tuple[str, int]  # a work centre and the place of a week
TOLERANCE_MINUTES = 1e-6


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A lot that may move: the minutes that it takes away from the week that is too full, and what moving it adds
    elsewhere (below 0: takes away), by work centre and week. `is_firm`: a person fixed it, so it is taken last.
    """

    key: str
    minutes: float
    added: Mapping[Cell, float] = field(default_factory=dict)
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Relief:
    """What is moved, in the order in which it was chosen, and the minutes of all of it; `no_room`: what did not fit."""

    moved: tuple[Candidate, ...]
    minutes: float
    no_room: tuple[Candidate, ...]


def relief(candidates: Sequence[Candidate], wanted: float, room: Mapping[Cell, float]) -> Relief:
    """
    Return the fewest lots, as far as a greedy choice finds them, that take `wanted` minutes away; without any of them
    it would be less. So it is never more than what is wanted and one lot. Where they do not suffice, all that fit.

    `room` is what is free by work centre and week; what is not named has no end of it. Nobody's room is exceeded, and
    what moves away makes no room for others: a plan is not built on what a person may yet take out of the draft.
    """
    free = dict(room)
    helpful = [one for one in candidates if one.minutes > TOLERANCE_MINUTES]
    in_order = sorted(helpful, key=lambda one: (one.is_firm, -one.minutes, one.key))
    moved: list[Candidate] = []
    no_room: list[Candidate] = []
    left = max(wanted, TOLERANCE_MINUTES)
    for one in in_order:
        if left <= TOLERANCE_MINUTES and moved:
            break
        if not _fits(one, free):
            no_room.append(one)
            continue
        _take(one, free)
        moved.append(one)
        left -= one.minutes
    if moved and left <= TOLERANCE_MINUTES:
        moved = _with_a_smaller_last(moved, in_order, left, free)
    needed = _without_superfluous(moved, wanted)
    return Relief(tuple(needed), sum(one.minutes for one in needed), tuple(no_room))


def _with_a_smaller_last(
    moved: Sequence[Candidate], in_order: Sequence[Candidate], left: float, free: dict[Cell, float]
) -> list[Candidate]:
    """Return the choice with the smallest last lot that still suffices, no firm one in place of one that is not."""
    *others, last = moved
    least = last.minutes + left  # what was left before it was taken
    given_back = {cell: free[cell] + max(0.0, minutes) for cell, minutes in last.added.items() if cell in free}
    chosen = {one.key for one in others}
    enough = [
        one
        for one in in_order
        if one.key not in chosen and least - TOLERANCE_MINUTES <= one.minutes <= last.minutes
        and (last.is_firm or not one.is_firm) and (one is last or _fits(one, free | given_back))
    ]  # fmt: skip
    return [*others, min(enough, key=lambda one: (one.minutes, one.is_firm, one.key), default=last)]


def _without_superfluous(moved: Sequence[Candidate], wanted: float) -> list[Candidate]:
    """Return the choice without what it suffices without, firm and then small lots first; one stays at least."""
    needed, total = list(moved), sum(one.minutes for one in moved)
    for one in sorted(moved, key=lambda one: (not one.is_firm, one.minutes, one.key)):
        if len(needed) > 1 and total - one.minutes >= wanted - TOLERANCE_MINUTES:
            needed.remove(one)
            total -= one.minutes
    return needed


def _fits(one: Candidate, free: Mapping[Cell, float]) -> bool:
    rows = [(cell, minutes) for cell, minutes in one.added.items() if _counts(cell, minutes, free)]
    return all(minutes <= free[cell] + TOLERANCE_MINUTES for cell, minutes in rows)


def _counts(cell: Cell, minutes: float, free: Mapping[Cell, float]) -> bool:
    return minutes > TOLERANCE_MINUTES and cell in free


def _take(one: Candidate, free: dict[Cell, float]) -> None:
    for cell, minutes in one.added.items():
        if _counts(cell, minutes, free):
            free[cell] -= minutes
