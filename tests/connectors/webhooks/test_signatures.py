"""What is signed is what Standard Webhooks says, by the published vector and by the library's own verifier."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from connectors.webhooks import courier, endpoints, messages
from connectors.webhooks.models import Delivery, Endpoint
from tests.connectors.webhooks.receiver import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FLIPPED = 10_000


def signed(at: datetime, **values: object) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a delivery that is attempted at a moment."""
    endpoint = Endpoint(secret=SECRET, **values)
    delivery = Delivery(id=UUID(int=7), endpoint=endpoint, body='{"type":"promise.held","data":{"why":"因为"}}')
    return messages.headers_of(delivery, at), delivery.body.encode()


def test_the_published_vector() -> None:
    """Of the specification's reference libraries."""
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    signature = Webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_verified_by_the_library() -> None:
    headers, body = signed(timezone.now())

    assert headers["webhook-id"] == f"msg_{UUID(int=7).hex}"
    assert Webhook(SECRET).verify(body, headers)["data"] == {"why": "因为"}


@pytest.mark.parametrize(("minutes", "is_taken"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_clocks_may_differ_by_five_minutes(minutes: int, is_taken: bool) -> None:
    headers, body = signed(timezone.now() + timedelta(minutes=minutes))
    if is_taken:
        Webhook(SECRET).verify(body, headers)
    else:
        with pytest.raises(WebhookVerificationError, match="too"):
            Webhook(SECRET).verify(body, headers)


def test_no_flipped_bit_is_taken() -> None:
    headers, body = signed(timezone.now())
    chance, verifier, refused = random.Random(1), Webhook(SECRET), 0
    for _time in range(FLIPPED):
        bent = bytearray(body)
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
        try:
            verifier.verify(bytes(bent), headers)
        except (WebhookVerificationError, UnicodeDecodeError):
            refused += 1

    assert refused == FLIPPED


def test_another_id_or_time_is_not_taken() -> None:
    headers, body = signed(timezone.now())
    other_time = str(int(headers["webhook-timestamp"]) + 1)
    for other in ({"webhook-id": "msg_other"}, {"webhook-timestamp": other_time}):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body, headers | other)


class TestRotation:
    def test_both_secrets_sign_for_a_while(self) -> None:
        now = timezone.now()
        before = messages.new_secret()
        headers, body = signed(now, previous_secret=before, previous_until=now + timedelta(hours=1))

        for secret in (SECRET, before):
            Webhook(secret).verify(body, headers)

    def test_then_only_the_new_one(self) -> None:
        now = timezone.now()
        before = messages.new_secret()
        headers, body = signed(now, previous_secret=before, previous_until=now)

        Webhook(SECRET).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(before).verify(body, headers)

    @pytest.mark.django_db
    def test_nothing_is_lost_meanwhile(self, endpoint: Endpoint, receiver: Receiver) -> None:
        before = endpoint.secret
        after = endpoints.rotate(endpoint=endpoint)
        endpoints.try_out(endpoint=endpoint)
        courier.turn_of(endpoint.pk)

        assert before != after
        assert receiver.messages(before) == receiver.messages(after) != []
