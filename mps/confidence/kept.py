"""Shares kept, and how far they can be off by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
EDGES = (0.0, 0.5, 0.7, 0.78, 0.82, 0.9, 0.94, 0.96, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some were kept, with the bounds between which the true share lies, 95 times in 100 (Wilson)."""

    kept: int
    count: int

    @property
    def share(self) -> float:
        """Return the share kept, 0 to 1; 0 of nothing."""
        return self.kept / self.count if self.count else 0.0

    def bounds(self) -> tuple[float, float]:
        """Return the lower and the upper bound, 0 to 1."""
        if not self.count:
            return 0.0, 1.0
        n, p, z = self.count, self.share, Z95
        middle = p + z * z / (2 * n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def bounds_by_block(blocks: Sequence[Share]) -> tuple[float, float]:
    """
    Return the bounds (0 to 1) of what was kept in all, 95 times in 100, where outcomes of one block hang together.

    The blocks count as independent of each other: the variance of a ratio over clusters (Cochran 1977, chapter 9). With
    fewer than two blocks nothing is known: 0 to 1.
    """
    kept, count, n = sum(one.kept for one in blocks), sum(one.count for one in blocks), len(blocks)
    if not count or n < 2:
        return 0.0, 1.0
    share = kept / count
    off = sum((one.kept - share * one.count) ** 2 for one in blocks) * n / (n - 1)
    half = Z95 * sqrt(off) / count
    return max(0.0, share - half), min(1.0, share + half)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Promises of about one stated probability: from `least` to below `below`, on average `stated`; how many held."""

    least: float
    below: float
    stated: float
    share: Share


def buckets(outcomes: Iterable[tuple[float, bool]]) -> list[Bucket]:
    """Return what became of dates by what was said of them: (probability, kept) each. Empty ones are left out."""
    by_place: dict[int, list[tuple[float, bool]]] = {}
    for stated, kept in outcomes:
        where = next((at for at, edge in enumerate(EDGES[1:]) if stated < edge), len(EDGES) - 2)
        by_place.setdefault(where, []).append((stated, kept))
    return [
        Bucket(
            EDGES[where], EDGES[where + 1], sum(stated for stated, _ in held) / len(held),
            Share(sum(kept for _, kept in held), len(held)),
        )
        for where, held in sorted(by_place.items())
    ]  # fmt: skip
