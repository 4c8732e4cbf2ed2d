"""What a plan means for its demands: on which day each is there in full, and which lots each of them waits for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mps.scheduler.arrays import Ints, sums
from mps.scheduler.check_supply import consumption
from mps.scheduler.columns import LOT, Columns, Index, supply_stamp
from mps.scheduler.problem import DemandKind, PlanningProblem
from mps.scheduler.rows import daily_load

QUANTITY_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Standing:
    """A plan of a problem, seen from its demands."""

    index: Index
    columns: Columns

    @property
    def problem(self) -> PlanningProblem:
        """What was planned."""
        return self.index.problem

    @cached_property
    def stamps(self) -> Ints:
        """From when each pegging link's supply is there, in half days: see `supply_stamp`."""
        return supply_stamp(self.index, self.columns)

    @cached_property
    def ready_days(self) -> list[int | None]:
        """The day on which each demand is there in full; None: not inside the horizon."""
        columns, demands = self.columns, self.problem.demands
        delivered = sums(columns.delivery_demand, columns.delivery_quantity, len(demands))
        last = np.full(len(demands), -1, dtype=np.int64)
        np.maximum.at(last, columns.delivery_demand, columns.delivery_day)
        return [
            day if day >= 0 and quantity >= one.quantity * (1 - QUANTITY_TOLERANCE) else None
            for one, quantity, day in zip(demands, delivered.tolist(), last.tolist(), strict=True)
        ]

    def is_late(self, place: int) -> bool:
        """Whether the demand at a place is not there in full by the end of its due day."""
        day = self.ready_days[place]
        return day is None or day > self.problem.demands[place].due_day

    @cached_property
    def kept_promises(self) -> dict[str, int]:
        """The promised order lines that are in time, and the days on which they are there."""
        return {
            one.key: day
            for place, one in enumerate(self.problem.demands)
            if one.promised and one.kind is DemandKind.ORDER and not self.is_late(place)
            if (day := self.ready_days[place]) is not None
        }

    @cached_property
    def overload(self) -> float:
        """Minutes beyond capacity and bought overtime, which firm lots may cause."""
        over = daily_load(self.index, self.columns)[0] - self.index.available_minutes - self.columns.bought
        return float(np.maximum(0.0, over).sum())

    @cached_property
    def lacking(self) -> float:
        """What firm lots lack of their components, all units added up."""
        _lots, _components, needed = consumption(self.index, self.columns)
        return float(needed.sum() - self.columns.peg_quantity[self.columns.peg_lot >= 0].sum())

    def lots_of(self, place: int) -> dict[int, int]:
        """Return the lots that a demand waits for, through all levels: their places, and the level below the demand."""
        columns = self.columns
        lots = columns.peg_kind == LOT
        found: dict[int, int] = {}
        ahead, depth = np.unique(columns.peg_supply[lots & (columns.peg_demand == place)]), 0
        while len(ahead):
            fresh = [lot for lot in ahead.tolist() if lot not in found]
            found.update(dict.fromkeys(fresh, depth))
            ahead, depth = np.unique(columns.peg_supply[lots & np.isin(columns.peg_lot, fresh)]), depth + 1
        return found

    def demands_of(self, lot: int) -> set[int]:
        """Return the demands that wait for a lot, through all levels."""
        columns = self.columns
        found, seen, ahead = set[int](), set[int](), [lot]
        while ahead:
            seen.update(ahead)
            rows = (columns.peg_kind == LOT) & np.isin(columns.peg_supply, ahead)
            found.update(one for one in columns.peg_demand[rows].tolist() if one >= 0)
            ahead = [one for one in np.unique(columns.peg_lot[rows]).tolist() if one >= 0 and one not in seen]
        return found
