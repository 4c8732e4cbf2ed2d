"""Order events, delivered as the world delivers them; and what the database says came of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps

from orders.models import OrderLine, ReceivedEvent

MOST_TIMES = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """What all events of a run have in common; the source system is the run's own."""

    source: str
    customer: str
    item: str
    site: str
    day: str


@dataclass(frozen=True, slots=True)
class Effects:
    """
    What came of events: how many changed something, and how many could not, as a newer one was there; how many orders
    are not as their newest event says; how many events changed something twice, or after a newer one.
    """

    effects: int
    late: int
    lost: int
    double: int
    backwards: int


def event(kind: Kind, order: int, version: int) -> dict[str, Any]:
    """Return the event that makes the order's only line as many pieces as its version."""
    line = {
        "line_number": 1, "item": kind.item, "site": kind.site, "quantity": version, "requested_date": kind.day,
    }  # fmt: skip
    return {
        "source_system": kind.source, "external_id": f"{kind.source}-{order}", "source_version": version,
        "customer": kind.customer, "lines": [line],
    }  # fmt: skip


def events(kind: Kind, *, orders: int, versions: int) -> list[dict[str, Any]]:
    """Return the events of so many orders."""
    return [event(kind, order, version) for order in range(orders) for version in range(1, versions + 1)]


def deliveries(sent: Iterable[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Return the events one to five times each, shuffled."""
    delivered = [each for each in sent for _time in range(chance.randint(1, MOST_TIMES))]
    chance.shuffle(delivered)
    return delivered


def effects(kind: Kind, *, orders: int, versions: int) -> Effects:
    """Count in the lines and in their history, which the database's triggers write, whoever changes a line."""
    right = OrderLine.objects.filter(
        order__source_system=kind.source, order__source_version=versions, quantity=versions
    ).count()
    history = apps.get_model("orders", "OrderLineEvent").objects.filter(order__source_system=kind.source)
    changes = list(
        history.order_by("pgh_obj_id", "pgh_id").values_list("pgh_obj_id", "pgh_context__metadata__source_version")
    )
    received = ReceivedEvent.objects.filter(source_system=kind.source).count()
    return Effects(
        effects=len(changes),
        late=orders * versions - received,
        lost=orders - right,
        double=len(changes) - len(set(changes)),
        backwards=sum(
            line == next_line and later < earlier for (line, earlier), (next_line, later) in pairwise(changes)
        ),
    )
