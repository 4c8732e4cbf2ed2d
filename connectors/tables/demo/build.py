"""The pump maker as a set of tables: the same text that a file would hold, so that it goes the same way in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from connectors.tables.cells import folded
from connectors.tables.demo import deliveries, demand, in_work, plants
from connectors.tables.demo.catalogue import BREMEN, HANGZHOU, Part, parts
from connectors.tables.layout import BY_NAME
from connectors.tables.sheets import Sheet, SheetSet

SEED = 20260105
# Nothing new starts inside the first, a change there needs a manager or a reason; inside the second, a change has its
# price. An order to a supplier can go out today.
DEMAND_FENCE_DAYS, PLANNING_FENCE_DAYS, BUYING_FENCE_DAYS = 2, 7, 0
FENCES = (DEMAND_FENCE_DAYS, PLANNING_FENCE_DAYS)
SITES = (
    (HANGZHOU, "Hangzhou pump works 杭州泵业", "Asia/Shanghai", "CNY", "Mon-Sat", "CN", *FENCES),
    (BREMEN, "Pumpenwerk Bremen", "Europe/Berlin", "EUR", "Mon-Fri", "DE", *FENCES),
)
# A motor that comes late: what is late because of it shows why a plan must look at material, too.
LATE_MOTOR, LATE_DAYS, LATE_MOTOR_WEEKS = "MOT-11", 9, 0.9
BOUGHT_STOCK_WEEKS, MADE_STOCK_WEEKS, PUMP_STOCK_WEEKS = 2.5, 1.0, 0.5
SAFETY_WEEKS = 0.3
PUMP_SAFETY_DAYS = 2
LOT_FAMILIES = ("Castings", "Motors")

SITE = (
    "site", "name", "time_zone", "currency", "working_days", "holiday_country", "demand_time_fence_days",
    "planning_time_fence_days",
)
STOCK = ("site", "item", "lot", "place", "quantity", "blocked")
RECEIPT = ("site", "receipt", "line", "item", "quantity", "received_quantity", "arrives")
DELIVERED = ("site", "delivery", "line", "kind", "item", "source", "due_date", "actual_date", "quantity")

Row = Sequence[object]


def demo_set(now: datetime) -> SheetSet:
    """Return the tables of the demo, counted from today in each plant's zone; the same day gives the same tables."""
    chance = Random(SEED)  # noqa: S311  # made-up data: it must be the same every time, not secret
    today = {code: now.astimezone(ZoneInfo(zone)).date() for code, _name, zone, *_rest in SITES}
    catalogue = parts()
    lines = demand.order_lines(chance, catalogue, today)
    rates = demand.weekly_rates(lines)
    needs = plants.weekly_needs(catalogue, rates)
    pumps = {part.code for part in catalogue if part.is_pump}
    stored = stock(chance, catalogue, needs)
    return SheetSet(
        sheets=[
            sheet("site", SITE, SITES),
            items(catalogue, needs),
            bom(catalogue),
            work_centers(),
            routings(catalogue, needs),
            sheet("stock", STOCK, stored),
            sheet("receipts", RECEIPT, [
                *purchase_orders(chance, catalogue, needs, today),
                *in_work.released_orders(planned_at(catalogue), needs, lines, on_hand(stored), today),
            ]),
            orders(lines),
            sheet("forecast", ("site", "item", "period_start", "quantity"), demand.forecast(rates, pumps, today)),
            sheet("demand_history", ("site", "item", "week_start", "quantity"), demand.history(chance, rates, today)),
            sheet("deliveries", DELIVERED, deliveries.deliveries(planned_at(catalogue), today)),
        ]
    )


