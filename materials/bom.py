"""Bills of material as plain data: a pure island."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable


def path_down(lines: Iterable[tuple[str, str]], *, start: str, goal: str) -> tuple[str, ...]:
    """
    Return the shortest way from an item down to one that goes into it, both included; empty where there is none.

    Shape: `lines` are (parent, component). A line that makes `start` a component of `goal` closes the way to a loop.
    """
    components = defaultdict(list)
    for parent, component in lines:
        components[parent].append(component)
    came_from: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting:
        item = waiting.popleft()
        if item == goal:
            return _way_back(goal, came_from)
        for component in components[item]:
            if component not in came_from:
                came_from[component] = item
                waiting.append(component)
    return ()


def _way_back(goal: str, came_from: dict[str, str | None]) -> tuple[str, ...]:
    way = []
    at: str | None = goal
    while at is not None:
        way.append(at)
        at = came_from[at]
    return tuple(reversed(way))
