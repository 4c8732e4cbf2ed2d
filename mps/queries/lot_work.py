"""How the load of a work centre divides: by week, and by what its lots have in common or are for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from materials.models import Item
from mps.queries.kept_plan import KeptLot, KeptPlan, kept_plan
from mps.queries.load import Week
from mps.queries.loads import minutes_of_lots
from mps.queries.lots import Ends, ends_of
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.scheduler.problem import Demand, DemandKind

GROUPS_SHOWN = 7
ROUNDING = 1e-9


class Grouping(StrEnum):
    """By what a load is divided; a lot counts for all the orders that it is for in the end, as much as each takes."""

    FAMILY = "family"
    ITEM = "item"
    PRIORITY = "priority"
    ORDER = "order"


class Rest(StrEnum):
    """Groups that have no name of their own."""

    OTHERS = "others"
    NO_FAMILY = "no family"
    FORECAST = "forecast"
    STOCK = "stock"


Name = str | int | Rest  # a family, an item, the number of an order; a priority


@dataclass(frozen=True, slots=True)
class LotWork:
    """A lot, and the minutes that it takes on a work centre on the days that are looked at."""

    key: str
    item_code: str
    item_name: str
    quantity: float
    start: date
    finish: date
    minutes: float

    @property
    def hours(self) -> float:
        """The minutes as hours."""
        return self.minutes / MINUTES_IN_AN_HOUR


@dataclass(frozen=True, slots=True)
class Group:
    """The minutes of what has a name in common, week by week."""

    name: Name
    minutes: tuple[float, ...]


def lots_in(plan_id: int, center: str, first: date, last: date) -> list[LotWork]:
    """
    Return what fills a work centre (a code) from a day to another, both included, what takes most first.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    minutes = minutes_of_lots(plan, center, first, last)
    lots = [plan.lot_by_key[key] for key in minutes]
    names = dict(Item.objects.filter(code__in={lot.item for lot in lots}).values_list("code", "name"))
    found = [
        LotWork(
            lot.key, lot.item, names.get(lot.item, ""), lot.quantity, plan.date_of(lot.start_day),
            plan.date_of(lot.finish_day), minutes[lot.key],
        )
        for lot in lots
    ]  # fmt: skip
    return sorted(found, key=lambda lot: (-lot.minutes, lot.key))


def by_week(plan_id: int, center: str, weeks: Sequence[Week], grouping: Grouping) -> list[Group]:
    """
    Return the minutes of a work centre (a code) by week and group: the `GROUPS_SHOWN` largest, all the others as one.

    Raises PlanDetail.DoesNotExist for a plan that is no longer kept in full.
    """
    plan = kept_plan(plan_id)
    columns = {week.first + timedelta(days=day): place for place, week in enumerate(weeks) for day in _days(week)}
    shares = _Shares(plan, grouping)
    sums: dict[Name, list[float]] = defaultdict(lambda: [0.0] * len(weeks))
    for row in plan.minutes_at[center]:
        place = columns.get(plan.date_of(row.day))
        if place is not None:
            for name, share in shares.of(plan.lot_by_key[row.lot]).items():
                sums[name][place] += share * row.minutes
    return _largest(sums)


def _days(week: Week) -> range:
    return range((week.last - week.first).days + 1)


def _largest(sums: Mapping[Name, Sequence[float]]) -> list[Group]:
    ranked = sorted(sums.items(), key=lambda one: (-sum(one[1]), str(one[0])))
    shown = [Group(name, tuple(minutes)) for name, minutes in ranked[:GROUPS_SHOWN]]
    others = [minutes for _name, minutes in ranked[GROUPS_SHOWN:]]
    return [*shown, Group(Rest.OTHERS, tuple(map(sum, zip(*others, strict=True))))] if others else shown


class _Shares:
    """Which part of a lot belongs to which group; the parts of a lot add up to 1."""

    def __init__(self, plan: KeptPlan, grouping: Grouping) -> None:
        self._plan, self._grouping = plan, grouping
        self._families = dict(Item.objects.values_list("code", "family")) if grouping is Grouping.FAMILY else {}
        self._ends: dict[int, Ends] = {}
        self._known: dict[str, Mapping[Name, float]] = {}

    def of(self, lot: KeptLot) -> Mapping[Name, float]:
        if lot.key not in self._known:
            self._known[lot.key] = self._shares(lot)
        return self._known[lot.key]

    def _shares(self, lot: KeptLot) -> Mapping[Name, float]:
        if self._grouping is Grouping.ITEM:
            return {lot.item: 1.0}
        if self._grouping is Grouping.FAMILY:
            return {self._families.get(lot.item) or Rest.NO_FAMILY: 1.0}
        ends, found = ends_of(self._plan, lot, self._ends), defaultdict[Name, float](float)
        for place, quantity in ends.by_demand.items():
            found[self._name(self._plan.problem.demands[place])] += quantity / lot.quantity
        stocked = 1.0 - sum(found.values())
        return {**found, Rest.STOCK: stocked} if stocked > ROUNDING else found

    def _name(self, demand: Demand) -> Name:
        if demand.kind is not DemandKind.ORDER:
            return Rest.FORECAST
        return demand.priority if self._grouping is Grouping.PRIORITY else demand.key.rsplit("/", 2)[0]
