"""
Independent parts of a problem: items that share no bill of material and no work centre don't know of each other.

A part is a problem of its own. Plans of parts, put together, are the plan of the whole, whoever made them: that is why
a change costs one part only, and why parts may be planned by any number of workers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np

from mps.scheduler.arrays import Ints, ints
from mps.scheduler.columns import Index
from mps.scheduler.demand_columns import DemandColumns
from mps.scheduler.problem import PlanningProblem, PreviousMinutes
from mps.scheduler.validate import Accepted

REST = 0


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part: sound records only, and where its demands and receipts stand in the whole.

    `number` tells the parts of one split apart; items without a work centre among them are `REST`, which may be empty.
    """

    number: int
    problem: PlanningProblem
    demand_places: tuple[int, ...]
    receipt_places: tuple[int, ...]
    demand_columns: DemandColumns | None = field(default=None, compare=False)

    @property
    def index(self) -> Index:
        """The part's records by code, in the order of the codes."""
        problem = self.problem
        number = {item.code: place for place, item in enumerate(problem.items)}
        accepted = Accepted(
            items={item.code: item for item in problem.items},
            bom=problem.bom,
            operations=problem.operations,
            work_centers={center.code: center for center in problem.work_centers},
            demands=tuple(enumerate(problem.demands)),
            demand_columns=self.demand_columns or DemandColumns.of(problem.demands, number),
            receipts=tuple(enumerate(problem.receipts)),
            firm_orders=tuple(enumerate(problem.firm_orders)),
            refused=(),
        )
        return Index(problem, accepted)


def name_of(part: Part) -> str:
    """Return what a part is known by from one problem to the next: its first work centre; `REST` has no name."""
    return part.problem.work_centers[0].code if part.number else ""


class Lotlike(Protocol):
    """A firm order, or a lot of the last plan."""

    @property
    def key(self) -> str:
        """The lot's key."""

    @property
    def item(self) -> str:
        """The item's code."""


R = TypeVar("R")


@dataclass(slots=True)
class _Links:
    """Which items and work centres hang together (union by the smaller name, with path halving)."""

    parent: dict[str, str] = field(default_factory=dict)

    def root(self, name: str) -> str:
        parent = self.parent
        while (above := parent[name]) != name:
            parent[name] = parent[above]
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parent[max(one, other)] = min(one, other)


def _center(code: str) -> str:
    return f"\0{code}"  # no item's code begins so: work centres and items have names of their own


def split(index: Index) -> tuple[Part, ...]:
    """Return the parts of what can be planned, by their first work centre; every record is in exactly one of them."""
    problem, accepted = index.problem, index.accepted
    part_of = _numbers(problem, accepted)
    count = 1 + max(part_of.values(), default=REST)
    items = _grouped(((part_of[code], item) for code, item in accepted.items.items()), count)
    bom = _grouped(((part_of[line.parent], line) for line in accepted.bom), count)
    operations = _grouped(((part_of[step.item], step) for step in accepted.operations), count)
    centers = _grouped(((part_of[_center(code)], center) for code, center in accepted.work_centers.items()), count)
    demands = _demands(index, ints([part_of[code] for code in accepted.items]), count)
    receipts = _grouped(((part_of[pair[1].item], pair) for pair in accepted.receipts), count)
    firm = _grouped(((part_of[order.item], order) for _, order in accepted.firm_orders), count)
    before = _grouped(((part_of.get(lot.item, REST), lot) for lot in problem.previous_lots), count)
    minutes = _previous_minutes(problem, part_of, count)
    return tuple(
        Part(
            number=number,
            problem=replace(
                problem,
                items=items[number],
                bom=bom[number],
                operations=operations[number],
                work_centers=centers[number],
                demands=tuple([problem.demands[place] for place in demands[number][0]]),
                receipts=tuple([receipt for _, receipt in receipts[number]]),
                firm_orders=firm[number],
                previous_lots=before[number],
                previous_minutes=minutes[number],
                previous_late=_late(problem, demands[number][0]),
            ),
            demand_places=tuple(demands[number][0]),
            receipt_places=tuple([place for place, _ in receipts[number]]),
            demand_columns=demands[number][1],
        )
        for number in range(count)
    )


def _previous_minutes(
    problem: PlanningProblem, part_of: dict[str, int], count: int
) -> list[tuple[PreviousMinutes, ...]]:
    if not problem.previous_minutes:
        return [()] * count
    part_of_lot = {lot.key: part_of.get(lot.item, REST) for lot in problem.previous_lots}
    return _grouped(((part_of_lot.get(row.lot, REST), row) for row in problem.previous_minutes), count)


def _late(problem: PlanningProblem, places: list[int]) -> tuple[str, ...]:
    if not problem.previous_late:
        return ()
    keys = {problem.demands[place].key for place in places}
    return tuple([key for key in problem.previous_late if key in keys])


def _demands(index: Index, part_of_item: Ints, count: int) -> list[tuple[list[int], DemandColumns]]:
    """Return the places of each part's demands and their columns, with the numbers that the part gives its items."""
    columns = index.demand_columns
    accepted = np.flatnonzero(columns.item >= 0)
    part = part_of_item[columns.item[accepted]]
    by_part = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[by_part], np.arange(count + 1)).tolist()
    found = []
    for number, (first, end) in enumerate(pairwise(ends)):
        places, inside = accepted[by_part[first:end]], np.cumsum(part_of_item == number) - 1
        found.append((places.tolist(), columns.rows(places, inside[columns.item[places]])))
    return found


def _grouped(records: Iterable[tuple[int, R]], count: int) -> list[tuple[R, ...]]:
    groups: list[list[R]] = [[] for _ in range(count)]
    for number, record in records:
        groups[number].append(record)
    return [tuple(group) for group in groups]


def _numbers(problem: PlanningProblem, accepted: Accepted) -> dict[str, int]:
    """Return the number of the part of every item and work centre; what has not both is `REST`."""
    links = _Links({code: code for code in accepted.items})
    links.parent.update({_center(code): _center(code) for code in accepted.work_centers})
    for line in accepted.bom:
        links.join(line.parent, line.component)
    for step in accepted.operations:
        links.join(step.item, _center(step.work_center))
        for other in step.alternatives:
            links.join(step.item, _center(other.work_center))
    _join_by_key(links, (*(order for _, order in accepted.firm_orders), *problem.previous_lots))
    roots = {name: links.root(name) for name in links.parent}
    # a work centre's name is smaller than any item's, so it is the root wherever there is one
    worked = {roots[code] for code in accepted.items if roots[code][:1] == "\0"}
    numbers = {root: number for number, root in enumerate(sorted(worked), start=REST + 1)}
    return {name: numbers.get(root, REST) for name, root in roots.items()}


def _join_by_key(links: _Links, lots: Iterable[Lotlike]) -> None:
    """Join items whose lots could get the same key: a plan uses a key once."""
    item_of: dict[str, str] = {}
    for lot in lots:
        names = {lot.item, item_of.setdefault(lot.key, lot.item)}
        if not lot.key.startswith(lot.item):
            names.add(lot.key.rpartition("-")[0])
        elif len(names) == 1:
            continue
        known = sorted(name for name in names if name in links.parent)
        for name in known[1:]:
            links.join(known[0], name)
