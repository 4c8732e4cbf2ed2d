"""`benchmark promises_kept FOLDER`: promised dates, booked some at a time and planned again: are they met?"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.factory import problem_of
from benchmarks.output import Line, show
from benchmarks.quotes import a_wish
from mps.scheduler.budget import Limits
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.commitments import Commitment, first_day_for, take
from mps.scheduler.plan import LotStatus, Plan
from mps.scheduler.problem import Demand, DemandKind, PlanningProblem, PreviousLot
from mps.scheduler.promise_basis import PromiseBasis, build
from mps.scheduler.solve import solve

NEVER = 10**6
DUST = 1e-6
LEAST_SHARE = 0.999
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Miss:
    """A promise that the next plan does not keep: the day that it gives instead (NEVER: none), by the line's key."""

    promised: Demand
    planned_day: int

    def line(self) -> Line:
        """Return it as a line of output."""
        late = "not at all" if self.planned_day == NEVER else f"day {self.planned_day}"
        record = {"key": self.promised.key, "item": self.promised.item, "quantity": self.promised.quantity,
                  "promised_day": self.promised.due_day, "planned_day": self.planned_day}  # fmt: skip
        text = f"  {self.promised.key}: {self.promised.quantity:g} of {self.promised.item} for day"
        return Line(f"{text} {self.promised.due_day}, planned {late}", record)


@dataclass(slots=True)
class Tally:
    """What came of the promises so far, and of the promises that others had before."""

    made: int = 0
    not_possible: int = 0
    before: int = 0
    missed: tuple[Miss, ...] = ()
    harmed: tuple[Miss, ...] = ()

    @property
    def share(self) -> float:
        """The share of the new promises that are met."""
        return 1 - len(self.missed) / self.made if self.made else 1.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("folder", type=Path, help=_("folder with the tables: docs/data-format.md"))
    parser.add_argument("--site", default="", help=_("code of the site to plan; default: the first of the set"))
    parser.add_argument("--count", type=count_of, default=2_000, help=_("how many promises"))
    parser.add_argument("--at-once", type=count_of, default=20, help=_("how many between two plans"))
    parser.add_argument(
        "--capacity", type=float, default=1.0, help=_("share of the work centres' minutes that is there")
    )
    parser.add_argument("--seconds", type=float, default=0.5, help=_("how long each plan may be made better"))
    parser.add_argument("--seed", type=none_or_more, default=1)


def run(options: Namespace) -> int:
    """Promise, plan, and compare. The status is 1 where fewer are met than 99.9 %."""
    problem = _with_less(problem_of(options.folder, options.site), options.capacity)
    problem, plan = _promised_all(problem, options.seconds)
    tally, random = Tally(), Random(options.seed)
    if not any(demand.kind is DemandKind.ORDER for demand in problem.demands):
        raise CommandError(_("%(folder)s has no order to ask a quote like.") % {"folder": options.folder})
    basis = build(problem, plan)
    while tally.made + tally.not_possible < options.count:
        left = options.count - tally.made - tally.not_possible
        _batch(problem, plan, basis, min(options.at_once, left), options.seconds, random, tally)
    show([_line(tally, options.at_once)], as_json=options.json)
    show([miss.line() for miss in (*tally.missed, *tally.harmed)[:MOST_SHOWN]], as_json=options.json)
    return int(tally.share < LEAST_SHARE)


def _with_less(problem: PlanningProblem, share: float) -> PlanningProblem:
    centers = tuple(
        replace(center, available_minutes=tuple(share * minutes for minutes in center.available_minutes))
        for center in problem.work_centers
    )
    return replace(problem, work_centers=centers)


def _promised_all(problem: PlanningProblem, seconds: float) -> tuple[PlanningProblem, Plan]:
    """Return the problem once a first plan has promised every order the day on which it delivers it, and its plan."""
    plan = _planned(problem, seconds)
    days = _delivered(problem, plan)
    demands = tuple(
        replace(demand, due_day=max(demand.due_day, days[demand.key]), promised=True)
        if days.get(demand.key, NEVER) < NEVER
        else demand
        for demand in problem.demands
    )
    promised = _after(problem, plan, demands)
    return promised, _planned(promised, seconds)


