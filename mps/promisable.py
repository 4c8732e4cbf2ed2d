"""
What can still be promised at a site, and to whom: what the current plan leaves uncommitted, less what promises take
that it does not know, less what is kept for other customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from django.db import connection

from company.statements import all_rows
from mps.scheduler.capable_to_promise import Resources
from mps.scheduler.commitments import Commitment, left_after
from mps.scheduler.promise_basis import PromiseBasis

REMEMBERED = 16

# The line as it is now: what of it was taken back since is free again. What was shipped is not: it has left the plant,
# and the plan still counts on it.
UNKNOWN = """
SELECT promise.id, item.code, (
        CASE WHEN promise.state IN ('held', 'confirmed') THEN greatest(line.quantity, line.shipped_quantity)
        ELSE line.shipped_quantity END
    )::float8, line.promised_date, promise.overtime_minutes > 0
FROM orders_promise AS promise
JOIN orders_orderline AS line ON line.id = promise.line_id
JOIN materials_item AS item ON item.id = line.item_id
WHERE promise.site_id = %s AND promise.revision > %s AND line.promised_date IS NOT NULL
    AND (promise.state IN ('held', 'confirmed') OR line.shipped_quantity > 0)
ORDER BY promise.id
"""
# What a class has ordered for the days counts against what is kept for it; of a closed line, what was shipped.
KEPT = """
SELECT kept.id, item.code, (kept.quantity - coalesce(sum(
        CASE WHEN line.status IN ('closed', 'cancelled', 'quote') THEN line.shipped_quantity ELSE line.quantity END
    ), 0))::float8 AS unused, kept.last_date, false
FROM orders_allocation AS kept
JOIN materials_item AS item ON item.id = kept.item_id
LEFT JOIN (
    orders_orderline AS line
    JOIN orders_salesorder AS sales_order ON sales_order.id = line.order_id
    JOIN orders_customer AS customer ON customer.id = sales_order.customer_id
) ON line.site_id = kept.site_id AND line.item_id = kept.item_id AND customer.customer_class = kept.customer_class
    AND coalesce(line.promised_date, line.requested_date) BETWEEN kept.first_date AND kept.last_date
WHERE kept.site_id = %s AND kept.customer_class <> %s AND kept.last_date - kept.release_days >= %s
GROUP BY kept.id, item.code HAVING kept.quantity > coalesce(sum(
    CASE WHEN line.status IN ('closed', 'cancelled', 'quote') THEN line.shipped_quantity ELSE line.quantity END
), 0)
ORDER BY kept.id
"""

Named = tuple[tuple[int, Commitment], ...]


@dataclass(frozen=True, slots=True)
class CurrentPlan:
    """A site's published plan: the revision that it covers, and what it leaves uncommitted."""

    site_id: int
    plan_id: int
    revision: int
    basis: PromiseBasis


@dataclass(frozen=True, slots=True)
class _Left:
    """What commitments, by their ids, leave of what there was before them."""

    before: Resources
    commitments: Named
    resources: Resources


_remembered: dict[tuple[int, str], _Left] = {}
_memory = Lock()


def left_for(customer_class: str, plan: CurrentPlan) -> Resources:
    """Return what can be promised to customers of a class; empty: to one of whom nothing is known."""
    promised = _after(Resources(plan.basis), _unknown(plan), key=(plan.site_id, ""))
    return _after(promised, _kept_for_others(customer_class, plan), key=(plan.site_id, f"class {customer_class}"))


def _after(before: Resources, commitments: Named, *, key: tuple[int, str]) -> Resources:
    """Return what commitments leave; those that the last answer has already taken are not taken again."""
    if not commitments:
        return before
    with _memory:
        known = _remembered.get(key)
    begin, resources = 0, before
    if known is not None and _same(known.before, before) and commitments[: len(known.commitments)] == known.commitments:
        begin, resources = len(known.commitments), known.resources
    left = left_after(resources, (commitment for _, commitment in commitments[begin:]))
    with _memory:
        _remembered.pop(key, None)
        _remembered[key] = _Left(before, commitments, left)
        if len(_remembered) > REMEMBERED:
            del _remembered[next(iter(_remembered))]
    return left


def _same(one: Resources, other: Resources) -> bool:
    """Return whether nothing differs, without a long look: what has been taken is remembered as one object."""
    untouched = not (one.changed_items or one.changed_minutes or other.changed_items or other.changed_minutes)
    return one is other or (one.basis is other.basis and untouched)


def _unknown(plan: CurrentPlan) -> Named:
    return _commitments(UNKNOWN, [plan.site_id, plan.revision], plan.basis.start_date)


def _kept_for_others(customer_class: str, plan: CurrentPlan) -> Named:
    start = plan.basis.start_date
    return _commitments(KEPT, [plan.site_id, customer_class, start], start)


def _commitments(statement: str, parameters: list[Any], start: date) -> Named:
    with all_rows("what others were promised or are kept is gone for everyone"), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return tuple(
        (key, Commitment(item, quantity, (day - start).days, overtime))
        for key, item, quantity, day, overtime in rows
    )
