"""Events reach the receiver at least once, signed, whatever the receiver or the courier does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from company.models import Role
from connectors.webhooks import courier, deliveries, endpoints, post
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from orders.models import LineStatus, OrderLine
from orders.promises.models import Assurance, Promise, PromiseEvent
from tests import given
from tests.connectors.webhooks.news import make_due, moved, only
from tests.connectors.webhooks.receiver import Receiver, answering, closing, eventually
from tests.owner import altered

pytestmark = pytest.mark.django_db(transaction=True)


class TestMadeWithTheEvent:
    def test_in_its_transaction(self, promise: Promise, endpoint: Endpoint) -> None:
        with transaction.atomic():
            moved(promise)
            assert Delivery.objects.count() == 1
            transaction.set_rollback(True)

        assert Delivery.objects.count() == PromiseEvent.objects.filter(kind="changed").count() == 0

    def test_for_each_endpoint_that_asked(self, promise: Promise, endpoint: Endpoint) -> None:
        admin, site = given.user(Role.ADMIN), given.site()
        for url, kinds in (("https://a.example/", ["changed"]), ("https://b.example/", ["held", "shipped"])):
            endpoints.add(site=site, url=url, kinds=kinds, by=admin)
        endpoints.add(site=given.site("S2"), url="https://a.example/", kinds=["changed"], by=admin)
        off = endpoints.add(site=site, url="https://off.example/", kinds=["changed"], by=admin)
        endpoints.switch(endpoint=off, active=False)

        event = moved(promise)

        told = Delivery.objects.filter(event=event).values_list("endpoint__url", flat=True)
        assert sorted(told) == [endpoint.url, "https://a.example/"]

    def test_control_without_the_trigger_nobody_is_told(self, promise: Promise, endpoint: Endpoint) -> None:
        altered("ALTER TABLE orders_promiseevent DISABLE TRIGGER webhooks_ask")
        try:
            moved(promise)
            assert Delivery.objects.count() == 0
        finally:
            altered("ALTER TABLE orders_promiseevent ENABLE TRIGGER webhooks_ask")


class TestDelivered:
    def test_every_kind_verified_as_the_library_does(self, endpoint: Endpoint, receiver: Receiver) -> None:
        held = given.promise(given.order_line(status=LineStatus.HELD), held_until=timezone.now() + timedelta(hours=1))
        over = given.promise(given.order_line(status=LineStatus.HELD), held_until=timezone.now())
        lines = OrderLine.objects.filter(pk=held.line_id)
        lines.update(status=LineStatus.CONFIRMED)
        OrderLine.objects.filter(pk=over.line_id).update(status=LineStatus.CANCELLED)
        moved(held)
        for kind in (Assurance.AT_RISK, Assurance.BROKEN, Assurance.SAFE):
            PromiseEvent.objects.create(promise=held, kind=kind, at=timezone.now(), channel="plan", why="a later plan")
        lines.update(status=LineStatus.SHIPPED)
        lines.update(status=LineStatus.CANCELLED)

        while courier.turn_of(endpoint.pk):
            pass

        kinds = {content["type"] for _id, content in receiver.messages(endpoint.secret)}
        assert kinds == {
            "promise.held", "promise.confirmed", "promise.moved", "promise.at_risk", "promise.broken", "promise.safe",
            "promise.cancelled", "promise.expired", "promise.shipped",
        }  # fmt: skip
        assert len(receiver.received) == PromiseEvent.objects.count()
        assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()

    def test_says_the_promise_what_differs_and_why(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver
    ) -> None:
        event = moved(promise, quantity=12)
        courier.turn_of(endpoint.pk)

        [(_id, content)] = receiver.messages(endpoint.secret)
        assert set(content) == {"type", "timestamp", "data"}
        assert content["type"] == "promise.moved"
        data = content["data"]
        assert (data["promise"]["id"], data["promise"]["quantity"]) == (promise.pk, 12.0)
        assert data["promise"]["promised_date"] == given.day("W4").isoformat()
        assert (data["before"], data["after"], data["why"]) == (event.before, event.after, event.why)
        assert data["why"]


class TestReceiversThatFail:
    @pytest.mark.parametrize(
        ("behave", "said"),
        [
            (answering(500, "out of\x00order " * 100), "HTTP 500"),
            (answering(302, Location="http://127.0.0.1/elsewhere"), "HTTP 302"),
            (closing, ""),
        ],
    )
    def test_are_told_again_with_the_same_id_and_body(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver, behave: object, said: str
    ) -> None:
        moved(promise)
        receiver.behave = behave  # type: ignore[assignment]
        assert courier.turn_of(endpoint.pk) == 1
        failed = only()
        assert failed.state == DeliveryState.WAITING
        assert said in failed.last_error
        assert failed.last_error
        assert len(failed.answer) <= 500
        assert failed.next_attempt_at > timezone.now()

        receiver.behave = answering(200)
        moved(promise, quantity=15)  # the promise is another one now; the message stays what it was
        make_due()
        while courier.turn_of(endpoint.pk):
            pass

        [first, second] = [(headers, body) for headers, body in receiver.received
                           if headers["webhook-id"] == f"msg_{failed.pk.hex}"]  # fmt: skip
        assert first[1] == second[1]
        assert len(receiver.messages(endpoint.secret)) == 3
        endpoint.refresh_from_db()
        assert endpoint.failing_since is None

    @pytest.mark.parametrize("how", ["hang", "drip"])
    def test_one_that_keeps_us_waiting_is_left(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(post, "READ_SECONDS", 0.2)
        monkeypatch.setattr(post, "WHOLE_SECONDS", 0.5)
        moved(promise)
        moved(promise, quantity=12)
        receiver.behave = getattr(receiver, how)

        assert courier.turn_of(endpoint.pk) == 1  # its other deliveries wait too

        assert len(receiver.received) == 1
        assert Delivery.objects.filter(state=DeliveryState.WAITING, attempts=0).count() == 1

    def test_are_given_up_after_three_days_and_can_be_sent_again(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver
    ) -> None:
        moved(promise)
        receiver.behave = answering(500)
        pauses = []
        while only().state == DeliveryState.WAITING:
            make_due()
            courier.turn_of(endpoint.pk)
            pauses.append(only().next_attempt_at - timezone.now())
        assert len(receiver.received) == len(deliveries.PAUSES) + 1
        assert sum(deliveries.PAUSES, timedelta()) <= timedelta(days=3)
        assert all(paused > said / 2 for paused, said in zip(pauses, deliveries.PAUSES, strict=False))

        receiver.behave = answering(200)
        assert courier.turn_of(endpoint.pk) == 0
        endpoints.send_again(delivery=only())
        courier.turn_of(endpoint.pk)

        assert only().state == DeliveryState.DELIVERED
        assert {headers["webhook-id"] for headers, _body in receiver.received} == {f"msg_{only().pk.hex}"}

    def test_for_three_days_are_switched_off(self, promise: Promise, endpoint: Endpoint, receiver: Receiver) -> None:
        moved(promise)
        receiver.behave = answering(503)
        courier.turn_of(endpoint.pk)
        endpoint.refresh_from_db()
        assert (endpoint.active, endpoint.failing_since is None) == (True, False)

        Endpoint.objects.update(failing_since=timezone.now() - deliveries.OFF_AFTER)
        make_due()
        courier.turn_of(endpoint.pk)
        make_due()
        courier.turn_of(endpoint.pk)

        endpoint.refresh_from_db()
        assert (endpoint.active, endpoint.switched_off_why) == (False, "HTTP 503")
        assert len(receiver.received) == 2

    def test_that_say_they_are_gone_are_switched_off(
        self, promise: Promise, endpoint: Endpoint, receiver: Receiver
    ) -> None:
        moved(promise)
        receiver.behave = answering(410)
        courier.turn_of(endpoint.pk)

        endpoint.refresh_from_db()
        assert not endpoint.active

    def test_hold_up_nobody_else(self, promise: Promise, endpoint: Endpoint, receiver: Receiver) -> None:
        other = endpoints.add(
            site=given.site(), url=receiver.url + "?other", kinds=["changed"], by=given.user(Role.ADMIN)
        )
        moved(promise)
        ours = courier.Courier()
        receiver.behave = lambda handler: (
            answering(200)(handler) if "other" in handler.path else receiver.hang(handler)
        )
        try:
            ours.look(0.0)
            eventually(lambda: Delivery.objects.get(endpoint=other).state == DeliveryState.DELIVERED)
            assert Delivery.objects.get(endpoint=endpoint).state == DeliveryState.WAITING
        finally:
            receiver.let_go.set()
            ours.pool.shutdown()
