"""
Rough-cut capacity: what a master schedule asks of key resources, without asking when and where there is room.

From totals (overall factors), or from the bill of resources: minutes of every work centre in a piece of what is
scheduled, its components' included, each so many days before the piece is finished (the resource profile).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats
from mps.scheduler.network import Network

Profile = Mapping[tuple[int, int], float]  # minutes by the number of a work centre and days before the finish


@dataclass(frozen=True, slots=True)
class OverallFactorLoad:
    """Hours of a whole master schedule, and each resource's part of them."""

    total_hours: float
    hours: Floats


def overall_factor_load(quantities: Floats, hours_per_unit: Floats, historic_shares: Floats) -> OverallFactorLoad:
    """
    Return the load by overall factors: all hours of the schedule, divided as the past divided them.

    Shape:  quantities and hours per unit by item; one share per resource, 1 in all, or it is not the whole of the past.
    Raises: ValueError where the shares do not add up to 1.
    Source: glossary, RCCP, CPOF (capacity planning using overall factors): total hours × historic share.
    """
    if not np.isclose(historic_shares.sum(), 1.0):
        raise ValueError(f"the historic shares add up to {historic_shares.sum():g}, not to 1")
    total = float(quantities @ hours_per_unit)
    return OverallFactorLoad(total, total * historic_shares)


@dataclass(frozen=True, slots=True)
class ScheduledLot:
    """A lot of the master schedule: its item's number, pieces, and the day on which it is finished."""

    item: int
    quantity: float
    finish_day: int


def scheduled_items(network: Network) -> frozenset[int]:
    """Return what the master schedule is about: made items marked so; where none is, those that go into nothing."""
    made = [number for number, item in enumerate(network.items) if item.made]
    marked = frozenset(number for number in made if network.items[number].is_mps)
    below = {component for parts in network.components for component, _per in parts}
    return marked or frozenset(number for number in made if number not in below)


def bill_of_resources(network: Network, scheduled: Collection[int], usual_lots: Floats) -> dict[int, Profile]:
    """
    Return the run minutes in a piece of each scheduled item, its components' included, by work centre and offset.

    A piece's own steps are on its last day; its components are finished on the day before it begins, that is its lead
    time and a day before. A component's set-up counts by its part of a usual lot (`usual_lots`, pieces by item; 0: not
    known, and left out), the item's own comes with its lots. Work is where it is preferred. A component that is
    scheduled itself is left out: its own lots have its work. Stock is not looked at.

    Source: glossary, bill of resources and resource profile: Σ quantity × hours, offset by lead time.
    """
    profiles: dict[int, dict[tuple[int, int], float]] = {}
    for level in reversed(network.levels):
        for number in level:
            profile = defaultdict[tuple[int, int], float](float)
            for step in network.steps[number]:
                profile[step.center, 0] += step.run_minutes
            for component, per in network.components[number]:
                if component not in scheduled:
                    _add_component(profile, network, (number, component, per), profiles[component], usual_lots)
            profiles[number] = dict(profile)
    return {number: {key: minutes for key, minutes in profiles[number].items() if minutes > 0} for number in scheduled}


def _add_component(
    profile: dict[tuple[int, int], float], network: Network, line: tuple[int, int, float], below: Profile, usual: Floats
) -> None:
    """Add what is in the component of a bill line (parent, component, pieces), as many days before the parent."""
    parent, component, per = line
    before = network.items[parent].lead_time_days + 1
    for (center, offset), minutes in below.items():
        profile[center, offset + before] += per * minutes
    if usual[component] > 0:
        for step in network.steps[component]:
            profile[step.center, before] += per * step.setup_minutes / float(usual[component])


def rough_cut_load(network: Network, bills: Mapping[int, Profile], lots: Iterable[ScheduledLot]) -> Floats:
    """
    Return what the lots of a master schedule ask of the work centres: lots × their bills of resources, and set-ups.

    Shape:  work centre × day; what should have been done before day 0 is asked for on day 0.
    Unit:   minutes.
    """
    load = np.zeros_like(network.index.available_minutes)
    for lot in lots:
        for (center, offset), minutes in bills[lot.item].items():
            load[center, max(0, lot.finish_day - offset)] += lot.quantity * minutes
        for step in network.steps[lot.item]:
            load[step.center, max(0, lot.finish_day)] += step.setup_minutes
    return load


def utilisation_shares(load: Floats, available: Floats) -> Floats:
    """
    Return load ÷ available, cell by cell; NaN where nothing is available, for there is nothing to take a share of.

    Source: glossary, utilisation. What is available has efficiency and downtime in it already; overtime is not in it.
    """
    shares = np.full(load.shape, np.nan)
    np.divide(load, available, out=shares, where=available > 0)
    return shares
