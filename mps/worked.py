"""
The clock of a plan: seconds that this process has worked, so that a busy machine makes the plan that an idle one makes.

Where others have the processor, fewer of the wall's seconds count; but never fewer than one in so many, for somebody
waits for the answer. On an idle machine it is the wall's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from mps.scheduler.budget import WALL_SECONDS


def worked() -> Callable[[], float]:
    """
    Return a clock that begins now. Unit: CPU seconds of this process, the solvers' threads included.

    It is at most the wall's clock, and at least that divided by `WALL_SECONDS`. One that has waited long counts nothing
    new until the CPU has caught up: so each plan gets its own.
    """
    cpu, wall = time.process_time(), time.monotonic()

    def seconds() -> float:
        passed = time.monotonic() - wall
        return min(passed, max(time.process_time() - cpu, passed / WALL_SECONDS))

    return seconds
