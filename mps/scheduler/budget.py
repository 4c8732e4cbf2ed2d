"""How much work a solve may do, in steps; and the caller's wish to stop. No clock of its own: a timer is passed in."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

# The slowest timer that may be passed in counts a second in so many of the wall: solvers know the wall's clock only.
WALL_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a solve may spend.

    `rounds` is how many whole plans are constructed, guided each by the last one; 1 is the first and nothing else.
    `seconds` is a limit on top, by the passed timer; without it the same problem gives the same plan on any
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


@dataclass(frozen=True, slots=True)
class Cut:
    """After how many steps of a stage of the search the caller said stop, and time was up; None: it never was."""

    stopped: int | None = None
    timed_out: int | None = None


NOT_CUT = Cut()


@dataclass(slots=True)
class Watch:
    """
    Counts steps and remembers why to stop, and from which step on. Once it says stop, it keeps saying so.

    Whoever counts no steps must not have done anything since the last count: so the steps at which a search was cut off
    tell how far it had come.
    """

    limits: Limits
    stop: Callable[[], bool]
    timer: Callable[[], float]
    steps: int = 0
    stopped_at: int | None = None
    timed_out_at: int | None = None
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.timer()

    def count(self, steps: int) -> None:
        """Count work, and ask the caller and the timer. Called at least every 50 ms of work."""
        self.steps += steps
        if not self.stopped and self.stop():
            self.stopped_at = self.steps
        limit = self.limits.seconds
        if not self.timed_out and limit is not None and self.seconds >= limit:
            self.timed_out_at = self.steps

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
        if part.stopped and not self.stopped:
            self.stopped_at = self.steps
        self.count(part.steps)

    def time_is_up(self) -> None:
        """Note that there was too little time for something."""
        if not self.timed_out:
            self.timed_out_at = self.steps

    def cut_since(self, steps: int) -> Cut:
        """Return how a stage was cut off that began after so many steps."""
        return Cut(*(None if at is None else max(0, at - steps) for at in (self.stopped_at, self.timed_out_at)))

    @property
    def stopped(self) -> bool:
        """Whether the caller said stop."""
        return self.stopped_at is not None

    @property
    def timed_out(self) -> bool:
        """Whether time was up."""
        return self.timed_out_at is not None

    @property
    def over(self) -> bool:
        """Whether to finish with the best plan so far."""
        return self.stopped or self.timed_out

    @property
    def seconds(self) -> float:
        """Seconds since the start, by the passed timer."""
        return self.timer() - self.started


def _never() -> bool:
    return False


def _no_time() -> float:
    return 0.0


@dataclass(slots=True)
class Replay(Watch):
    """A watch that cuts a stage off at the steps at which another was cut off, and asks neither caller nor clock."""

    stop: Callable[[], bool] = _never
    timer: Callable[[], float] = _no_time
    cut: Cut = NOT_CUT

    def __post_init__(self) -> None:
        self.started = 0.0
        self._cut_off()

    def count(self, steps: int) -> None:
        """Count work."""
        self.steps += steps
        self._cut_off()

    def _cut_off(self) -> None:
        if self.cut.stopped is not None and self.steps >= self.cut.stopped and not self.stopped:
            self.stopped_at = self.steps
        if self.cut.timed_out is not None and self.steps >= self.cut.timed_out and not self.timed_out:
            self.timed_out_at = self.steps
