"""Rough-cut capacity: what a master schedule asks of key resources, from totals instead of routings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mps.scheduler.arrays import Floats


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


def utilisation_shares(load: Floats, available: Floats) -> Floats:
    """
    Return load ÷ available, cell by cell; NaN where nothing is available, for there is nothing to take a share of.

    Source: glossary, utilisation. What is available has efficiency and downtime in it already; overtime is not in it.
    """
    shares = np.full(load.shape, np.nan)
    np.divide(load, available, out=shares, where=available > 0)
    return shares
