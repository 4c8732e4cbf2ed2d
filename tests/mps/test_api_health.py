"""Alive, and ready: answered from the database alone, for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone

from mps.models import Heartbeat
from planning import health
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def beat(*processes: str, seconds_ago: float = 0) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    for process in processes:
        Heartbeat.objects.update_or_create(process=process, defaults={"beat_at": at, "pid": 1})


@pytest.fixture
def whole() -> None:
    """Everything in order: data, a plan, and every process alive."""
    given.order_line()
    given.published_plan()
    beat(*health.PROCESSES)


def test_a_living_process_says_so_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", None)

    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.usefixtures("whole")
class TestReady:
    def test_is_200_with_the_sites_and_the_parts(self, client: Client) -> None:
        got = client.get("/readyz")

        assert got.status_code == 200, got.json()
        body = got.json()
        parts = {name: body[name] for name in ("database", "queue", "worker", "dispatcher", "beat", "migrations")}
        assert set(parts.values()) == {"ok"}
        [site] = body["sites"]
        assert site["code"] == "S1"
        assert site["order_revision"] == site["planned_revision"]
        assert site["plan_age_seconds"] >= 0

    @pytest.mark.parametrize("process", health.PROCESSES)
    def test_is_503_when_a_process_has_been_silent_for_30_seconds(self, client: Client, process: str) -> None:
        beat(process, seconds_ago=29)
        assert client.get("/readyz").status_code == 200

        beat(process, seconds_ago=31)

        got = client.get("/readyz")
        assert (got.status_code, got.json()[process]) == (503, "late")

    @pytest.mark.parametrize(("seconds_ago", "status"), [(29, "ready"), (31, "degraded")])
    def test_is_degraded_and_200_without_the_courier(self, client: Client, seconds_ago: int, status: str) -> None:
        beat("courier", seconds_ago=seconds_ago)

        got = client.get("/readyz")

        assert (got.status_code, got.json()["status"]) == (200, status)

    def test_is_503_when_a_process_was_never_heard_of(self, client: Client) -> None:
        Heartbeat.objects.filter(process="worker").delete()

        got = client.get("/readyz")

        assert (got.status_code, got.json()["worker"]) == (503, "missing")

    def test_is_503_while_a_site_has_no_plan(self, client: Client) -> None:
        given.site("S2")

        got = client.get("/readyz")

        assert got.status_code == 503
        assert [site["plan_age_seconds"] is None for site in got.json()["sites"]] == [False, True]

    def test_is_503_when_the_database_does_not_answer(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse() -> Iterator[None]:
            raise OperationalError("no connection")

        monkeypatch.setattr(health, "plans", refuse)

        got = client.get("/readyz")

        assert (got.status_code, got.json()["database"]) == (503, "down")

    def test_is_503_while_migrations_are_pending_and_asks_until_they_are_applied(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(health, "migrations", health.Migrations())
        [(_app, latest)] = MigrationLoader(connection).graph.leaf_nodes("mps")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'mps' AND name = %s", [latest])
            try:
                pending = client.get("/readyz")
            finally:
                restore = "INSERT INTO django_migrations (app, name, applied) VALUES ('mps', %s, now())"
                cursor.execute(restore, [latest])

        assert (pending.status_code, pending.json()["migrations"]) == (503, "pending")
        assert client.get("/readyz").status_code == 200


def test_an_empty_application_is_not_ready(client: Client) -> None:
    beat(*health.PROCESSES)

    got = client.get("/readyz")

    assert (got.status_code, got.json()["data"], got.json()["sites"]) == (503, "missing", [])
