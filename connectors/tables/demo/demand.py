"""The pump maker's order book, forecast and history: drawn from a seed, counted from today."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from connectors.tables.demo.catalogue import BREMEN, HANGZHOU, Part
from connectors.tables.demo.people import CUSTOMERS

ORDER_COUNT = 400
BREMEN_SHARE = 0.4
# How full the order book is, week by week; what is missing is still to come and stands in the forecast.
BOOKED = (0.9, 1.05, 1.05, 1.0, 0.95, 0.85, 0.75, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15)
LINES_OF_AN_ORDER = (1, 1, 2, 2, 2, 3, 3, 4)
QUANTITIES = (1, 1, 1, 2, 2, 2, 3, 4, 5, 6, 8)
PRIORITY_OF_CLASS = {"A": 1, "B": 2, "C": 3}
FORECAST_WEEKS, HISTORY_WEEKS = 26, 52
FORECAST_SHARE = 0.8
SPARE_PART_SHARE = 0.06
UNPROMISED_SHARE, LATER_SHARE = 0.08, 0.06
DAYS_IN_A_WEEK, SATURDAY = 7, 5

Weekly = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Line:
    """An order line, in the words of the orders table."""

    site: str
    order: str
    line: int
    customer: tuple[str, str, str, str]
    item: str
    quantity: int
    shipped: int
    order_date: date
    requested_date: date
    promised_date: date | None
    priority: int
    price: float
    status: str


def order_lines(chance: Random, parts: list[Part], today: dict[str, date]) -> list[Line]:
    """Return about 900 lines in 400 orders."""
    pumps = {site: [part for part in parts if part.is_pump and site in part.sites] for site in today}
    spares = {
        site: [part for part in parts if part.list_price and not part.is_pump and site in part.sites] for site in today
    }
    # Some pumps sell every day, others now and then.
    weights = {site: [1 / (1 + 0.25 * chance.randrange(10)) for _pump in found] for site, found in pumps.items()}
    lines = []
    for number in range(ORDER_COUNT):
        site = BREMEN if chance.random() < BREMEN_SHARE else HANGZHOU
        code, name, territory, rank, _site = chance.choice([one for one in CUSTOMERS if one[4] == site])
        wanted = wanted_date(chance, today[site])
        ordered = today[site] - timedelta(days=chance.randrange(2, 30))
        chosen = chance.choices(pumps[site], weights[site], k=chance.choice(LINES_OF_AN_ORDER))
        for position, pump in enumerate(dict.fromkeys(chosen), start=1):
            item = chance.choice(spares[site]) if chance.random() < SPARE_PART_SHARE else pump
            quantity = chance.choice(QUANTITIES)
            status, shipped = standing(chance, (wanted - today[site]).days, quantity)
            lines.append(
                Line(
                    site, f"SO-{24001 + number}", position, (code, name, territory, rank), item.code, quantity, shipped,
                    ordered, wanted, promised(chance, wanted, status), PRIORITY_OF_CLASS[rank],
                    round(item.list_price * chance.uniform(0.88, 1.0), 2), status,
                )
            )
    return lines


def wanted_date(chance: Random, today: date) -> date:
    """Return a working day in one of the booked weeks, two days from now or later."""
    week = chance.choices(range(len(BOOKED)), BOOKED)[0]
    wanted = today + timedelta(days=max(2, week * DAYS_IN_A_WEEK + chance.randrange(DAYS_IN_A_WEEK)))
    return wanted - timedelta(days=wanted.weekday() - SATURDAY + 1) if wanted.weekday() >= SATURDAY else wanted


def promised(chance: Random, wanted: date, status: str) -> date | None:
    """Return our word: mostly what was wanted, sometimes a week later; none for what is not confirmed, or new."""
    if status == "requested" or chance.random() < UNPROMISED_SHARE:
        return None
    return wanted + timedelta(days=DAYS_IN_A_WEEK) if chance.random() < LATER_SHARE else wanted


def standing(chance: Random, days: int, quantity: int) -> tuple[str, int]:
    """Return status and shipped quantity of a line that is due in so many days."""
    if days < DAYS_IN_A_WEEK and quantity > 1 and chance.random() < 0.1:
        return "part_shipped", chance.randrange(1, quantity)
    if days > 8 * DAYS_IN_A_WEEK and chance.random() < 0.4:
        return "requested", 0
    return ("released" if days < 2 * DAYS_IN_A_WEEK and chance.random() < 0.3 else "confirmed"), 0


def weekly_rates(lines: list[Line]) -> Weekly:
    """Return how much of each item a plant sells in a week when the book is full."""
    sold: Weekly = defaultdict(float)
    for line in lines:
        sold[line.site, line.item] += line.quantity / sum(BOOKED)
    return dict(sold)


def forecast(rates: Weekly, pumps: set[str], today: dict[str, date]) -> list[tuple[str, str, date, int]]:
    """Return site, item, week and quantity of the forecast: somewhat less than a full book, from next Monday on."""
    rows = []
    for (site, item), rate in sorted(rates.items()):
        if item not in pumps:
            continue
        monday = today[site] + timedelta(days=DAYS_IN_A_WEEK - today[site].weekday())
        due = 0.0
        for week in range(FORECAST_WEEKS):
            due += rate * FORECAST_SHARE
            quantity = math.floor(due)
            due -= quantity
            if quantity:
                rows.append((site, item, monday + timedelta(weeks=week), quantity))
    return rows


def history(chance: Random, rates: Weekly, today: dict[str, date]) -> list[tuple[str, str, date, int]]:
    """Return site, item, week and quantity of what was sold: a year with a summer, and chance."""
    rows = []
    for (site, item), rate in sorted(rates.items()):
        monday = today[site] - timedelta(days=today[site].weekday())
        for week in range(HISTORY_WEEKS, 0, -1):
            start = monday - timedelta(weeks=week)
            season = 1 + 0.18 * math.sin(2 * math.pi * (start.timetuple().tm_yday - 80) / 365)
            quantity = round(rate * season * chance.uniform(0.4, 1.6))
            if quantity:
                rows.append((site, item, start, quantity))
    return rows
