"""The tests run as the application's role, which owns no table; what only the owner may do is done in `as_owner`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from planning.settings import database

# To truncate eighty tables makes eighty times their files anew, and every session learn all of them again: 75 ms of
# PostgreSQL, in more than a thousand tests. Few tests touch many tables, so what holds no page is passed over and the
# rest deleted from; rows that were deleted still take room, so once a table is long all are truncated. As a
# truncation does, it waits for whoever still writes.
EMPTY_TABLES = """
CREATE OR REPLACE FUNCTION empty_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET session_replication_role = replica AS $$
DECLARE
    tables regclass[] := ARRAY(
        SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'
        ORDER BY relname);
    emptied regclass;
BEGIN
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
    IF EXISTS (SELECT FROM unnest(tables) AS t WHERE pg_relation_size(t) > 512 * 1024) THEN
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
    ELSE
        FOR emptied IN SELECT t FROM unnest(tables) AS t WHERE pg_relation_size(t) > 0 LOOP
            EXECUTE 'DELETE FROM ' || emptied;
        END LOOP;
    END IF;
END $$
"""


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
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone() == (True,):
            cursor.execute(EMPTY_TABLES)


def statements_that_empty() -> list[str] | None:
    """Return what empties all tables quickly; None where the server isn't ours and its owner may only truncate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('public.empty_tables') IS NOT NULL")
        return ["SELECT empty_tables()"] if cursor.fetchone() == (True,) else None


def altered(statement: str) -> None:
    """Run a statement as the owner."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
