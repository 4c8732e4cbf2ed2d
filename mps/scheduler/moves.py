"""
Work that can move from its preferred work centre to alternatives, for the promise LP.

Steps with the same preferred work centre and the same alternatives are one kind: their minutes move together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats, sums
from mps.scheduler.columns import Columns
from mps.scheduler.network import Network, Step
from mps.scheduler.work_content import with_components

FACTOR_DIGITS = 9  # so that rounding does not tell apart what is one kind


@dataclass(frozen=True, slots=True)
class Moves:
    """A kind of work: minutes at `preferred` become `factor` times as many at each of `others` (centre, factor)."""

    preferred: int
    others: tuple[tuple[int, float], ...]


def moves_of(network: Network) -> list[Moves]:
    """Return the kinds of work that can move, none where no step has alternatives."""
    kinds = {_kind(step) for steps in network.steps for step in steps if _can_move(step)}
    return sorted(kinds, key=lambda kind: (kind.preferred, kind.others))


def _can_move(step: Step) -> bool:
    return bool(step.others) and step.run_minutes > 0


def _kind(step: Step) -> Moves:
    others = ((other.center, round(other.run_minutes / step.run_minutes, FACTOR_DIGITS)) for other in step.others)
    return Moves(step.center, tuple(others))


def movable_content(network: Network, moves: list[Moves]) -> Floats:
    """Return the run minutes in one piece of every item that can move, its components' too. Shape: item × kind."""
    own = np.zeros((len(network.items), len(moves)))
    numbers = {kind: number for number, kind in enumerate(moves)}
    for item, steps in enumerate(network.steps if moves else ()):
        for step in steps:
            if _can_move(step):
                own[item, numbers[_kind(step)]] += step.run_minutes
    return with_components(network, own)


def preferred_load(network: Network, columns: Columns) -> Floats:
    """Return the minutes of a plan by work centre, as they would be if all were done where that is preferred."""
    center, minutes = columns.load_center, columns.load_minutes
    if any(step.others for steps in network.steps for step in steps):
        center, minutes = center.copy(), minutes.copy()
        operations = network.index.accepted.operations
        numbered = {
            (item, operations[step.place].step): step for item, steps in enumerate(network.steps) for step in steps
        }
        items = columns.lot_item[columns.load_lot].tolist()
        for place, key in enumerate(zip(items, columns.load_step.tolist(), strict=True)):
            step = numbered[key]
            for other in step.others:
                if other.center == center[place] and step.run_minutes > 0:
                    setup = columns.load_setup[place]
                    minutes[place] = setup + (minutes[place] - setup) * step.run_minutes / other.run_minutes
                    center[place] = step.center
                    break
    return sums(center, minutes, len(network.index.accepted.work_centers))
