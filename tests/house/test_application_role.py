"""The role that the application runs as can't look past row-level security, and the tests run as it."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from planning.embedded import roles
from planning.settings import database
from tests.owner import as_owner, migrated

pytestmark = pytest.mark.django_db(transaction=True)

# A superuser, or who may bypass, is asked by no policy; nor is the owner of a table, nor who has the owner's rights.
WAYS_PAST = """
    SELECT 'is superuser or may bypass' FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
    UNION ALL
    SELECT 'has the rights of the owner of ' || relname FROM pg_class
    WHERE relrowsecurity AND pg_has_role(current_user, relowner, 'USAGE')
    UNION ALL
    SELECT 'nothing is protected' WHERE NOT EXISTS (SELECT FROM pg_class WHERE relrowsecurity)
"""


def ways_past() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(WAYS_PAST)
        return [way for (way,) in cursor.fetchall()]


def test_the_application_has_no_way_past_the_policies() -> None:
    assert ways_past() == []


def test_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (database(os.environ["DATABASE_URL"])["USER"],)


def test_control_the_owner_has_one_at_every_table() -> None:
    with as_owner():
        assert "has the rights of the owner of orders_orderline" in ways_past()


def test_the_embedded_roles_are_made_without_one() -> None:
    for attributes in roles.ATTRIBUTES.values():
        assert {"NOSUPERUSER", "NOBYPASSRLS"} <= set(attributes.split())


def test_the_policies_go_back_and_forth() -> None:
    try:
        migrated(("orders", "0007_order_view"), ("company", "0003_kept_answer"))
        assert ways_past() == ["nothing is protected"]
    finally:
        migrated()

    assert ways_past() == []
