"""How much work a solve may do, in steps; and the caller's wish to stop. No clock of its own: a timer is passed in."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a solve may spend.

    `rounds` is how many whole plans are constructed, guided each by the last one; 1 is the first and nothing else.
    `seconds` is a wall limit on top, by the passed timer; without it the same problem gives the same plan on any
    machine. `early_plans` is how many more each part may have in which things are made earlier than they must be,
    `lot_rounds` how many sub-problems it may solve for better lots, where seconds are given.
    """

    rounds: int = 8
    early_plans: int = 4
    lot_rounds: int = 2_000
    seconds: float | None = None


# For the plan that somebody waits for: what takes longer is looked for once it is published.
SOON = Limits(early_plans=0, lot_rounds=0)


@contextmanager
def collector_paused() -> Iterator[None]:
    """
    Keep the garbage collector from walking a run's 100,000 live objects over and over: a third of the time.

    What the run leaves behind is old at once (frozen, and thawed into the oldest generation): the first young
    collection would walk all of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


class OutOfTime(Exception):
    """The caller wants the best plan so far, now."""


@dataclass(slots=True)
class Watch:
    """Counts steps and remembers why to stop. Once it says stop, it keeps saying so."""

    limits: Limits
    stop: Callable[[], bool]
    timer: Callable[[], float]
    steps: int = 0
    stopped: bool = False
    timed_out: bool = False
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.timer()

    def count(self, steps: int) -> None:
        """Count work, and ask the caller and the timer. Called at least every 50 ms of work."""
        self.steps += steps
        self.stopped = self.stopped or self.stop()
        limit = self.limits.seconds
        self.timed_out = self.timed_out or (limit is not None and self.seconds >= limit)

    def count_or_quit(self, steps: int) -> None:
        """Count work that may be thrown away. Raises OutOfTime."""
        self.count(steps)
        if self.over:
            raise OutOfTime

    def count_or_stop(self, steps: int) -> None:
        """Count work that is finished whatever time it takes. Raises OutOfTime where the caller says stop."""
        self.count(steps)
        if self.stopped:
            raise OutOfTime

    def for_part(self, share: float) -> Watch:
        """Return a watch over a share (0 to 1) of the time that is left, for one part; hand it back to `take_back`."""
        limit = self.limits.seconds
        left = None if limit is None else share * max(0.0, limit - self.seconds)
        return Watch(replace(self.limits, seconds=left), self.stop, self.timer)

    def take_back(self, part: Watch) -> None:
        """Count what a part's watch has counted, and stop if it was told to."""
        self.stopped = self.stopped or part.stopped
        self.count(part.steps)

    @property
    def over(self) -> bool:
        """Whether to finish with the best plan so far."""
        return self.stopped or self.timed_out

    @property
    def seconds(self) -> float:
        """Seconds since the start, by the passed timer."""
        return self.timer() - self.started
