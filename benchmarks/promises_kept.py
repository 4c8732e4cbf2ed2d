"""`benchmark promises_kept`: every quoted date, promised and planned again: is it met? What is not is explained."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import above_zero, count_of, none_or_more
from benchmarks.factory import problem_of
from benchmarks.growth import sizes_of
from benchmarks.growth_plant import plant
from benchmarks.kept_series import Kept, Series
from benchmarks.output import Line, show
from benchmarks.own_instance import own_instance
from mps.scheduler.plan import Plan
from mps.scheduler.problem import DemandKind, PlanningProblem

LEAST_SHARE = 0.999
MOST_NAMED = 3
STOCK = "stock and receipts"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("folder", type=Path, nargs="?", help=_("folder with the tables; without one, made plants"))
    parser.add_argument("--site", default="", help=_("code of the site to plan; default: the first of the set"))
    parser.add_argument("--sizes", type=sizes_of, default=(100,), help=_("numbers of items, in hundreds: 100,1000"))
    parser.add_argument("--load", type=above_zero, default=1.0, help=_("work ÷ capacity of the plant"))
    parser.add_argument("--minutes", type=above_zero, default=1.0, help=_("share of its minutes that a plant has"))
    parser.add_argument("--count", type=count_of, default=2_000, help=_("how many promises"))
    parser.add_argument("--batch", type=count_of, default=1, help=_("how many promises between two plans"))
    parser.add_argument("--plans", type=count_of, default=20, help=_("after how many plans it begins again"))
    parser.add_argument("--seed", type=none_or_more, default=1)
    parser.add_argument("--product", action="store_true", help=_("through an instance of its own, with its database"))


def run(options: Namespace) -> int:
    """Promise and plan on each plant. The status is 1 where less than 99.9 % of the dates are met."""
    if options.product:
        return _through_the_product(options)
    enough = True
    for problem in problems_of(options):
        if not any(demand.kind is DemandKind.ORDER for demand in problem.demands):
            raise CommandError(_("%(site)s has no order to ask a quote like.") % {"site": problem.site})
        tally = Tally()
        series = Series(problem, seed=options.seed)
        show(tally.lines(series, options), as_json=options.json)
        show([tally.summary(problem.site, options)], as_json=options.json)
        enough = enough and tally.share >= LEAST_SHARE
    return int(not enough)


def _through_the_product(options: Namespace) -> int:
    if not options.folder:
        raise CommandError(_("An instance needs a folder with tables."))
    words = [f"--{name}={getattr(options, name)}" for name in ("count", "batch", "seed")]
    with own_instance(options.folder) as instance:
        found = instance.records("kept_here", *words, may_miss=True)
    show((Line(" ".join(f"{name} {said}" for name, said in one.items()), one) for one in found), as_json=options.json)
    return int(not found or found[-1]["missed"] > (1 - LEAST_SHARE) * found[-1]["promises"])


def problems_of(options: Namespace) -> Iterator[PlanningProblem]:
    """Return the set's problem, or made plants."""
    if options.folder:
        yield with_minutes(problem_of(options.folder, options.site), options.minutes)
    else:
        for items in options.sizes:
            yield with_minutes(plant(items, seed=options.seed, load=options.load), options.minutes)


def with_minutes(problem: PlanningProblem, share: float) -> PlanningProblem:
    """Return a plant that has a share of its minutes, overtime alike."""
    if share == 1.0:
        return problem
    centers = tuple(
        replace(
            center,
            available_minutes=tuple(share * minutes for minutes in center.available_minutes),
            overtime_minutes=tuple(share * minutes for minutes in center.overtime_minutes),
        )
        for center in problem.work_centers
    )
    return replace(problem, work_centers=centers)


