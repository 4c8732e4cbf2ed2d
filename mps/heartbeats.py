"""Signs of life: each process says now and then that it is there; `/readyz` reads who has fallen silent."""

from __future__ import annotations

import os

from django.db import connection
from django.utils import timezone


def beat(process: str) -> None:
    """Write a sign of life of a process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mps_heartbeat (process, beat_at, pid) VALUES (%s, %s, %s) ON CONFLICT (process)"
            " DO UPDATE SET beat_at = excluded.beat_at, pid = excluded.pid",
            [process, timezone.now(), os.getpid()],
        )
