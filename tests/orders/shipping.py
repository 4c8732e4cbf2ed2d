"""Shipping, for tests: a planner who reports, and what is left of a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from company.models import User
from orders.models import OrderLine
from orders.shipments import reporting
from orders.shipments.record import Shipment, ShipmentKind
from orders.shipments.reporting import Report, Reported


def ship(line: OrderLine, quantity: float | str, by: User, **asked: Any) -> Shipment:
    """Report that so much of a line was shipped (or, with `kind`, came back); the line is fresh afterwards."""
    done = reported(line, quantity, by, **asked)
    line.refresh_from_db()
    return done.shipments[0]


def reported(line: OrderLine, quantity: float | str, by: User, **asked: Any) -> Reported:
    """Report it, and return all that is answered."""
    asked_for = Report(line.pk, Decimal(str(quantity)), **asked)
    return reporting.report(reports=[asked_for], by=by, channel="test")


def take_back(line: OrderLine, quantity: float | str, by: User, **asked: Any) -> Shipment:
    """Report that so much of a line came back."""
    return ship(line, quantity, by, kind=ShipmentKind.RETURN, **asked)


def sum_of(line: OrderLine) -> Decimal:
    """Return what the records of a line say is shipped of it."""
    return sum((kept.effect for kept in Shipment.objects.filter(line=line)), Decimal(0))
