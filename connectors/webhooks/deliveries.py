"""The life of a delivery: it is taken, attempted, and written down; at least once, whoever is killed meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from connectors.webhooks import messages, post, targets
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from connectors.webhooks.post import Answer

# After each failure; ten attempts in 71 hours and 35 minutes.
PAUSES = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=20),
)  # fmt: skip
# Longer than an attempt can take: one that is not written down by then was cut short, and is made again.
LOST_AFTER = timedelta(seconds=60)
OFF_AFTER = timedelta(days=3)
KEPT_FOR = timedelta(days=30)
GONE = 410


def due(now: datetime) -> QuerySet[Delivery]:
    """Return the deliveries whose turn it is. A test is sent to an endpoint that is switched off, too."""
    open_ones = Q(endpoint__active=True) | Q(event=None)
    return Delivery.objects.filter(open_ones, state=DeliveryState.WAITING, next_attempt_at__lte=now)


def take(endpoint_id: int) -> Delivery | None:
    """Take the endpoint's next delivery that is due; nobody else takes it until its attempt is written down or lost."""
    now = timezone.now()
    with transaction.atomic():
        waiting = due(now).filter(endpoint_id=endpoint_id).select_related("endpoint__site")
        taken = waiting.select_for_update(of=("self",), skip_locked=True).order_by("next_attempt_at", "made_at").first()
        if taken is not None:
            taken.attempts += 1
            pause = PAUSES[min(taken.attempts, len(PAUSES)) - 1]
            taken.next_attempt_at = now + max(pause, LOST_AFTER)
            taken.save(update_fields=["attempts", "next_attempt_at"])
    return taken


def attempt(delivery: Delivery) -> Answer:
    """Send a delivery that was taken, sign it anew, and write down what came of it."""
    if not delivery.body:
        delivery.body = messages.body_of(delivery)
        delivery.save(update_fields=["body"])
    try:
        target = targets.target_of(delivery.endpoint.url)
        answer = post.post(target, messages.headers_of(delivery), delivery.body.encode())
    except targets.TargetRefused as refused:
        answer = Answer(None, error=str(refused))
    with transaction.atomic():
        _write_down(delivery, answer, timezone.now())
    return answer


def _write_down(delivery: Delivery, answer: Answer, now: datetime) -> None:
    """Write down an answer. One that comes so late that the delivery was taken again counts if it is a good one."""
    same = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    told = {"answered_status": answer.status, "answer": answer.text}
    is_test = delivery.event_id is None
    if answer.is_good:
        same.update(**told, state=DeliveryState.DELIVERED, delivered_at=now, last_error="")
        if not is_test:
            Endpoint.objects.filter(pk=delivery.endpoint_id, failing_since__isnull=False).update(failing_since=None)
        return
    error = answer.error or f"HTTP {answer.status}"
    is_last = is_test or delivery.attempts > len(PAUSES)
    state = DeliveryState.GIVEN_UP if is_last else DeliveryState.WAITING
    pause = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    same.filter(attempts=delivery.attempts).update(
        **told, state=state, last_error=error, next_attempt_at=now + pause
    )
    if not is_test:
        _count_failure(delivery.endpoint_id, answer, error, now)


def _count_failure(endpoint_id: int, answer: Answer, error: str, now: datetime) -> None:
    """Note since when an endpoint fails; switch off one that says it is gone, or has failed for three days."""
    ours = Endpoint.objects.filter(pk=endpoint_id, active=True)
    ours.filter(failing_since=None).update(failing_since=now)
    if answer.status != GONE:
        ours = ours.filter(failing_since__lte=now - OFF_AFTER)
    ours.update(active=False, switched_off_why=error)


def forget_old(now: datetime) -> None:
    """Forget deliveries of long ago. They don't come again: only an event that happens makes one."""
    Delivery.objects.filter(made_at__lt=now - KEPT_FOR).delete()
