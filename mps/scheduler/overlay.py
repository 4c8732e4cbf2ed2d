"""Uses laid over supplies, both in order of time, first come first served."""

from __future__ import annotations

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints, floats, ints
from mps.scheduler.faults import dust

# Beyond this, the rounding of a sum so far may be a piece that somebody wants.
_BLURRED = 1e7


def overlay(wanted: Floats, supplied: Floats) -> tuple[Ints, Ints, Floats]:
    """Return the place of the use, the place of the supply, and the quantity of every piece."""
    return overlay_by_group(
        np.zeros(len(wanted), dtype=np.int64), wanted, np.zeros(len(supplied), dtype=np.int64), supplied
    )


def overlay_by_group(
    use_group: Ints, wanted: Floats, supply_group: Ints, supplied: Floats
) -> tuple[Ints, Ints, Floats]:
    """
    Return the place of the use, the place of the supply, and the quantity of every piece, group by group.

    Both groups ascend; a use draws on supplies of its own group only. Sums are those of one group, so that the
    quantities of others do not blur them.
    """
    group = np.concatenate((use_group, supply_group))
    end = np.concatenate((_running(use_group, wanted), _running(supply_group, supplied)))
    of_use = np.arange(len(group)) < len(use_group)
    order = np.lexsort((end, group))
    group, end, of_use = group[order], end[order], of_use[order]
    use: Ints = np.cumsum(of_use) - of_use
    supply: Ints = np.cumsum(~of_use) - ~of_use
    first = np.diff(group, prepend=-1) != 0
    sizes = np.where(first, end, np.diff(end, prepend=0.0))
    inside: Flags = np.less(use, len(use_group)) & np.less(supply, len(supply_group))
    inside[inside] = (use_group[use[inside]] == group[inside]) & (supply_group[supply[inside]] == group[inside])
    blurred = np.unique(group[end > _BLURRED])
    solid = inside & (sizes > dust(end)) & ~np.isin(group, blurred)
    use, supply = use[solid], supply[solid]
    sizes = np.minimum(sizes[solid], np.minimum(wanted[use], supplied[supply]))
    if not len(blurred):
        return use, supply, sizes
    parts = [(use, supply, sizes)]
    for one in blurred.tolist():
        parts.append(_one_by_one(use_group == one, wanted, supply_group == one, supplied))
    use, supply, sizes = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(use_group[use], kind="stable")
    return use[order], supply[order], sizes[order]


def _one_by_one(uses: Flags, wanted: Floats, supplies: Flags, supplied: Floats) -> tuple[Ints, Ints, Floats]:
    """Lay uses over supplies by what is left of each, so that one piece beside a thousand million is still a piece."""
    pieces = list[tuple[int, int, float]]()
    rest = [(place, float(supplied[place])) for place in np.flatnonzero(supplies)[::-1].tolist()]
    for use in np.flatnonzero(uses).tolist():
        missing = float(wanted[use])
        while missing > 0 and rest:
            supply, left = rest.pop()
            piece = min(missing, left)
            if left > piece:
                rest.append((supply, left - piece))
            missing -= piece
            pieces.append((use, supply, piece))
    use_of, supply_of, sizes = zip(*pieces, strict=True) if pieces else ((), (), ())
    return ints(use_of), ints(supply_of), floats(sizes)


def _running(group: Ints, quantity: Floats) -> Floats:
    """Return the sums so far inside each group, each summed by itself."""
    total = np.cumsum(quantity)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    if len(starts) <= 1:
        return total
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), len(group)], strict=True):
        total[first:last] = np.cumsum(quantity[first:last])
    return total
