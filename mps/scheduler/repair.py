"""
The cheapest ways out for a late order line: sets of elements, each proven by planning the plant with it.

A set is a way out if with it the line is there in time and nobody who was promised a day and kept it is late. No
element of a set is superfluous: without any one of them it is no way out, nor with one step less of it, where people
add hours or get something sooner (`repair_amounts`). Where there is much to choose from, first plans, which cost a
twentieth, search, and whole plans prove what they find; else whole plans search too. Unless there are few sets, it
takes for granted that more of an element does not make it worse; what it answers is proven all the same.
Same problem, same answer; told to stop, it answers what it has proven so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from mps.scheduler.awaited import Awaited
from mps.scheduler.budget import SOON, Limits
from mps.scheduler.columns import index_of
from mps.scheduler.explain import ChainLink, why_late
from mps.scheduler.parts import split
from mps.scheduler.problem import PlanningProblem
from mps.scheduler.pushed import Pushed, pushed
from mps.scheduler.repair_amounts import least
from mps.scheduler.repair_elements import Element, Move, price_of
from mps.scheduler.repair_late import Late, late_line
from mps.scheduler.repair_lots import instead_of_rules, rules_in
from mps.scheduler.repair_options import Slot, further_slots, slots_for, with_hours
from mps.scheduler.repair_search import FEW_SLOTS, Search
from mps.scheduler.repair_trials import Delay, Enough, Memory, Trials, Verdict

__all__ = ["Delay", "Memory", "RepairSet", "Repairs", "repairs"]

MOST_QUICK, MOST_GUESSES = 80, 5
# So many more first plans say where whole plans need not look.
MORE_QUICK = 40
FIRST_PLAN = Limits(rounds=1, early_plans=0, lot_rounds=0)


@dataclass(frozen=True, slots=True)
class RepairSet:
    """
    A proven way out. `price` is that of its elements, in the site's currency.

    `ready_day` is when the line is there. `delayed` are other order lines that are in time without the set and late
    with it, none of them promised; those that an element moves are not among them, as long as they keep the new day.
    `is_least`: that no element could be less is proven; else there was no time yet.
    """

    elements: tuple[Element, ...]
    price: float
    ready_day: int
    delayed: tuple[Delay, ...]
    is_least: bool = True


@dataclass(frozen=True, slots=True)
class Repairs:
    """
    Ways out of one line, the cheapest first; none where it is not late (`is_late`), or nothing that we know helps.

    `ready_day` is when it is there as it is (None: not inside the horizon), `why` what holds it up. `trials` is how
    many whole plans were made. `finished`: the search was not cut short. `all_at_once` is what becomes of the line with
    the most of everything that we know; None where that was not planned. `pushed` says what becomes of it where what it
    waits for from a supplier comes sooner.
    """

    is_late: bool
    ready_day: int | None
    why: tuple[ChainLink, ...]
    sets: tuple[RepairSet, ...]
    trials: int
    finished: bool
    all_at_once: Verdict | None = None
    pushed: tuple[Pushed, ...] = ()


def repairs(
    problem: PlanningProblem,
    demand: str,
    *,
    stop: Callable[[], bool],
    timer: Callable[[], float],
    limits: Limits = SOON,
    most_sets: int = 3,
    most_trials: int = 100,
    options: Callable[[Late], tuple[Slot, ...]] = slots_for,
    beyond: bool = True,
    memory: Memory | None = None,
    waits: Awaited | None = None,
) -> Repairs:
    """
    Return the cheapest ways out for an order line, at most `most_sets`, each of other slots.

    The part of the problem in which it is gets planned at most `most_trials` times, with `limits`. `stop` and `timer`
    as `solve` has them. `options` says what sets may be made of; `beyond`: also of further work centres, where that
    gives nothing, and of lots that people can fix instead of lot rules that they would have to change. What `memory`
    knows is not planned again, and `most_trials` come on top; what is planned is put into it. `waits` is what the line
    waits for from a supplier. Raises: KeyError where no demand of that key is planned.
    """
    part, memory = part_of(problem, demand), memory or Memory()
    most = most_trials + len(memory.whole)
    trials = Trials(part, demand, limits=limits, stop=stop, timer=timer, most=most, memory=memory.whole)
    late = late_line(trials.base, trials.place)
    if not trials.base.is_late(trials.place):
        return Repairs(False, late.ready_day, (), (), trials.count, finished=True)

    def quick() -> Trials:
        return Trials(part, demand, limits=FIRST_PLAN, stop=stop, timer=timer, most=MOST_QUICK, memory=memory.quick)

    slots, why = options(late), why_late(trials.base, trials.place)
    sooner = pushed(trials, slots, waits) if waits else ()
    search, finished = searched(trials, quick, slots, limits=limits, most_sets=most_sets, beyond=beyond)
    if beyond and finished and not _has_whole(search, demand) and (further := further_slots(late)):
        search, finished = searched(trials, quick, (*slots, *further), limits=limits, most_sets=most_sets)
    sets = answers_of(trials, search)
    return Repairs(True, late.ready_day, why, sets, trials.count, finished, search.all_at_once, sooner)


def searched(
    trials: Trials, quick: Callable[[], Trials], slots: Sequence[Slot], *, limits: Limits, most_sets: int,
    beyond: bool = True,
) -> tuple[Search, bool]:
    """
    Search for the cheapest sets that these plans prove, and return it, with whether it came to its end, and nothing of
    the best of them could be less.

    `quick` makes first plans of the same, which guess where plans with these limits do more. `beyond`: where a set
    leaves out lot rules, lots that people can fix are tried instead; and of the elements other amounts than slots have.
    """
    guesses, few = quick() if limits.rounds > 1 else None, len(slots) <= FEW_SLOTS
    extra = (partial(_instead_of, trials), partial(least, trials, guesses)) if beyond else ()
    search = Search(trials, most_sets, *extra)
    try:
        if guesses:
            _guess(search, guesses, slots, most_sets if few else MOST_GUESSES)
        if beyond:
            search.look_at_first(with_hours(late_line(trials.base, trials.place), slots))
        search.run(slots, rest_only=limits.rounds > 1 and not few)
        search.found.lessen()
    except Enough:
        return search, False
    return search, True


def _has_whole(search: Search, demand: str) -> bool:
    """Whether a way out has all of the line in time, not a part."""
    best = search.found.best()
    return not all(any(isinstance(one, Move) and one.demand == demand for one in elements) for elements in best)


def _instead_of(trials: Trials, elements: tuple[Element, ...]) -> Iterator[tuple[Element, ...]]:
    """Yield a set with lots that people can fix in the place of lot rules that they would have to change."""
    rules = rules_in(elements)
    if rules:
        plan, last = trials.witness(elements), trials.base.ready_days[trials.place]
        others = tuple(one for one in elements if one not in rules)
        last_day = trials.problem.horizon.day_count - 1 if last is None else last
        yield from ((*others, *lots) for lots in instead_of_rules(plan, trials.place, rules, last_day))


def _guess(search: Search, quick: Trials, slots: Sequence[Slot], most: int) -> None:
    """Prove what first plans guess, and let them say where whole plans look last. Raises Enough."""
    guesses = _found_quickly(quick, slots, most)
    quick.allow(MORE_QUICK)
    search.doubts = quick.doubts
    search.prove(guesses, slots)


def _found_quickly(quick: Trials, slots: Sequence[Slot], most_sets: int) -> list[tuple[Element, ...]]:
    """Return what first plans say would be ways out, the cheapest first: good guesses, proven of nothing."""
    if not quick.needs_something:
        return []
    search = Search(quick, most_sets)
    with suppress(Enough):
        search.run(slots)
    return search.found.best()


def part_of(problem: PlanningProblem, demand: str) -> PlanningProblem:
    """Return the problem of the part in which a demand is; with a change budget, which is of the whole, all of it."""
    found = [
        part.problem for part in split(index_of(problem)) if any(one.key == demand for one in part.problem.demands)
    ]
    if not found:
        raise KeyError(demand)
    return problem if problem.change_budget else found[0]


def answers_of(trials: Trials, search: Search) -> tuple[RepairSet, ...]:
    """Return the best sets of a search as they are told. Raises Enough."""
    return tuple(answer_of(trials, one, is_least=one in search.found.least_of) for one in search.found.best())


def answer_of(trials: Trials, elements: tuple[Element, ...], *, is_least: bool = True) -> RepairSet:
    """Return a proven set as it is told. Raises Enough."""
    verdict: Verdict = trials.verdict(elements)
    if verdict.ready_day is None:
        raise AssertionError("a way out has a day")
    in_order = tuple(sorted(elements, key=lambda one: (-one.price, one.slot)))
    return RepairSet(in_order, price_of(elements), verdict.ready_day, verdict.delayed, is_least)
