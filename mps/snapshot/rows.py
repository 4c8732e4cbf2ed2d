"""Reading rows as plain tuples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def read_all(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
