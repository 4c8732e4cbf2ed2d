"""What is wanted by when: open order lines, and the forecast that they have not consumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capacity.calendars import WorkingDays
from company.models import Site
from mps.scheduler.forecast import ConsumptionWindow, ForecastPeriod, OrderedQuantity, net_forecast
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import Demand, DemandKind
from mps.scheduler.reach import SMALLEST_QUANTITY
from mps.snapshot.kept import Kept
from mps.snapshot.rows import read_all
from orders.models import LOWEST_PRIORITY, OPEN_STATUSES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Stands for "no day is held" among day numbers; no horizon reaches back that far.
NOT_HELD = -1_000_000
MOST_URGENT = 1

# Dates come as numbers of days from the start of the horizon: 20,000 dates would cost more than all the rest.
LINES = """
SELECT line.id, sales_order.number || '/' || line.line_number || '/' || line.schedule_number, item.code,
       (line.quantity - line.shipped_quantity)::float8, coalesce(line.promised_date, line.requested_date) - %s,
       line.promised_date IS NOT NULL, line.priority, line.may_split, line.unit_price::float8, line.version,
       CASE WHEN line.planning_frozen THEN outlook.planned_date - %s END, line.make_to_order_key
FROM orders_orderline AS line
LEFT JOIN orders_lineoutlook AS outlook ON outlook.line_id = line.id
JOIN orders_salesorder AS sales_order ON sales_order.id = line.order_id
JOIN materials_item AS item ON item.id = line.item_id
WHERE line.site_id = %s AND line.status IN %s AND line.quantity > line.shipped_quantity
ORDER BY line.id
"""
FORECASTS = """
SELECT item.code, period_start, max(period_days), sum(quantity)::float8
FROM orders_forecast AS forecast JOIN materials_item AS item ON item.id = forecast.item_id
WHERE forecast.site_id = %s AND quantity > 0 GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class OpenLines:
    """
    The order lines that want something of the plan, as columns, by ascending id.

    Shape: all of one length; line number n is demand number n of the problem. `due_days` counts from the start of the
           horizon (negative: in the past) to the promised, else the requested date, or the working day before it;
           `wanted_days` to that date itself, after which a line is late.
           `held_days` is the day that a frozen line is planned for, NOT_HELD where nothing is held. `keys` are the
           make-to-order keys, empty where what is made is for anybody.
    Unit:  `values` in the site's currency, of what is still open.
    """

    line_ids: Ints
    versions: Ints
    due_days: Ints
    wanted_days: Ints
    promised: Flags
    held_days: Ints
    values: Floats
    keys: tuple[str, ...]


def _order(
    key: str, item: str, quantity: float, due_day: int, priority: int, promised: bool, may_split: bool, price: float
) -> Demand:
    return Demand(key, item, quantity, due_day, priority, DemandKind.ORDER, promised, may_split, price)


_orders = Kept(_order)


def read_lines(site_id: int, days: WorkingDays, horizon: Horizon) -> tuple[OpenLines, tuple[Demand, ...]]:
    """Return the open lines of a site, and a demand for each, in the same order."""
    rows = read_all(LINES, [horizon.start_date, horizon.start_date, site_id, tuple(OPEN_STATUSES)])
    columns = list(zip(*rows, strict=True)) or [()] * 12
    line_ids, keys, items, quantities, wanted, promised, priorities, may_split, prices, versions, held, mto = columns
    due_day = {day: horizon.day_of(days.on_or_before(horizon.date_of(day))) for day in set(wanted)}
    due = [due_day[day] for day in wanted]
    lines = OpenLines(
        line_ids=np.array(line_ids, dtype=np.int64),
        versions=np.array(versions, dtype=np.int64),
        due_days=np.array(due, dtype=np.int64),
        wanted_days=np.array(wanted, dtype=np.int64),
        promised=np.array(promised, dtype=np.bool_),
        held_days=np.array([NOT_HELD if day is None else day for day in held], dtype=np.int64),
        values=np.array(quantities, dtype=np.float64) * np.array(prices, dtype=np.float64),
        keys=tuple(mto),
    )
    # What is frozen goes before everything that is not, and its day is as good as promised.
    is_held = [day is not None for day in held]
    due = [own if day is None else day for day, own in zip(held, due, strict=True)]
    urgent = [MOST_URGENT if frozen else own for frozen, own in zip(is_held, priorities, strict=True)]
    given = [frozen or own for frozen, own in zip(is_held, promised, strict=True)]
    demands = zip(keys, items, quantities, due, urgent, given, may_split, prices, strict=True)
    return lines, _orders.records(site_id, demands)


def forecast_demands(site: Site, orders: Sequence[Demand], days: WorkingDays, horizon: Horizon) -> Iterator[Demand]:
    """Yield the site's net forecast as demands."""
    periods = defaultdict(list)
    for item, start, period_days, quantity in read_all(FORECASTS, [site.pk]):
        first_day = horizon.day_of(start)
        periods[item].append(ForecastPeriod(first_day, first_day + period_days, quantity))
    yield from net_demands(site, periods, orders, days, horizon)


def net_demands(
    site: Site, periods: Mapping[str, Sequence[ForecastPeriod]], orders: Sequence[Demand], days: WorkingDays,
    horizon: Horizon,
) -> Iterator[Demand]:
    """
    Yield the net forecast, due on the last working day of its period; inside the demand fence only orders count.

    A forecast says how much within a period, not on which day of it: it is met when all of it is there by the end.
    """
    ordered = defaultdict(list)
    for order in orders:
        if order.item in periods:
            ordered[order.item].append(OrderedQuantity(order.due_day, order.quantity))
    window = ConsumptionWindow(site.forecast_backward_days, site.forecast_forward_days)
    for item, forecast in periods.items():
        left = net_forecast(forecast, sorted(ordered[item], key=lambda order: order.day), window)
        for period, quantity in zip(forecast, left, strict=True):
            outside_fence = (
                period.end_day > max(0, site.demand_time_fence_days) and period.start_day < horizon.day_count
            )
            last_day = horizon.date_of(min(period.end_day, horizon.day_count) - 1)
            due = max(0, horizon.day_of(days.on_or_before(last_day)))
            if quantity >= SMALLEST_QUANTITY and outside_fence:
                yield Demand(
                    key=f"forecast/{item}/{horizon.date_of(period.start_day)}", item=item, quantity=quantity,
                    due_day=due, priority=LOWEST_PRIORITY, kind=DemandKind.FORECAST,
                )  # fmt: skip