def _batch(
    problem: PlanningProblem, plan: Plan, basis: PromiseBasis, count: int, seconds: float, random: Random, tally: Tally
) -> None:
    """Make promises on top of the same plan, plan once, and count those that are met."""
    orders = [demand for demand in problem.demands if demand.kind is DemandKind.ORDER]
    resources, new, lots = Resources(basis), list[Demand](), list[PreviousLot]()
    for number in range(count):
        asked = random.choice(orders)
        wanted_day, factor = a_wish(random)
        day = first_day_for(resources, asked.item, asked.quantity * factor, wanted_day)
        wish = Commitment(asked.item, asked.quantity * factor, -1 if day is None else day)
        taken = take(resources, wish)
        if taken is None:
            tally.not_possible += 1
            continue
        resources = taken.left
        lots += [
            PreviousLot(f"promise {tally.made + number}/{place}/{one}", lot.item, lot.quantity, lot.finish_day,
                        lot.start_day)
            for place, lot in enumerate(taken.backing.lots) for one in range(lot.count)
        ]  # fmt: skip
        new.append(Demand(f"promise {tally.made + number}", wish.item, wish.quantity, wish.day, 3, promised=True))
    later = _after(problem, plan, (*problem.demands, *new), lots)
    now, before = _delivered(later, _planned(later, seconds)), _delivered(problem, plan)
    tally.made += len(new)
    tally.missed += tuple(Miss(one, now[one.key]) for one in new if now[one.key] > one.due_day)
    others = [demand for demand in orders if demand.promised and before[demand.key] <= demand.due_day]
    tally.before += len(others)
    tally.harmed += tuple(Miss(one, now[one.key]) for one in others if now[one.key] > one.due_day)


def _planned(problem: PlanningProblem, seconds: float) -> Plan:
    return solve(problem, limits=Limits(seconds=seconds), stop=lambda: False, timer=time.monotonic).plan


def _after(
    problem: PlanningProblem, plan: Plan, demands: Sequence[Demand], promised: Sequence[PreviousLot] = ()
) -> PlanningProblem:
    """Return the next problem: other demands, and as the last plan's lots this plan's and those that were promised."""
    lots = tuple(
        PreviousLot(lot.key, lot.item, lot.quantity, lot.finish_day, lot.start_day)
        for lot in plan.lots
        if lot.status is LotStatus.PLANNED
    )
    return replace(problem, demands=tuple(demands), previous_lots=(*lots, *promised))


def _delivered(problem: PlanningProblem, plan: Plan) -> dict[str, int]:
    """Return the day on which each order has everything, by its key; NEVER where it does not get it."""
    quantity, day = [0.0] * len(problem.demands), [0] * len(problem.demands)
    for sent in plan.deliveries:
        quantity[sent.demand] += sent.quantity
        day[sent.demand] = max(day[sent.demand], sent.day)
    return {
        demand.key: day[place] if quantity[place] >= demand.quantity - DUST * max(1.0, demand.quantity) else NEVER
        for place, demand in enumerate(problem.demands)
        if demand.kind is DemandKind.ORDER
    }


def _line(tally: Tally, at_once: int) -> Line:
    text = (
        f"{tally.made} promises, {at_once} between two plans ({tally.not_possible} more were not possible): "
        f"{100 * tally.share:.2f} % met, {len(tally.missed)} missed; of promises that others had, "
        f"{len(tally.harmed)} of {tally.before} no longer met"
    )
    record = {"promises": tally.made, "at_once": at_once, "not_possible": tally.not_possible,
              "met_share": tally.share, "missed": len(tally.missed), "others": tally.before,
              "others_missed": len(tally.harmed)}  # fmt: skip
    return Line(text, record)
