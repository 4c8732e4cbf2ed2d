"""
What must hold of the promise ledger at every moment, told by somebody who does not ask the code that promises.

`Room` counts what the inputs of the published plan allow, from the tables that people edit. `watch` reads the events of
each promise from the first to the last: played back they must give the promise as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from django.db.models import Sum

from capacity.models import CalendarDay
from materials.models import StockBalance
from orders.models import OPEN_STATUSES, OrderLine
from orders.promises.models import Assurance, Promise, PromiseEvent, PromiseNews, PromiseState
from tests.mps.plant import Plant

MINUTES_A_PUMP, MINUTES_A_DAY, WORKING_WEEKDAYS = 10, 480, 5  # of the plant that tests have
DAYS = 40  # that are looked at
CASING_LEAD_DAYS = 15
JUDGED = frozenset({PromiseNews.AT_RISK, PromiseNews.BROKEN, PromiseNews.SAFE})


@dataclass(frozen=True, slots=True)
class Room:
    """
    Pumps that can leave by each day of a plan, by its inputs alone, and those that its orders want by then.

    Nothing else can be had: the stock of pumps, and what the minutes and the casings allow to be made.
    """

    start: date
    possible: tuple[float, ...]
    wanted: tuple[float, ...]

    @classmethod
    def of(cls, mill: Plant) -> Room:
        """Read the inputs as they are now."""
        mill.site.refresh_from_db()
        start, pumps, casings = mill.site.horizon_start, stock_of(mill, mill.pump.pk), stock_of(mill, mill.casing.pk)
        special = dict(CalendarDay.objects.filter(calendar__site=mill.site).values_list("day", "minutes"))
        possible, made = [], 0.0
        for number in range(DAYS):
            day = start + timedelta(days=number)
            made += special.get(day, MINUTES_A_DAY if day.weekday() < WORKING_WEEKDAYS else 0) // MINUTES_A_PUMP
            possible.append(pumps + min(made, casings if number < CASING_LEAD_DAYS else inf))
        lines = OrderLine.objects.filter(item=mill.pump, status__in=OPEN_STATUSES)
        wanted = ((line.promised_date or line.requested_date, float(line.open_quantity)) for line in lines)
        return cls(start, tuple(possible), by_day(start, wanted))

    def overbooked(self, since: Iterable[Promise], *, from_day: date) -> Mapping[date, float]:
        """Return by how much, from a day on, the orders of the plan and the promises made since are too many."""
        more = by_day(self.start, ((line_of(one).promised_date or self.start, taken_by(one)) for one in since))
        first = max(0, (from_day - self.start).days)
        return {
            self.start + timedelta(days=day): wanted + made - possible
            for day, (possible, wanted, made) in enumerate(zip(self.possible, self.wanted, more, strict=True))
            if day >= first and wanted + made > possible
        }


def stock_of(mill: Plant, item_id: int) -> float:
    """Return how much of an item is in stock."""
    there = StockBalance.objects.filter(site=mill.site, item_id=item_id).aggregate(total=Sum("quantity"))
    return float(there["total"] or 0)


def by_day(start: date, wanted: Iterable[tuple[date, float]]) -> tuple[float, ...]:
    """Return how much is wanted by each day; what was wanted before the first is wanted on it."""
    found = [0.0] * DAYS
    for day, quantity in wanted:
        for number in range(max(0, (day - start).days), DAYS):
            found[number] += quantity
    return tuple(found)


def line_of(promise: Promise) -> OrderLine:
    """Return the line as it is now."""
    return OrderLine.objects.get(pk=promise.line_id)


def taken_by(promise: Promise) -> float:
    """Return what a promise has taken of what its plan left: also what has left the plant since is gone."""
    line = line_of(promise)
    return float(max(line.quantity, line.shipped_quantity) if line.status in OPEN_STATUSES else line.shipped_quantity)


def watch(promises: Iterable[Promise]) -> None:
    """Assert that every promise is as its events say, and that each event has a reason and is a notice."""
    for promise in promises:
        events = list(PromiseEvent.objects.filter(promise=promise).order_by("pk"))
        told, assurance = played_back(events)
        line = line_of(promise)
        assert told == {"state": promise.state, "date": line.promised_date, "quantity": float(line.quantity)}
        assert assurance == promise.assurance
        for event in events:
            assert event.why
            of_their_own = event.by_id is not None and event.by_id == promise.made_by_id
            assert (event.seen_at is not None) == of_their_own, f"{event}: no notice"
        assert_judged(promise, line)


def played_back(events: Iterable[PromiseEvent]) -> tuple[dict[str, object], str]:
    """Return what the events make of a promise; each must begin where the one before has ended."""
    told: dict[str, object] = {}
    assurance = str(Assurance.SAFE)
    for event in events:
        if event.kind in JUDGED:
            assurance = event.kind
            continue
        for name, value in read(event.before).items():
            assert told.get(name) == value, f"{event}: {name} was {told.get(name)} before"
        told |= read(event.after)
        if event.kind != PromiseNews.CHANGED:
            told["state"] = event.kind
    return told, assurance


def read(values: Mapping[str, object]) -> dict[str, object]:
    """Return an event's values as a line has them."""
    return {
        name: date.fromisoformat(str(value)) if name == "date" and value else value and float(str(value))
        for name, value in values.items()
    }


def assert_judged(promise: Promise, line: OrderLine) -> None:
    """Assert that a promise which the plan does not keep is in danger: it is not silently late."""
    outlook = getattr(line, "outlook", None)
    alive = promise.state in (PromiseState.HELD, PromiseState.CONFIRMED)
    if alive and outlook and promise.revision <= outlook.revision and outlook.line_version == line.version:
        kept = outlook.planned_date is not None and outlook.planned_date <= (line.promised_date or date.min)
        assert kept or promise.assurance != Assurance.SAFE, f"{promise} is late by the plan, and nobody was told"
