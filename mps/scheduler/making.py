"""Lots that people ask for by a quantity and a day: how many there are, and when each has to begin."""

from __future__ import annotations

import math
from collections import defaultdict

from mps.scheduler.problem import Item, Operation, PlanningProblem
from mps.scheduler.reach import SMALLEST_QUANTITY

MOST_LOTS = 200


class Making:
    """How long before its finish a quantity is begun, on the preferred work centres, with all their minutes."""

    def __init__(self, problem: PlanningProblem) -> None:
        """Read the minutes of the work centres and the steps of the routings."""
        self._minutes = {center.code: center.available_minutes for center in problem.work_centers}
        self._steps = defaultdict[str, list[Operation]](list)
        for step in sorted(problem.operations, key=lambda step: step.step):
            self._steps[step.item].append(step)

    def lots(self, item: Item, quantity: float, finish: int) -> list[tuple[float, int]]:
        """Return lots no larger than the item's maximum, with the day on which they begin."""
        if quantity < SMALLEST_QUANTITY:
            return []
        most = item.lot_maximum if item.lot_maximum > 0 else quantity
        count = min(MOST_LOTS, max(1, math.ceil(quantity / most - 1e-9)))
        start = self._start(item, quantity, count, finish)
        if count == MOST_LOTS:
            return [(quantity / count, start)] * count
        full = [(most, start)] * (count - 1)
        return [*full, (quantity - most * (count - 1), start)]

    def _start(self, item: Item, quantity: float, count: int, finish: int) -> int:
        day = finish
        for step in reversed(self._steps[item.code] if item.made else []):
            minutes = count * step.setup_minutes + quantity * step.run_minutes_per_unit
            available = self._minutes.get(step.work_center, ())
            minutes -= available[day] if day < len(available) else 0.0
            while minutes > 0 and day > 0:
                day -= 1
                minutes -= available[day] if day < len(available) else 0.0
        return max(0, min(day, finish - item.lead_time_days))
