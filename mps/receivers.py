"""News from the rooms below: a changed input wakes the dispatcher."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from company.signals import inputs_changed
from mps import live


def wake_dispatcher(**_kwargs: Any) -> None:
    """Ring after the commit. Losing the ring is harmless: the dispatcher also looks by itself, ten times a second."""
    transaction.on_commit(live.wake_dispatcher, robust=True)


def connect() -> None:
    """Connect to the signals, once."""
    inputs_changed.connect(wake_dispatcher, dispatch_uid="mps.wake_dispatcher")
