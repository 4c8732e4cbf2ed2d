"""News from the rooms below: a changed input wakes the dispatcher."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from company.signals import inputs_changed, requests_changed
from mps import live


def wake_dispatcher(**_kwargs: Any) -> None:
    """Ring after the commit. Losing the ring is harmless: the dispatcher also looks by itself, ten times a second."""
    transaction.on_commit(live.wake_dispatcher, robust=True)


def tell_of_requests(*, site_ids: Iterable[int], **_kwargs: Any) -> None:
    """Tell open pages after the commit. They find out with their next fetch, too."""
    for site_id in site_ids:
        transaction.on_commit(partial(live.tell_requests, site_id), robust=True)


def connect() -> None:
    """Connect to the signals, once."""
    inputs_changed.connect(wake_dispatcher, dispatch_uid="mps.wake_dispatcher")
    requests_changed.connect(tell_of_requests, dispatch_uid="mps.tell_of_requests")
