"""Which set-ups to free next, while all others stay: windows of periods, random items, families, work centres."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, ints
from mps.scheduler.lotsizing.problem import LotProblem

FIRST_SIZE = 36
SMALLEST_SIZE = 18
LARGEST_SIZE = 300
LARGEST_CHUNK = 50
BARREN, EASY = 1.35, 1.08
TURNS, DOUBT = 12, 1e-6
EASY_NODES, HARD_NODES = 1, 15


class Neighbourhoods:
    """
    An endless row of neighbourhoods, by a seed: in turn a window of periods, and a group of items.

    Their size follows how hard they are, and grows when a whole round of them, as many as would free every set-up
    twice, has gained nothing; after such a round of the largest they are `exhausted`.
    """

    def __init__(self, problem: LotProblem, share: Floats, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._items, self._periods = problem.shape
        self._share = share
        self._groups = _groups(problem)
        self._size, self._asked, self._idle = float(FIRST_SIZE), 0, 0
        self.exhausted = False

    def next(self, setups: Flags) -> Flags:
        """Return the set-ups to free, given those of the best plan. Shape: N × T, both."""
        self._asked += 1
        turn = self._asked % TURNS
        if turn == 1:
            return self._doubtful(setups)
        if turn % 2 == 0 and self._items <= self._size:
            return self._window(np.arange(self._items))
        if self._groups and (turn % 4 == 3 or self._items > self._size):
            return self._window(self._groups[int(self._random.integers(len(self._groups)))])
        count = max(1, round(self._size / self._periods))
        return self._window(self._random.permutation(self._items)[:count])

    def _doubtful(self, setups: Flags) -> Flags:
        """Free where the plan is not what the strong LP wants, and the periods beside; as many as the size allows."""
        doubt = np.abs(self._share - setups) > DOUBT
        wide = doubt.copy()
        wide[:, 1:] |= doubt[:, :-1]
        wide[:, :-1] |= doubt[:, 1:]
        items, periods = np.nonzero(wide)
        first = int(self._random.integers(self._periods))
        near = np.lexsort((self._random.permutation(len(items)), (periods - first) % self._periods))
        chosen = near[: int(self._size)]
        free = np.zeros_like(wide)
        free[items[chosen], periods[chosen]] = True
        return free

    def learn(self, *, gained: bool, finished: bool, nodes: int) -> None:
        """Say what came of the last neighbourhood: an easy one makes the next larger, a hard one smaller."""
        self._idle = 0 if gained else self._idle + 1
        everything = self._items * self._periods
        if self._idle * self._size > 2 * everything:
            self.exhausted, self._idle = self._size >= min(LARGEST_SIZE, everything), 0
            self._size = min(LARGEST_SIZE, self._size * BARREN)
        elif not finished:
            self._size = max(SMALLEST_SIZE, self._size / BARREN)
        elif nodes <= EASY_NODES:
            self._size = min(LARGEST_SIZE, self._size * EASY)
        elif nodes > HARD_NODES:
            self._size = max(SMALLEST_SIZE, self._size / EASY)

    def _window(self, group: Ints) -> Flags:
        """Free a group's set-ups in as many successive periods as the size allows, at least two."""
        most = max(1, int(self._size) // 2)
        if len(group) > most:
            group = self._random.permutation(group)[:most]
        width = min(self._periods, max(2, round(self._size / len(group))))
        first = int(self._random.integers(self._periods - width + 1))
        free = np.zeros((self._items, self._periods), dtype=np.bool_)
        free[group, first : first + width] = True
        return free


def _groups(problem: LotProblem) -> list[Ints]:
    """Return an item with all its components and parents, for every item of a bill; and each work centre's items."""
    groups: list[Ints] = []
    items, bill = problem.shape[0], problem.bill
    if len(bill.parent):
        below = np.eye(items, dtype=np.bool_)
        for _ in range(items):
            wider = below.copy()
            np.logical_or.at(wider, bill.parent, below[bill.component])
            if (wider == below).all():
                break
            below = wider
        groups += [np.flatnonzero(below[item] | below[:, item]) for item in np.unique(bill.parent)]
    if len(problem.capacity) > 1:
        works = (problem.unit_minutes > 0) | (problem.setup_minutes > 0)
        groups += [np.flatnonzero(column) for column in works.T if column.any()]
    return groups


def in_chunks(free: Flags, doubt: Floats) -> list[Flags]:
    """Cut set-ups to free into parts that are not too large, by period; `doubt` orders nothing but equal periods."""
    items, periods = np.nonzero(free)
    order = np.lexsort((items, -doubt[items, periods], periods))
    parts = np.array_split(ints(order), max(1, -(-len(order) // LARGEST_CHUNK)))
    chunks = []
    for part in parts:
        chunk = np.zeros_like(free)
        chunk[items[part], periods[part]] = True
        chunks.append(chunk)
    return chunks
