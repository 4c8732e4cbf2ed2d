"""
Plans of a part in which some items are made earlier than they must be, or in lots of their own.

Placed as late as can be, lots of several levels wait for each other: one component that comes late makes late whatever
waits for it, and a lot that serves many waits until all of it can be made. Which items should be early or apart nobody
knows beforehand, so some draws are tried, and the cheapest plan is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mps.scheduler.attempt import Planned, attempt_of, noted
from mps.scheduler.budget import OutOfTime, Watch
from mps.scheduler.construct import construct
from mps.scheduler.draft import Guidance, unguided
from mps.scheduler.network import Network
from mps.scheduler.promise_guard import is_better
from mps.scheduler.recipe import Kind, Stage

DAYS = (0, 0, 1, 2, 4)


def with_earlier_lots(planned: Planned, watch: Watch) -> Planned:
    """Return the part with the cheapest of `Limits.early_plans` more plans; with what there is where time is up."""
    if planned.tried_earlier or not planned.can_be_better or planned.network.is_simple:
        return replace(planned, tried_earlier=True)
    if watch.limits.rounds < 2 or watch.limits.early_plans <= 0 or watch.over:
        return planned
    began = watch.steps
    better = _with_earlier_lots(planned, watch)
    stage = Stage(Kind.EARLIER, limit=watch.limits.early_plans, cut=watch.cut_since(began))
    return noted(planned, better, stage, advanced=better.tried_earlier)


def _with_earlier_lots(planned: Planned, watch: Watch) -> Planned:
    best = planned.best
    try:
        for guidance in _draws(planned.network, watch.limits.early_plans):
            draft = construct(planned.network, guidance, watch.count_or_quit)
            attempt = attempt_of(draft, watch.count_or_quit)
            best = attempt if is_better(planned.network.index, attempt, best, planned.most_late) else best
    except OutOfTime:
        return replace(planned, best=best)
    return replace(planned, best=best, tried_earlier=True)


def _draws(network: Network, count: int) -> Iterator[Guidance]:
    """Yield what constructs are told: first all needs apart and nothing early, then every other one apart."""
    draw, plain = np.random.default_rng(network.index.problem.seed), unguided(network)
    yield replace(plain, apart=True)
    for number in range(1, count):
        yield replace(plain, early_days=draw.choice(DAYS, len(network.items)), apart=number % 2 == 0)
