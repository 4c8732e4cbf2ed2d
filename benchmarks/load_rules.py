"""
The load that an edit of the master schedule makes, by the rules and without the page: to compare the page with.

A quantity is worked on the steps of the item's own routing in the bucket in which it finishes, or where nobody works
there in the last one before it that has any time, else the first one after it; a set-up is added where nothing was
made before, and saved where nothing is made any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# As many digits as the server sends.
DECIMALS = 3


@dataclass(slots=True)
class ItemLoad:
    """
    An item of a plan, as `/master-schedule/rows/` sends it, and its MPS by bucket as it is edited.

    Work centres go by code; `steps` has each one's minutes of a set-up and of a piece.
    """

    starts: Sequence[str]
    planned: Sequence[float]
    steps: Sequence[tuple[str, float, float]]
    available: Mapping[str, Sequence[float]]
    load: Mapping[str, Sequence[float]]
    edited: list[float] = field(default_factory=list)

    def add(self, bucket: int, quantity: float) -> None:
        """Add pieces to a bucket of the MPS."""
        self.edited[bucket] += quantity

    def pieces(self, bucket: int, share: float) -> int:
        """Return how many pieces load every work centre of the item by at least a share of its time in a bucket."""
        wanted = [
            share * self.available[center][self._day(center, bucket)] / run for center, _setup, run in self.steps if run
        ]
        return int(max(wanted, default=0.0)) + 1

    def minutes(self, bucket: int) -> dict[str, tuple[float, float]]:
        """Return each work centre's load and available minutes in a bucket, with all that was edited."""
        added = defaultdict[str, float](float)
        for place, (now, was) in enumerate(zip(self.edited, self.planned, strict=True)):
            for center, setup, run in self.steps if now != was else ():
                if self._day(center, place) == bucket:
                    added[center] += (int(now > 0) - int(was > 0)) * setup + (now - was) * run
        return {
            center: (round(max(0.0, self.load[center][bucket] + more), DECIMALS), self.available[center][bucket])
            for center, more in added.items()
        }

    def _day(self, center: str, bucket: int) -> int:
        """Return the bucket in which a work centre works on what finishes in one."""
        works = [place for place, minutes in enumerate(self.available[center]) if minutes > 0]
        before = [place for place in works if place <= bucket]
        return before[-1] if before else next(iter(works), bucket)


def item_load(plan: Mapping[str, Any], code: str) -> ItemLoad:
    """Return an item of a plan by its code. Raises ValueError for one that the plan does not have."""
    starts, items, load = plan["bucket_starts"], plan["items"], plan["load"]
    place = items["code"].index(code)
    codes = dict(zip(load["id"], load["code"], strict=True))

    def row(numbers: Sequence[float | None]) -> list[float]:
        return [number or 0.0 for number in numbers] or [0.0] * len(starts)

    planned = row(items["mps"][place])
    return ItemLoad(
        starts=starts,
        planned=planned,
        steps=[(codes[center], setup, run) for center, setup, run in items["work"][place] if center in codes],
        available={code: row(numbers) for code, numbers in zip(load["code"], load["available"], strict=True)},
        load={code: row(numbers) for code, numbers in zip(load["code"], load["load"], strict=True)},
        edited=list(planned),
    )
