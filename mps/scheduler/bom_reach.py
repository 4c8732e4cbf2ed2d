"""Bills of material that multiply beyond all numbers: level by level, a typing error for every one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mps.scheduler.problem import BomLine
from mps.scheduler.reach import LARGEST_QUANTITY


def lines_beyond_reach(lines: Sequence[BomLine]) -> dict[tuple[str, str], float]:
    """
    Return the (parent, component) lines by which one piece of something takes too many, each with how many.

    The lines have no loop. Lines below such a one are counted without it. Does not depend on the order of the lines.
    """
    by_parent: dict[str, list[BomLine]] = {}
    for line in lines:
        by_parent.setdefault(line.parent, []).append(line)
    waiting = Counter(line.component for line in lines)
    ready = [parent for parent in by_parent if parent not in waiting]
    most: dict[str, float] = {}
    beyond: dict[tuple[str, str], float] = {}
    while ready:
        parent = ready.pop()
        for line in by_parent.get(parent, ()):
            taken = most.get(parent, 1.0) * line.quantity_per / (1 - line.scrap_share)
            if taken > LARGEST_QUANTITY:
                beyond[line.parent, line.component] = max(taken, beyond.get((line.parent, line.component), 0.0))
            else:
                most[line.component] = max(taken, most.get(line.component, 1.0))
            waiting[line.component] -= 1
            if not waiting[line.component]:
                ready.append(line.component)
    return beyond
