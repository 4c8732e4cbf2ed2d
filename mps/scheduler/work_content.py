"""How many minutes of every work centre are in a piece of an item, what goes into it included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats, sums
from mps.scheduler.columns import Columns
from mps.scheduler.network import Network


@dataclass(frozen=True, slots=True)
class WorkBelow:
    """
    Minutes in the components of a piece, set-ups as a plan had them. Shape: item × work centre.

    `saved` are minutes that need not be worked for stock, receipts and firm orders are there, less those that a plan
    shows to be lost waiting. Shape: work centre × day.
    """

    minutes: Floats
    saved: Floats


def run_minutes(network: Network) -> Floats:
    """Return the run minutes of a piece's own steps. Shape: item × work centre."""
    own = np.zeros((len(network.items), len(network.index.accepted.work_centers)))
    for item, steps in enumerate(network.steps):
        for step in steps:
            own[item, step.center] += step.run_minutes
    return own


def with_components(network: Network, own: Floats) -> Floats:
    """Return the minutes in a piece, its components' included, from those of its own steps."""
    content = own.copy()
    for level in reversed(network.levels):
        for item in level:
            for component, per in network.components[item]:
                content[item] += per * content[component]
    return content


def work_below(network: Network, columns: Columns) -> WorkBelow:
    """Return what a plan of the network shows to be in the components of a piece."""
    own = run_minutes(network)
    shape = own.shape
    cell = columns.lot_item[columns.load_lot] * shape[1] + columns.load_center
    load = sums(cell, columns.load_minutes, own.size).reshape(shape)
    made = sums(columns.lot_item, columns.lot_quantity, shape[0])
    known = made > 0
    own[known] = load[known] / made[known, None]
    content = with_components(network, own)
    demands = network.index.demand_columns
    sold = demands.item >= 0
    gross = demands.quantity[sold] @ content[demands.item[sold]]
    saved = np.zeros_like(network.index.available_minutes)
    saved[:, :1] = np.maximum(0.0, gross - load.sum(axis=0))[:, None]
    return WorkBelow(content - own, saved)
