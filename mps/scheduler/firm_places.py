"""Where people want firm orders to be made: a work centre for a step, as far as that can do it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mps.scheduler.plan import Refused
from mps.scheduler.problem import FirmOrder, Operation

Placed = tuple[int, FirmOrder]


def with_sound_places(
    orders: Iterable[Placed], operations: Sequence[Operation], refused: list[Refused]
) -> tuple[Placed, ...]:
    """Return firm orders without the wishes that no plan can obey: a step that is gone, a work centre that can't."""
    choices = {(step.item, step.step): {step.work_center, *(one.work_center for one in step.alternatives)}
               for step in operations}  # fmt: skip
    kept = []
    for place, order in orders:
        sound = {step: center for step, center in order.work_centers if center in choices.get((order.item, step), ())}
        for step, center in order.work_centers:
            if sound.get(step) != center:
                refused.append(Refused(f"firm_order:{order.key}/{step}", "unknown_work_center", center))
        kept.append((place, replace(order, work_centers=tuple(sorted(sound.items()))) if order.work_centers else order))
    return tuple(kept)
