"""
Ways to have a line sooner that is in time with little to spare: its lots fixed there, and what makes that possible.

The next plan would make the line just in time again, whoever wishes it sooner, so its own lots are fixed on an earlier
day, whole as they are. Where that alone would overload a work centre, lack components or break a promise, elements of
ways out are looked for that make room, as for a late line (`repair`). All is proven by planning the problem as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mps.scheduler.arrays import Ints
from mps.scheduler.budget import SOON, Limits
from mps.scheduler.explain import ChainLink, why_late
from mps.scheduler.lateness import Standing
from mps.scheduler.problem import PlanningProblem, PreviousLot
from mps.scheduler.repair import FIRST_PLAN, MOST_QUICK, Memory, RepairSet, answer_of, answers_of, part_of, searched
from mps.scheduler.repair_elements import Element, FixLot, OwnLot
from mps.scheduler.repair_late import late_line
from mps.scheduler.repair_options import slots_for
from mps.scheduler.repair_trials import Enough, Trials, Verdict

MOST_TRIALS, MOST_SETS = 100, 3
# So many working days before the wanted one the lots are tried, the latest first.
MOST_DAYS = 6
DECIMALS = 4
_Seen = tuple[str, int, float]


@dataclass(frozen=True, slots=True)
class Safer:
    """
    Ways to have a line there by an earlier day, the cheapest first, each with the lots that it fixes.

    `why` is what keeps it from being there then; empty where it is only made just in time. `trials`
    is how many whole plans were made. `finished`: the search was not cut short.
    """

    why: tuple[ChainLink, ...]
    sets: tuple[RepairSet, ...]
    trials: int
    finished: bool


class Sooner(Trials):
    """
    Plans of one problem with sets of elements and the line's `lots` fixed: they are to have it there by a day.

    So a set is a way out where the line is there by then, nobody's promise breaks, and nothing firm suffers more than
    in the plan as it is.
    """

    def __init__(
        self,
        problem: PlanningProblem,
        demand: str,
        ready_by: int,
        *,
        limits: Limits,
        stop: Callable[[], bool],
        timer: Callable[[], float],
        most: int,
        memory: dict[str, Verdict],
    ) -> None:
        """Plan the problem as it is. Arguments are those of `Trials`."""
        self.ready_by, self.lots = ready_by, tuple[FixLot, ...]()
        super().__init__(problem, demand, limits=limits, stop=stop, timer=timer, most=most, memory=memory)

    @property
    def needs_something(self) -> bool:
        """Whether the line is later with its lots fixed alone, or something suffers. Raises Enough."""
        return not self.is_way_out(())

    def verdict(self, elements: Collection[Element]) -> Verdict:
        """Return what becomes of the lines with a set, and the lots. Raises Enough."""
        return super().verdict((*elements, *self.lots))

    def witness(self, elements: Collection[Element]) -> Standing:
        """Return the plan with a set and the lots. Raises Enough."""
        return super().witness((*elements, *self.lots))

    def judged(self, plan: Standing) -> Verdict:
        """Return what becomes of the lines; in time is who is there by the day without anything firm suffering."""
        verdict = super().judged(plan)
        is_there = verdict.ready_day is not None and verdict.ready_day <= self.ready_by
        return replace(verdict, in_time=is_there and self.is_calm(plan))


def safer(
    problem: PlanningProblem,
    demand: str,
    ready_by: int,
    *,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    limits: Limits = SOON,
    memory: Memory | None = None,
) -> Safer:
    """
    Return the cheapest ways to have an order line there by a day before it is due.

    Where its lots can be fixed on one of the days before, that is the way, and nothing is paid; else they are fixed on
    that day, and what makes room for them is looked for. Arguments and what is raised are those of `repairs`.
    """
    part, memory = part_of(problem, demand), memory or Memory()

    def trials(limits: Limits, most: int, known: dict[str, Verdict]) -> Sooner:
        most += len(known)
        return Sooner(part, demand, ready_by, limits=limits, stop=stop, timer=timer, most=most, memory=known)

    whole = trials(limits, MOST_TRIALS, memory.whole)
    if whole.judged(whole.base).in_time:
        return Safer((), (), whole.count, finished=True)
    days = list(_sooner(whole.base, whole.place, ready_by))
    try:
        if held := _by_lots_alone(whole, days):
            return Safer((), held, whole.count, finished=True)
    except Enough:
        return Safer((), (), whole.count, finished=False)
    whole.lots = days[0] if days else ()

    def quick() -> Sooner:
        found = trials(FIRST_PLAN, MOST_QUICK, memory.quick)
        found.lots = whole.lots
        return found

    return _with_room_made(whole, quick, limits)


def _with_room_made(whole: Sooner, quick: Callable[[], Sooner], limits: Limits) -> Safer:
    """Search for elements that make room for the lots where they are fixed."""
    wish = whole.planned(_wanted_by(whole.problem, whole.demand, whole.ready_by))
    slots = [
        slot
        for slot in slots_for(late_line(wish, whole.place))
        if slot[0].slot != f"move {whole.demand}" and not (whole.lots and isinstance(slot[0], OwnLot))
    ]
    search, finished = searched(whole, quick, slots, limits=limits, most_sets=MOST_SETS)
    sets = tuple(_with_lots(whole, one) for one in answers_of(whole, search))
    return Safer(why_late(wish, whole.place), sets, whole.count, finished)


def _by_lots_alone(trials: Sooner, days: Sequence[tuple[FixLot, ...]]) -> tuple[RepairSet, ...]:
    """Return the way that fixes the line's lots on the first of some days on which that will do. Raises Enough."""
    for lots in filter(None, days):
        trials.lots = lots
        if trials.is_way_out(()):
            return (_with_lots(trials, answer_of(trials, ())),)
    return ()


