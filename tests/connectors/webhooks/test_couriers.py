"""Couriers that die, and receivers that fail at random: each event comes all the same."""

from __future__ import annotations

import random
import signal
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone

from connectors.webhooks import courier, deliveries
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from orders.promises.models import Promise, PromiseEvent, PromiseNews
from tests.connectors.webhooks.news import make_due, moved, only
from tests.connectors.webhooks.receiver import Receiver, answering, closing, eventually
from tests.processes import Processes

pytestmark = pytest.mark.django_db(transaction=True)


class TestCouriersThatDie:
    def test_what_was_taken_is_sent_again(self, promise: Promise, endpoint: Endpoint, receiver: Receiver) -> None:
        moved(promise)
        assert deliveries.take(endpoint.pk) is not None  # and here it dies
        assert courier.turn_of(endpoint.pk) == 0

        make_due()
        courier.turn_of(endpoint.pk)

        assert only().state == DeliveryState.DELIVERED

    def test_a_failure_found_late_does_not_undo_a_delivery(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver
    ) -> None:
        moved(promise)
        slow = deliveries.take(endpoint.pk)
        assert slow is not None
        make_due()
        courier.turn_of(endpoint.pk)
        receiver.behave = answering(500)
        deliveries.attempt(slow)

        assert only().state == DeliveryState.DELIVERED

    @pytest.mark.chaos
    def test_killed_while_the_receiver_has_it(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver, courier_process: Processes
    ) -> None:
        receiver.behave = receiver.hang
        courier_process.start("courier")
        events = [moved(promise, quantity) for quantity in range(11, 31)]
        eventually(lambda: bool(receiver.received))
        courier_process.kill(courier_process.fleet["courier"], signal.SIGKILL)
        receiver.behave = answering(200)
        receiver.let_go.set()
        make_due()

        eventually(lambda: not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists())

        got = {message_id for message_id, _content in receiver.messages(endpoint.secret)}
        assert got == {f"msg_{pk.hex}" for pk in Delivery.objects.values_list("pk", flat=True)}
        assert len(got) == len(events)
        assert len(receiver.received) > len(got)  # at least once: the one it was killed over came twice


def test_shuffled_and_failing_at_random_each_event_comes(
    promise: Promise, endpoint: Endpoint, receiver: Receiver
) -> None:
    chance = random.Random(5)
    ways = [answering(200), answering(500), closing]

    def in_some_way(handler: BaseHTTPRequestHandler) -> None:
        chance.choice(ways)(handler)

    receiver.behave = in_some_way
    for quantity in range(11, 61):
        moved(promise, quantity)

    while Delivery.objects.filter(state=DeliveryState.WAITING).exists():
        make_due()
        Delivery.objects.filter(state=DeliveryState.WAITING).update(attempts=0)
        for pk in chance.sample(sorted(Delivery.objects.values_list("pk", flat=True)), 10):
            past = timezone.now() - timedelta(seconds=chance.randint(2, 60))
            Delivery.objects.filter(pk=pk).update(next_attempt_at=past)
        courier.turn_of(endpoint.pk)

    told = {content["data"]["after"]["quantity"] for _id, content in receiver.messages(endpoint.secret)}
    assert told == set(range(11, 61))


def test_old_ones_are_forgotten_and_do_not_come_again(
    promise: Promise, endpoint: Endpoint, receiver: Receiver
) -> None:
    moved(promise)
    courier.turn_of(endpoint.pk)
    deliveries.forget_old(timezone.now() + deliveries.KEPT_FOR + timedelta(minutes=1))

    assert Delivery.objects.count() == 0
    assert courier.turn_of(endpoint.pk) == 0
    assert PromiseNews.CHANGED in PromiseEvent.objects.values_list("kind", flat=True)
