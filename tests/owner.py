"""The tests run as the application's role, which owns no table; what only the owner may do is done in `as_owner`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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


def migrated(*targets: tuple[str, str]) -> None:
    """Migrate to targets, or to the newest of everything, as the owner does."""
    with as_owner():
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
        let_tables_be_emptied()


def let_tables_be_emptied() -> None:
    """Let the application's role empty all tables, as it does after each test that commits; as the owner."""
    with connection.cursor() as cursor:
        role = database(os.environ["DATABASE_URL"])["USER"]
        cursor.execute(f'GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO "{role}"')


def altered(statement: str) -> None:
    """Run a statement as the owner."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