def _with_lots(trials: Sooner, found: RepairSet) -> RepairSet:
    """Return a proven set with the lots that it fixes."""
    return replace(found, elements=(*found.elements, *trials.lots))


def _wanted_by(problem: PlanningProblem, demand: str, ready_by: int) -> PlanningProblem:
    """Return the problem in which a demand is wanted by another day."""
    demands = (replace(one, due_day=ready_by) if one.key == demand else one for one in problem.demands)
    return replace(problem, demands=tuple(demands))


def _sooner(plan: Standing, place: int, ready_by: int) -> Iterator[tuple[FixLot, ...]]:
    """Yield the line's own lots that are there too late, fixed on one earlier day after the other."""
    levels = plan.lots_of(place)
    late = [lot for lot in sorted(levels) if levels[lot] == 0 and plan.columns.lot_finish[lot] > ready_by]
    works = np.flatnonzero(plan.index.available_minutes.sum(axis=0) > 0)
    known = {(lot.item, lot.finish_day, round(lot.quantity, DECIMALS)): lot for lot in plan.problem.previous_lots}
    for day in works[works <= ready_by][: -MOST_DAYS - 1 : -1].tolist():
        lots = [_fixed(plan, lot, works, day, known) for lot in late]
        if None in lots:
            return
        yield tuple(lot for lot in lots if lot is not None)


def _fixed(plan: Standing, lot: int, works: Ints, day: int, known: Mapping[_Seen, PreviousLot]) -> FixLot | None:
    """
    Return a lot fixed so that it finishes on a day and keeps its working days.

    None where that is inside the fence, or the last plan has no such lot: people could not fix it.
    """
    columns, items = plan.columns, list(plan.index.accepted.items.values())
    item, finish = items[int(columns.lot_item[lot])], int(columns.lot_finish[lot])
    last = known.get((item.code, finish, round(float(columns.lot_quantity[lot]), DECIMALS)))
    inside = int(((works >= columns.lot_start[lot]) & (works < finish)).sum())
    before = works[works < day]
    if last is None or inside > len(before):
        return None
    start = int(before[-inside]) if inside else day
    if start < max(0, item.frozen_days):
        return None
    return FixLot(last.key, item.code, last.quantity, start, day, finish - day)
