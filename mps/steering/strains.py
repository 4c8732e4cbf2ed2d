"""What a correct plan suffers from firm lots: components that they lack, and work centres that they overload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import numpy as np
from django.utils.translation import gettext as _

from company.formats import number, short_date
from mps.models import Steering, SteeringKind
from mps.scheduler.check import Checked
from mps.scheduler.check_supply import consumption
from mps.scheduler.faults import near
from mps.scheduler.horizon import DAYS_IN_A_WEEK, MINUTES_IN_AN_HOUR, Horizon
from mps.scheduler.plan import Lot, Result
from mps.scheduler.rows import daily_load

OF_QUANTITY = "steer/"
LEAST_MINUTES = 0.5


@dataclass(frozen=True, slots=True)
class Short:
    """A firm lot that gets less of a component (a code) than it needs, in the component's unit."""

    lot: Lot
    component: str
    needed: float
    missing: float


@dataclass(frozen=True, slots=True)
class Overload:
    """Minutes beyond capacity and overtime in a calendar week, on days of the horizon; `lots` are keys of firm ones."""

    work_center: str
    first_day: int
    last_day: int
    minutes: float
    lots: tuple[str, ...]


def key_of(row: Steering) -> str:
    """Return by what the lots of a decision are known; empty where it makes none."""
    if row.kind == SteeringKind.QUANTITY:
        return f"{OF_QUANTITY}{row.pk}"
    return row.lot_key if row.kind == SteeringKind.LOT else ""


def owner_of(lot_key: str) -> str:
    """Return `key_of` the decision that a firm lot comes from."""
    return "/".join(lot_key.split("/")[:2]) if lot_key.startswith(OF_QUANTITY) else lot_key


def short_components(checked: Checked, result: Result) -> Iterator[Short]:
    """Yield the firm lots that lack components."""
    index, columns = checked.index, checked.columns
    codes, items = list(index.accepted.items), max(1, len(index.accepted.items))
    lot, component, needed = consumption(index, columns)
    internal = columns.peg_lot >= 0
    pegged: dict[int, float] = {}
    pairs = columns.peg_lot[internal] * items + columns.peg_item[internal]
    for pair, quantity in zip(pairs.tolist(), columns.peg_quantity[internal].tolist(), strict=True):
        pegged[pair] = pegged.get(pair, 0.0) + quantity
    firm = columns.lot_firm[lot] if len(lot) else np.zeros(0, dtype=np.bool_)
    for place in np.flatnonzero(firm).tolist():
        missing = float(needed[place]) - pegged.get(int(lot[place]) * items + int(component[place]), 0.0)
        if missing > near(needed[place : place + 1])[0]:
            yield Short(result.plan.lots[int(lot[place])], codes[int(component[place])], float(needed[place]), missing)


def overloads(checked: Checked, result: Result) -> Iterator[Overload]:
    """Yield the weeks in which a work centre has more to do than it can, by work centre and week."""
    index, columns = checked.index, checked.columns
    over = daily_load(index, columns)[0] - index.available_minutes - columns.bought
    monday = -((index.problem.horizon.first_ordinal) % DAYS_IN_A_WEEK)
    for center, code in enumerate(index.accepted.work_centers):
        days = np.flatnonzero(over[center] > LEAST_MINUTES).tolist()
        for _week, of_week in groupby(days, key=lambda day: (day - monday) // DAYS_IN_A_WEEK):
            found = list(of_week)
            there = (columns.load_center == center) & np.isin(columns.load_day, found)
            lots = np.unique(columns.load_lot[there & columns.lot_firm[columns.load_lot]]).tolist()
            keys = tuple(result.plan.lots[lot].key for lot in lots)
            yield Overload(code, found[0], found[-1], float(over[center, found].sum()), keys)


def short_words(short: Short) -> str:
    """Return in a sentence what a lot lacks."""
    words = _("%(missing)s of %(needed)s %(component)s are missing for %(quantity)s %(item)s.")
    return words % {
        "missing": number(short.missing), "needed": number(short.needed), "component": short.component,
        "quantity": number(short.lot.quantity), "item": short.lot.item,
    }  # fmt: skip


def overload_words(over: Overload, horizon: Horizon) -> str:
    """Return in a sentence by how much a work centre is overloaded in which week, named as the grid's header has it."""
    words = _("Work centre %(center)s is overloaded by %(hours)s h in week %(week)s, from %(monday)s.")
    day = horizon.date_of(over.first_day)
    monday = day - timedelta(days=day.weekday())
    return words % {
        "center": over.work_center, "hours": number(over.minutes / MINUTES_IN_AN_HOUR, decimals=1),
        "week": f"W{day.isocalendar().week:02d}", "monday": short_date(monday, horizon.start_date),
    }  # fmt: skip
