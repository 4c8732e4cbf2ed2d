"""What a late line waits for that comes from a supplier: when it is there, by when the line needs it, and how much."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mps.scheduler.explain import ChainLink, Holds
from mps.scheduler.flows import usage_per_unit
from mps.scheduler.problem import Item, PlanningProblem


@dataclass(frozen=True, slots=True)
class Awaited:
    """
    A bought component, or what is sold itself, that comes too late for a line.

    It can be used on `arrives_day`: with the receipt of the key `record`, or, where that is empty, with a purchase that
    is only planned, by its lead time. To be in time by lead times alone the line needs at least `quantity` of it by
    `needed_day`, on which what it goes into can be worked on; that is before day 0 where it is too late for that.
    """

    item: str
    record: str
    arrives_day: int
    needed_day: int
    quantity: float


def awaited(problem: PlanningProblem, place: int, links: Sequence[ChainLink]) -> Awaited | None:
    """Return what a demand (its place) waits for from a supplier, by its chain (`explain`); None where nothing."""
    items, demand = {item.code: item for item in problem.items}, problem.demands[place]
    for link in links:
        if link.kind not in (Holds.RECEIPT, Holds.LEAD_TIME) or items[link.code].made:
            continue
        path = list(_path(links, link.code, items, demand.item))
        needed = demand.due_day
        for code in reversed(path):
            needed = _worked_on(problem, code, needed - items[code].lead_time_days)
        if link.to_day > needed:
            each = math.prod(_each(problem, above, below) for below, above in _pairs(link.code, path))
            return Awaited(link.code, link.record, link.to_day, needed, demand.quantity * each)
    return None


def _path(links: Sequence[ChainLink], code: str, items: dict[str, Item], sold: str) -> Iterator[str]:
    """Yield what a component goes into until what is sold, which comes last; nothing where it is that itself."""
    found = [link.code for link in links if link.kind is Holds.MATERIAL]
    if code in found:
        yield from (one for one in found[found.index(code) + 1 :] if items[one].made)
        yield sold


def _worked_on(problem: PlanningProblem, code: str, day: int) -> int:
    """Return the last day, until one, on which a work centre of an item has hours; the day itself where none has."""
    codes = {step.work_center for step in problem.operations if step.item == code}
    centers = [center for center in problem.work_centers if center.code in codes]
    days = range(day, -1, -1)
    return next((one for one in days if any(center.available_minutes[one] > 0 for center in centers)), day)


def _pairs(code: str, path: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip([code, *path], path, strict=False)


def _each(problem: PlanningProblem, parent: str, component: str) -> float:
    lines = [line for line in problem.bom if (line.parent, line.component) == (parent, component)]
    return sum(usage_per_unit(line) for line in lines) or 1.0