def sheet(name: str, header: tuple[str, ...], rows: Iterable[Row]) -> Sheet:
    """Return a table as the text of a file."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return Sheet(BY_NAME[folded(name)], f"demo {name}", header, cells, range(2, len(cells) + 2))


def planned_at(catalogue: list[Part]) -> list[tuple[str, Part]]:
    """Return every item with every plant that plans it."""
    return [(site, part) for part in catalogue for site in part.sites]


def items(catalogue: list[Part], needs: demand.Weekly) -> Sheet:
    """Return the items, and how each plant plans them."""
    header = (
        "site", "item", "name", "category", "make_or_buy", "unit_cost", "list_price", "mps", "safety_time_days",
        "safety_stock", "lead_time_days", "supplier", "min_lot", "period_of_supply_days", "demand_time_fence_days",
    )
    rows = [
        (
            site, part.code, part.name, part.family, "make" if part.is_made else "buy", part.unit_cost, part.list_price,
            "yes" if part.is_pump else "no", PUMP_SAFETY_DAYS if part.is_pump else 0,
            0 if part.is_pump else math.ceil(needs[site, part.code] * SAFETY_WEEKS),
            part.lead_time_days, part.supplier, part.lot_minimum, 3 if part.is_made else 7,
            None if part.is_made else BUYING_FENCE_DAYS,
        )
        for site, part in planned_at(catalogue)
    ]
    return sheet("items", header, rows)


def bom(catalogue: list[Part]) -> Sheet:
    """Return the bills of material."""
    rows = [(part.code, component, quantity) for part in catalogue for component, quantity in part.bill]
    return sheet("bom", ("parent", "component", "quantity_per"), rows)


def work_centers() -> Sheet:
    """Return the work centres."""
    header = (
        "site", "work_center", "name", "hours_per_week", "days_per_week", "cost_per_hour", "overtime_hours_per_week",
        "overtime_cost_per_hour",
    )
    rows = [
        (
            center.site, center.code, center.name, center.hours_per_week, center.days_per_week, center.cost_per_hour,
            round(center.hours_per_week * plants.OVERTIME_SHARE, 1), center.cost_per_hour * plants.OVERTIME_PRICE,
        )
        for center in plants.CENTERS
    ]
    return sheet("work_centers", header, rows)


def routings(catalogue: list[Part], needs: demand.Weekly) -> Sheet:
    """Return the steps, with run times that fill the work centres."""
    factors = plants.run_factors(catalogue, needs)
    rows = [
        (site, part.code, 10 * number, center, setup, round(run * factors[center], 2))
        for part in catalogue
        for site, steps in part.steps
        for number, (center, setup, run) in enumerate(steps, start=1)
    ]
    return sheet("routings", ("site", "item", "step", "work_center", "setup_minutes", "run_minutes_per_unit"), rows)


def stock(chance: Random, catalogue: list[Part], needs: demand.Weekly) -> list[Row]:
    """Return what lies in the stores; castings and motors in two lots."""
    rows: list[Row] = []
    for site, part in planned_at(catalogue):
        weeks = BOUGHT_STOCK_WEEKS if not part.is_made else PUMP_STOCK_WEEKS if part.is_pump else MADE_STOCK_WEEKS
        if part.code == LATE_MOTOR and site == HANGZHOU:
            weeks = LATE_MOTOR_WEEKS
        quantity = math.ceil(needs[site, part.code] * weeks * chance.uniform(0.9, 1.2))
        place = f"{site}-{'F' if part.is_pump else 'P' if part.is_made else 'R'}{1 + chance.randrange(4)}"
        if part.family in LOT_FAMILIES and quantity > 1:
            first = quantity // 3
            lots = (("L2601", first), ("L2602", quantity - first))
            rows += [(site, part.code, lot, place, count, "no") for lot, count in lots]
        else:
            rows.append((site, part.code, "", place, quantity, "no"))
    rows.append((BREMEN, "CST-IL-M", "L2588", "BRE-Q1", 6, "yes"))
    return rows


def on_hand(stored: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Return how many pieces of each item a plant can take from its stores."""
    pieces: Counter[tuple[str, str]] = Counter()
    for site, item, _lot, _place, quantity, blocked in stored:
        if blocked == "no":
            pieces[str(site), str(item)] += int(str(quantity))
    return pieces


def purchase_orders(chance: Random, catalogue: list[Part], needs: demand.Weekly, today: dict[str, date]) -> list[Row]:
    """Return the purchase orders on their way: a week's need for every week that it takes to get the item."""
    rows: list[Row] = []
    number = 7000
    for site, part in planned_at(catalogue):
        need = needs[site, part.code]
        if part.is_made or not need:
            continue
        for week in range(1, part.lead_time_days // demand.DAYS_IN_A_WEEK + 2):
            late = LATE_DAYS if part.code == LATE_MOTOR and site == HANGZHOU else 0
            arrives = today[site] + timedelta(days=week * demand.DAYS_IN_A_WEEK + chance.randrange(4) + late)
            number += 1
            quantity = max(part.lot_minimum, math.ceil(need))
            rows.append((site, f"PO-{number}", 10, part.code, quantity, 0, arrives))
            if quantity > 2 * need:
                break
    return rows


def orders(lines: list[demand.Line]) -> Sheet:
    """Return the order book."""
    header = (
        "site", "order", "line", "customer", "customer_name", "territory", "customer_class", "item", "quantity",
        "shipped_quantity", "order_date", "requested_date", "promised_date", "priority", "price",
        "status",
    )
    rows = [
        (
            line.site, line.order, line.line, *line.customer, line.item, line.quantity, line.shipped, line.order_date,
            line.requested_date, line.promised_date, line.priority, line.price, line.status,
        )
        for line in lines
    ]
    return sheet("orders", header, rows)
