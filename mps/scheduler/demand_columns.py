"""The demands of a problem as numpy columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from operator import attrgetter, is_

import numpy as np

from mps.scheduler.arrays import Flags, Floats, Ints
from mps.scheduler.problem import Demand, DemandKind
from mps.scheduler.reach import quantities, whole_numbers


@dataclass(frozen=True, slots=True)
class DemandColumns:
    """The demands by their place in the problem; where one was refused, `item` is -1 and `quantity` 0."""

    item: Ints
    quantity: Floats
    due_day: Ints
    priority: Ints
    promised: Flags
    forecast: Flags
    may_split: Flags

    @classmethod
    def of(cls, demands: Sequence[Demand], item_number: Mapping[str, int]) -> DemandColumns:
        """Return the columns of demands; items are -1 where they have no number, and nothing is refused otherwise."""
        count = len(demands)
        number = map(item_number.get, map(attrgetter("item"), demands), repeat(-1))
        forecast = map(is_, map(attrgetter("kind"), demands), repeat(DemandKind.FORECAST))
        return cls(
            item=np.fromiter(number, np.int64, count),
            quantity=quantities(map(attrgetter("quantity"), demands), count),
            due_day=whole_numbers(map(attrgetter("due_day"), demands), count),
            priority=whole_numbers(map(attrgetter("priority"), demands), count),
            promised=np.fromiter(map(attrgetter("promised"), demands), np.bool_, count),
            forecast=np.fromiter(forecast, np.bool_, count),
            may_split=np.fromiter(map(attrgetter("may_split"), demands), np.bool_, count),
        )

    def without(self, refused: Flags) -> DemandColumns:
        """Return the same demands; those that are refused have no item and want nothing."""
        return replace(self, item=np.where(refused, -1, self.item), quantity=np.where(refused, 0.0, self.quantity))

    def rows(self, places: Ints, item: Ints) -> DemandColumns:
        """Return some of the demands; their items have the numbers that are passed."""
        return DemandColumns(
            item,
            self.quantity[places],
            self.due_day[places],
            self.priority[places],
            self.promised[places],
            self.forecast[places],
            self.may_split[places],
        )
