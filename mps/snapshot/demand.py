"""What is wanted by when: open order lines, and the forecast that they have not consumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from capacity.calendars import WorkingDays
from company.models import Site
from mps.scheduler.forecast import ConsumptionWindow, ForecastPeriod, OrderedQuantity, net_forecast
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import Demand, DemandKind
from mps.snapshot.rows import read_all
from orders.models import LOWEST_PRIORITY, OPEN_STATUSES

LINES = """
SELECT line.id, sales_order.number || '/' || line.line_number || '/' || line.schedule_number, item.code,
       (line.quantity - line.shipped_quantity)::float8, line.requested_date, line.promised_date, line.priority,
       line.may_split, line.unit_price::float8, line.version
FROM orders_orderline AS line
JOIN orders_salesorder AS sales_order ON sales_order.id = line.order_id
JOIN materials_item AS item ON item.id = line.item_id
WHERE line.site_id = %s AND line.status IN %s AND line.quantity > line.shipped_quantity AND NOT line.planning_frozen
ORDER BY sales_order.number, line.line_number, line.schedule_number
"""
FORECASTS = """
SELECT item.code, period_start, max(period_days), sum(quantity)::float8
FROM orders_forecast AS forecast JOIN materials_item AS item ON item.id = forecast.item_id
WHERE forecast.site_id = %s AND quantity > 0 GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An order line that wants something of the plan."""

    line_id: int
    key: str
    item: str
    open_quantity: float
    requested_date: date
    promised_date: date | None
    priority: int
    may_split: bool
    unit_price: float
    version: int
    due_date: date

    @property
    def value(self) -> float:
        """What the customer pays for what is still open."""
        return self.open_quantity * self.unit_price


def open_lines(site_id: int, days: WorkingDays) -> list[OpenLine]:
    """Return the open lines; due on the promised, else the requested date, or the working day before it."""
    due: dict[date, date] = {}
    lines = []
    for row in read_all(LINES, [site_id, tuple(OPEN_STATUSES)]):
        wanted = row[5] or row[4]
        if wanted not in due:
            due[wanted] = days.on_or_before(wanted)
        lines.append(OpenLine(*row, due[wanted]))
    return lines


def order_demands(lines: Sequence[OpenLine], horizon: Horizon) -> Iterator[Demand]:
    """Yield one demand per open line, in the lines' order."""
    for line in lines:
        yield Demand(
            key=line.key, item=line.item, quantity=line.open_quantity, due_day=horizon.day_of(line.due_date),
            priority=line.priority, promised=line.promised_date is not None, may_split=line.may_split,
            unit_price=line.unit_price,
        )  # fmt: skip


def forecast_demands(site: Site, lines: Sequence[OpenLine], horizon: Horizon) -> Iterator[Demand]:
    """Yield what is left of the forecast, due on the first day of its period; inside the demand fence only orders count."""
    ordered = defaultdict(list)
    for line in lines:
        ordered[line.item].append(OrderedQuantity(horizon.day_of(line.due_date), line.open_quantity))
    periods = defaultdict(list)
    for item, start, days, quantity in read_all(FORECASTS, [site.pk]):
        periods[item].append(ForecastPeriod(horizon.day_of(start), horizon.day_of(start) + days, quantity))
    window = ConsumptionWindow(site.forecast_backward_days, site.forecast_forward_days)
    for item, forecast in periods.items():
        left = net_forecast(forecast, sorted(ordered[item], key=lambda order: order.day), window)
        for period, quantity in zip(forecast, left, strict=True):
            outside_fence = period.end_day > max(0, site.demand_time_fence_days) and period.start_day < horizon.day_count
            if quantity > 0 and outside_fence:
                yield Demand(
                    key=f"forecast/{item}/{horizon.date_of(period.start_day)}", item=item, quantity=quantity,
                    due_day=max(0, period.start_day), priority=LOWEST_PRIORITY, kind=DemandKind.FORECAST,
                )  # fmt: skip
