"""The tests run as the application's role, which owns no table; what only the owner may do is done in `as_owner`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

from planning.settings import database


def become(role: Mapping[str, Any]) -> None:
    """Let every connection from now on be this role's."""
    connection.close()
    connection.settings_dict.update(USER=role["USER"], PASSWORD=role["PASSWORD"])


@contextmanager
def as_owner() -> Iterator[None]:
    """Let a block change tables. The test must commit (`transaction=True`): the block has a connection of its own."""
    before = dict(connection.settings_dict)
    become(database(os.environ["DATABASE_OWNER_URL"]))
    try:
        yield
    finally:
        become(before)


def altered(statement: str) -> None:
    """Run a statement as the owner."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
