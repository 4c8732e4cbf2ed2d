"""What a promised date rests on, and what stands in the way of an earlier one: codes and numbers, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockedBy(StrEnum):
    """What stands in the way of an earlier day."""

    COMPONENT = "component"
    CAPACITY = "capacity"
    LEAD_TIME = "lead_time"
    FENCE = "fence"


@dataclass(frozen=True, slots=True)
class Blocked:
    """
    Why a quantity can't be there by a day.

    `code` is a work centre's for CAPACITY, otherwise an item's. `day` is the first on which this obstacle is out of the
    way (None: not inside the horizon). `amount` is the units short of a COMPONENT, the minutes that the promise wants
    of a work centre, or by how many days a lot would have to start too early (LEAD_TIME, FENCE).

    Of a work centre that is in the way all by itself, `from_day` is the first day on which the work could be done there
    (before that, it is not ready for it) and `free_minutes` what is free from then until the day before `day`: less
    than `amount`. None where several work centres are in the way together, or the work comes to it several times.
    """

    kind: BlockedBy
    code: str
    day: int | None
    amount: float
    from_day: int | None = None
    free_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class ProposedLot:
    """`count` lots of `quantity` each that would have to be made or bought for the promise; days as in `Lot`."""

    item: str
    quantity: float
    count: int
    start_day: int
    finish_day: int


@dataclass(frozen=True, slots=True)
class ProposedLoad:
    """Free minutes of a day that the promise would use for lots of `item`; `step` is its place in the routing."""

    item: str
    step: int
    work_center: str
    day: int
    minutes: float


@dataclass(frozen=True, slots=True)
class UncommittedTake:
    """A quantity drawn from what the plan leaves uncommitted, by the morning or (a delivery) the evening of a day."""

    item: str
    day: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Backing:
    """What a promised date rests on."""

    takes: tuple[UncommittedTake, ...] = ()
    lots: tuple[ProposedLot, ...] = ()
    loads: tuple[ProposedLoad, ...] = ()

    def with_more(self, other: Backing) -> Backing:
        """Return both together."""
        return Backing(self.takes + other.takes, self.lots + other.lots, self.loads + other.loads)
