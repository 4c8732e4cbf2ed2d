"""The pump maker's plants: what a week of work is, and run times that fill it as far as a busy plant is full."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from connectors.tables.demo.catalogue import Part
from connectors.tables.demo.demand import Weekly

MINUTES_IN_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Center:
    """A work centre; `load_share` is how full its normal hours are when the order book is."""

    code: str
    name: str
    hours_per_week: float
    days_per_week: int
    cost_per_hour: float
    load_share: float

    @property
    def site(self) -> str:
        """The plant it stands in."""
        return self.code.split("-")[0]


CENTERS = (
    Center("HZ-TURN", "Turning 车削", 96, 6, 24, 0.78), Center("HZ-MILL", "Milling 铣削", 96, 6, 28, 0.76),
    Center("HZ-BAL", "Balancing 动平衡", 48, 6, 20, 0.62), Center("HZ-UNIT", "Unit assembly 部装", 96, 6, 16, 0.82),
    Center("HZ-ASM", "Final assembly 总装", 96, 6, 16, 0.86), Center("HZ-TEST", "Test bench 试验台", 96, 6, 22, 0.8),
    Center("HZ-PAINT", "Painting 喷漆", 48, 6, 18, 0.75),
    Center("BRE-MACH", "Machining cell", 80, 5, 62, 0.86), Center("BRE-UNIT", "Unit assembly", 40, 5, 48, 0.82),
    Center("BRE-ASM", "Final assembly", 80, 5, 48, 0.93), Center("BRE-TEST", "Test bench", 40, 5, 55, 0.84),
    Center("BRE-PAINT", "Paint shop", 40, 5, 50, 0.7),
)
OVERTIME_SHARE, OVERTIME_PRICE = 0.2, 1.5


def weekly_needs(parts: list[Part], rates: Weekly) -> Weekly:
    """Return how much of every item a plant uses up in a week: what it sells, and what goes into that."""
    needs: Weekly = defaultdict(float, rates)
    for part in parts:  # parents come before their components
        for site in part.sites:
            for component, quantity in part.bill:
                needs[site, component] += needs[site, part.code] * quantity
    return needs


def run_factors(parts: list[Part], needs: Weekly) -> dict[str, float]:
    """Return by how much run times are stretched so that each work centre is as full as it should be."""
    run: dict[str, float] = defaultdict(float)
    setup: dict[str, float] = defaultdict(float)
    for part in parts:
        for site, steps in part.steps:
            for center, setup_minutes, run_minutes in steps:
                run[center] += needs[site, part.code] * run_minutes
                setup[center] += setup_minutes * (needs[site, part.code] > 0)
    wanted = {center.code: center.load_share * center.hours_per_week * MINUTES_IN_AN_HOUR for center in CENTERS}
    return {code: (minutes - setup[code]) / run[code] for code, minutes in wanted.items()}
