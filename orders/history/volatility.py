"""How much a customer's orders have changed lately: what a planner asks before believing a date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from orders.models import OPEN_STATUSES

LATELY = timedelta(days=90)
# Changes per line from which on a customer counts as such; below the first one as steady.
MEDIUM_FROM, HIGH_FROM = 0.5, 1.5

# A line counts that is open, or of which something was written lately.
CHANGES = """
WITH mine AS (
    SELECT line.id, line.status FROM orders_orderline AS line
    JOIN orders_salesorder AS sales_order ON sales_order.id = line.order_id
    WHERE sales_order.customer_id = %(customer)s AND line.site_id = ANY(%(sites)s)
), written AS (
    SELECT mine.id AS line_id, event.pgh_label, event.pgh_created_at >= %(since)s AS lately,
           (event.quantity, event.requested_date)
               IS DISTINCT FROM (lag(event.quantity) OVER by_line, lag(event.requested_date) OVER by_line) AS differs
    FROM mine JOIN orders_orderlineevent AS event ON event.pgh_obj_id = mine.id
    WINDOW by_line AS (PARTITION BY event.pgh_obj_id ORDER BY event.pgh_id)
)
SELECT (SELECT count(*) FROM written WHERE lately AND differs AND pgh_label = 'update'),
       (SELECT count(*) FROM mine WHERE status = ANY(%(open)s)
           OR EXISTS (SELECT FROM written WHERE written.line_id = mine.id AND lately))
"""


class Level(StrEnum):
    """How volatile a customer is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


LABELS = {Level.LOW: gettext_lazy("Low"), Level.MEDIUM: gettext_lazy("Medium"), Level.HIGH: gettext_lazy("High")}


@dataclass(frozen=True, slots=True)
class Volatility:
    """Changes of quantity or requested date in the last 90 days, and the lines that could have changed."""

    changes: int
    lines: int

    @property
    def per_line(self) -> float:
        """Changes per line; 0 where there is no line."""
        return self.changes / self.lines if self.lines else 0.0

    @property
    def level(self) -> Level:
        """The class of it."""
        if self.per_line < MEDIUM_FROM:
            return Level.LOW
        return Level.MEDIUM if self.per_line < HIGH_FROM else Level.HIGH

    @property
    def label(self) -> str:
        """The class as the screen calls it."""
        return str(LABELS[self.level])


def volatility_of(customer_id: int, site_ids: Collection[int], *, now: datetime) -> Volatility:
    """Return how much a customer's lines at some sites have changed lately, from their history: one statement."""
    asked: dict[str, Any] = {
        "customer": customer_id, "sites": list(site_ids), "since": now - LATELY, "open": [*map(str, OPEN_STATUSES)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, asked)
        changes, lines = cursor.fetchone()
    return Volatility(changes, lines)
