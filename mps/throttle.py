"""A question that is asked in every turn of a loop, and put only now and then: it goes to another process."""

from __future__ import annotations

import time
from collections.abc import Callable


def at_most_every(seconds: float, ask: Callable[[], bool], *, at_once: bool = False) -> Callable[[], bool]:
    """
    Return what asks at most once in so many seconds, and answers meanwhile what was answered last; no before that.

    It asks for the first time when the seconds are over, or `at_once`. What `ask` raises goes through.
    """
    asked, answer = -float("inf") if at_once else time.monotonic(), False

    def latest() -> bool:
        nonlocal asked, answer
        if time.monotonic() - asked > seconds:
            asked = time.monotonic()
            answer = ask()
        return answer

    return latest
