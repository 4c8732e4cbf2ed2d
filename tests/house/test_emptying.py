"""After each test that commits, all tables are emptied: of every row, whatever guards it, once nobody writes."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from company.models import User
from tests import given
from tests.mps.plant import plant, published
from tests.owner import as_owner, statements_that_empty

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
FILE_OF_PEOPLE = "SELECT pg_relation_filenode('company_user')"
LONG = 6000  # people, whose table is longer than what is deleted from


def asked(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def tables_with_rows() -> set[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        return {name for name in names if asked(f'SELECT EXISTS (TABLE "{name}")')}


def empty() -> None:
    """Do what is done after each test."""
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


def test_leaves_no_row_in_any_table() -> None:
    published(plant().site)
    assert {"mps_plan", "materials_item"} <= tables_with_rows()

    empty()

    assert tables_with_rows() == {"django_migrations"}


def test_control_not_every_row_could_be_deleted() -> None:
    published(plant().site)
    with pytest.raises(DatabaseError, match="annot update or delete rows"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM mps_plan")


def test_waits_for_whoever_still_writes() -> None:
    """Else what they write would stand in the next test."""
    given.site()
    with closing(connection.copy()) as other, connection.cursor() as cursor:
        other.set_autocommit(False)
        other.cursor().execute("UPDATE company_site SET name = 'New'")
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute("; ".join(statements_that_empty() or ["TRUNCATE company_site CASCADE"]))
        cursor.execute("RESET lock_timeout")


def test_a_short_table_keeps_its_file_and_a_long_one_does_not() -> None:
    """Rows that were only deleted still take room."""
    if statements_that_empty() is None:
        pytest.skip("SKIPPED LOUDLY: this server isn't ours, its tables are truncated always")
    empty()
    given.user()
    first = asked(FILE_OF_PEOPLE)
    empty()
    second = asked(FILE_OF_PEOPLE)
    User.objects.bulk_create(User(username=f"p{number}", password="x" * 100) for number in range(LONG))
    empty()

    assert (second == first, asked(FILE_OF_PEOPLE) == second) == (True, False)
    assert tables_with_rows() == {"django_migrations"}