class Tally:
    """What became of promises: met by the plan that carried them first, or not; and of those made before."""

    def __init__(self) -> None:
        """Begin with nothing promised."""
        self.promised = self.met = self.made_late = self.plans = 0

    @property
    def share(self) -> float:
        """The share of the dates that were met; 1 where nothing was promised."""
        return self.met / self.promised if self.promised else 1.0

    def lines(self, series: Series, options: Namespace) -> Iterator[Line]:
        """Promise until there are enough, and give a line for each promise that is not kept."""
        empty = 0
        while self.promised < options.count and empty <= options.plans:
            if self.plans and self.plans % options.plans == 0:
                series.begin_again()
            found = series.round(min(options.batch, options.count - self.promised))
            self.plans += 1
            self.promised += len(found.new)
            self.met += sum(one.in_time for one in found.new)
            self.made_late += len(found.made_late)
            empty = 0 if found.new else empty + 1
            yield from (_broken(one, "new") for one in found.new if not one.in_time)
            yield from (_broken(one, "older") for one in found.made_late)

    def summary(self, site: str, options: Namespace) -> Line:
        """Return the figures of a plant."""
        text = (
            f"{site}: {self.promised} promises, {options.batch} between two plans: {self.met} met"
            f" ({100 * self.share:.2f} %); {self.made_late} promised before were made late by {self.plans} plans"
        )
        record = {
            "site": site, "batch": options.batch, "plans": self.plans, "promises": self.promised, "met": self.met,
            "share": self.share, "older_made_late": self.made_late,
        }  # fmt: skip
        return Line(text, record)


def _broken(one: Kept, age: str) -> Line:
    order, taken = one.quoted.order, taken_by(one)
    named = "; ".join(f"{what}: {', '.join(whom)}" for what, whom in taken.items())
    planned = "never" if one.planned_day is None else f"day {one.planned_day}"
    text = f"  {age} {order.key}: {order.quantity:g} {order.item} for day {order.due_day} come {planned}. {named}"
    record = {
        "not_kept": order.key, "age": age, "item": order.item, "quantity": order.quantity, "due_day": order.due_day,
        "planned_day": one.planned_day, "taken_by": taken,
    }  # fmt: skip
    return Line(text, record)


def taken_by(one: Kept) -> dict[str, list[str]]:
    """Return, by work centre or item that the promise rested on, whom the plan gave it: the most taken first."""
    consumers = consumers_of(one.problem, one.plan)
    place = next(n for n, demand in enumerate(one.problem.demands) if demand.key == one.quoted.order.key)
    wanted = {(load.work_center, load.day) for load in one.quoted.backing.loads}
    minutes: dict[str, dict[str, float]] = {}
    for load in one.plan.loads:
        whom = consumers.get(load.lot, -1)
        if (load.work_center, load.day) in wanted and whom != place:
            name = one.problem.demands[whom].key if whom >= 0 else STOCK
            of_center = minutes.setdefault(load.work_center, {})
            of_center[name] = of_center.get(name, 0.0) + load.minutes
    return {
        center: sorted(whom, key=lambda name: (-whom[name], name))[:MOST_NAMED] for center, whom in minutes.items()
    }


def consumers_of(problem: PlanningProblem, plan: Plan) -> dict[int, int]:
    """Return, for each lot by its place, the demand that takes the most of it, through its parents; -1: none does."""
    rows = zip(
        plan.pegging.consumer_lot, plan.pegging.consumer_demand, plan.pegging.supply_kind, plan.pegging.supply,
        plan.pegging.quantity, strict=True,
    )  # fmt: skip
    most: dict[int, tuple[float, int, int]] = {}
    for lot, demand, kind, supply, quantity in rows:
        if kind == "lot" and quantity > most.get(supply, (0.0, -1, -1))[0]:
            most[supply] = (quantity, lot, demand)
    found: dict[int, int] = {}
    for lot in most:
        now, demand = lot, -1
        while now in most and demand < 0:
            _quantity, now, demand = most[now]
        found[lot] = demand
    return found
