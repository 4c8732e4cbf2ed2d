"""News from the rooms below: a changed input wakes the dispatcher."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from company.signals import inputs_changed

WAKE_CHANNEL = "lockstep_wake"


def wake_dispatcher(**_kwargs: Any) -> None:
    """Ring after the commit. Losing the ring is harmless: the dispatcher also looks by itself, ten times a second."""
    transaction.on_commit(notify, robust=True)


def notify() -> None:
    """Ring the dispatcher's bell, outside any transaction (inside one it would serialise every commit)."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE_CHANNEL}")


def connect() -> None:
    """Connect to the signals, once."""
    inputs_changed.connect(wake_dispatcher, dispatch_uid="mps.wake_dispatcher")
