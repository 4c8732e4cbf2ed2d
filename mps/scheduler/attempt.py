"""The plan of one part: constructed at once, pegged and priced. `improve` makes it better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mps.scheduler.arrays import Floats
from mps.scheduler.assemble import columns_of_draft, lots_of
from mps.scheduler.budget import Watch
from mps.scheduler.columns import Columns
from mps.scheduler.construct import construct
from mps.scheduler.cost import cost_of
from mps.scheduler.draft import Draft, unguided
from mps.scheduler.network import Network, network_of
from mps.scheduler.parts import REST, Part
from mps.scheduler.plan import Cost, Lot


@dataclass(frozen=True, slots=True)
class Attempt:
    """A plan in columns, with its lots and its cost. `certain`: see `construct.Draft`."""

    columns: Columns
    lots: tuple[Lot, ...]
    cost: Cost
    certain: bool

    @property
    def late(self) -> float:
        """What lateness costs."""
        return self.cost.late_promised + self.cost.late_orders + self.cost.late_forecast


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A part, the best plan so far, and what no plan of it can beat.

    `finished`: what is likely to make less of it late was tried; `tried_earlier`: so was what may. `lots_sized`:
    nothing more can be tried for cheaper lots. `breaks`: the first plan did not keep all promises. `most_late` is how
    late each promise may be, see `promise_guard`.
    """

    part: Part
    network: Network
    best: Attempt
    bound: float = 0.0
    lot_bound: float = 0.0
    finished: bool = False
    tried_earlier: bool = False
    lots_sized: bool = False
    breaks: bool = False
    most_late: Floats | None = None

    @property
    def follows(self) -> bool:
        """Whether other lots of the last plan could have made another plan."""
        return self.breaks and (not self.network.is_simple or bool(self.part.problem.previous_minutes))

    @property
    def can_be_better(self) -> bool:
        """Whether something is late for want of capacity, as far as anyone can tell."""
        return self.best.late > 0 and self.part.number != REST

    @property
    def settled(self) -> bool:
        """Whether more time could not make it better."""
        return self.finished and self.lots_sized and (self.tried_earlier or not self.can_be_better)


def first_plan(part: Part, watch: Watch) -> Planned:
    """Return the constructed plan of a part; it is always finished."""
    network = network_of(part.index)
    watch.count(1)
    return Planned(part, network, attempt_of(construct(network, unguided(network), watch.count), watch.count))


def attempt_of(draft: Draft, count: Callable[[int], None]) -> Attempt:
    """Return a draft as a plan, pegged and priced."""
    columns = columns_of_draft(draft, count)
    count(1)
    lots = lots_of(columns, draft.network)
    count(1)
    return Attempt(columns, lots, cost_of(draft.network.index, columns, lots), draft.certain)
