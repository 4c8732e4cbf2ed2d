"""News of a promise, and what is told of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from connectors.webhooks.models import Delivery
from orders.models import OrderLine
from orders.promises.models import Promise, PromiseEvent


def moved(promise: Promise, quantity: int = 11) -> PromiseEvent:
    """Change what was promised."""
    OrderLine.objects.filter(pk=promise.line_id).update(quantity=quantity)
    event = PromiseEvent.objects.filter(promise=promise).last()
    assert event is not None
    return event


def only() -> Delivery:
    """Return the only delivery there is."""
    return Delivery.objects.get()


def make_due() -> None:
    """Let the pauses be over."""
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
