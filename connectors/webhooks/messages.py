"""What is sent: the kind, when, the promise as the API shows it, what differs and why; and its signature."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from standardwebhooks import Webhook

from connectors.webhooks.models import Delivery, Endpoint
from orders.promises.ledger import as_json, with_lines
from orders.promises.models import Promise, PromiseNews

SECRET_BYTES = 32
TEST = "webhook.test"
# A promise that is changed is `moved` for those outside: its date or its quantity is another one.
TYPES: Mapping[str, str] = {news.value: f"promise.{news.value}" for news in PromiseNews} | {
    PromiseNews.CHANGED.value: "promise.moved"
}


def new_secret() -> str:
    """Return a new signing secret."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def body_of(delivery: Delivery) -> str:
    """Return what a delivery says, as JSON: the promise is as it stands now, the event as it was."""
    event = delivery.event
    if event is None:
        return _written(TEST, delivery.made_at, {"site": delivery.endpoint.site.code})
    promise = with_lines(Promise.objects.filter(pk=event.promise_id)).get()
    told = {"before": event.before, "after": event.after, "why": event.why, "plan_id": event.plan_id}
    return _written(TYPES[event.kind], event.at, {"promise": as_json(promise), **told})


def _written(kind: str, at: datetime, data: dict[str, Any]) -> str:
    message = {"type": kind, "timestamp": at, "data": data}
    return json.dumps(message, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def headers_of(delivery: Delivery, at: datetime | None = None) -> dict[str, str]:
    """Return the headers of an attempt that is made now: the id stays the same, time and signatures are new."""
    at = at or timezone.now()
    message_id = f"msg_{delivery.pk.hex}"
    signatures = [
        Webhook(secret).sign(msg_id=message_id, timestamp=at, data=delivery.body)
        for secret in signing(delivery.endpoint, at)
    ]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Lockstep-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def signing(endpoint: Endpoint, at: datetime) -> list[str]:
    """Return the secrets that sign at a moment: two while one takes over from the other."""
    if endpoint.previous_secret and endpoint.previous_until and at < endpoint.previous_until:
        return [endpoint.secret, endpoint.previous_secret]
    return [endpoint.secret]
