"""
Chunks: the parts of a large problem, put together to about equal work, for as many processes as there may be.

How they are cut hangs on the parts alone, never on who is there to plan them.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from mps.scheduler.parts import Part

MOST_CHUNKS = 32

Chunk = tuple[Part, ...]


def work_of(part: Part) -> int:
    """Return how much work it is to plan a part, in records: its items and its demands."""
    return len(part.problem.items) + len(part.problem.demands)


def sharable_work(parts: Sequence[Part]) -> int:
    """Return the work that others could take off whoever plans the largest part: one part is never cut."""
    work = [work_of(part) for part in parts]
    return sum(work) - max(work, default=0)


def chunks_of(parts: Sequence[Part]) -> tuple[Chunk, ...]:
    """Return the parts in at most `MOST_CHUNKS` chunks, each part to the smallest chunk so far, the largest part first.

    The largest chunk comes first: who takes it last would keep all others waiting.
    """
    count = min(MOST_CHUNKS, len(parts))
    chunks: list[list[Part]] = [[] for _ in range(count)]
    smallest = [(0, place) for place in range(count)]
    for part in sorted(parts, key=lambda part: (-work_of(part), part.number)):
        work, place = smallest[0]
        chunks[place].append(part)
        heapq.heapreplace(smallest, (work + work_of(part), place))
    work_at = {place: work for work, place in smallest}
    return tuple(tuple(chunks[place]) for place in sorted(work_at, key=lambda place: (-work_at[place], place)))
