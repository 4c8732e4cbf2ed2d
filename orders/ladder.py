"""The ladder of an order line's statuses: from where a line may go where, and who moves it. docs/glossary.md has it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from orders.models import LineStatus

S = LineStatus

# What a person may set, from each status. A cancelled line is requested or confirmed anew; one that was closed is
# reopened to where it was, as far as that agrees with what is shipped of it (`agrees_with_shipped`).
BY_PERSON: Mapping[LineStatus, frozenset[LineStatus]] = MappingProxyType({
    S.QUOTE: frozenset({S.REQUESTED, S.CONFIRMED, S.CANCELLED}),
    S.HELD: frozenset({S.CONFIRMED, S.CANCELLED}),  # for a customer, until a time: orders.promises
    S.REQUESTED: frozenset({S.QUOTE, S.CONFIRMED, S.CLOSED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.QUOTE, S.REQUESTED, S.CLOSED, S.CANCELLED}),
    S.RELEASED: frozenset({S.CONFIRMED, S.CLOSED, S.CANCELLED}),
    S.PART_SHIPPED: frozenset({S.CLOSED}),
    S.SHIPPED: frozenset(),
    S.CLOSED: frozenset({S.REQUESTED, S.CONFIRMED, S.RELEASED, S.PART_SHIPPED}),
    S.CANCELLED: frozenset({S.QUOTE, S.REQUESTED, S.CONFIRMED}),
})

# What is reported by those who do it: a release by the shop floor, shipments and returns by whoever ships.
BY_REPORT: Mapping[LineStatus, frozenset[LineStatus]] = MappingProxyType({
    S.REQUESTED: frozenset({S.RELEASED, S.PART_SHIPPED, S.SHIPPED}),
    S.CONFIRMED: frozenset({S.RELEASED, S.PART_SHIPPED, S.SHIPPED}),
    S.RELEASED: frozenset({S.PART_SHIPPED, S.SHIPPED}),
    S.PART_SHIPPED: frozenset({S.PART_SHIPPED, S.SHIPPED, S.CONFIRMED}),
    S.SHIPPED: frozenset({S.PART_SHIPPED, S.CONFIRMED}),
})


def may_set(before: str, after: str) -> bool:
    """Return whether a person may move a line from one status to another; staying is no move."""
    return after == before or S(after) in BY_PERSON[S(before)]


def may_report(before: str, after: str) -> bool:
    """Return whether a report of what happened moves a line from one status to another."""
    return after == before or S(after) in BY_REPORT.get(S(before), frozenset())


def next_by_person(before: str) -> tuple[LineStatus, ...]:
    """Return what a person may set next, in the order of the ladder."""
    return tuple([status for status in LineStatus if status in BY_PERSON[S(before)]])


# Of which lines goods leave, and for which they come back: goods of a closed line may, and it stays closed.
SHIPS = tuple(S(status) for status in BY_REPORT if S.SHIPPED in BY_REPORT[status] or status == S.SHIPPED)
TAKES_BACK = (*SHIPS, S.CLOSED)


def agrees_with_shipped(status: str, *, shipped: Decimal) -> bool:
    """Return whether a line of which so much is shipped can be reopened to a status."""
    return (status == S.PART_SHIPPED) is (shipped > 0)


def after_shipment(*, shipped: Decimal, quantity: Decimal) -> LineStatus:
    """Return the status of a line of which so much is shipped in all; where everything came back it is confirmed."""
    if shipped <= 0:
        return S.CONFIRMED
    return S.SHIPPED if shipped >= quantity else S.PART_SHIPPED
