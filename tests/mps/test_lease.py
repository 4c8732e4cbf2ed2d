"""One worker at a time, and no lock that outlives its holder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from company.models import Site
from mps import lease
from mps.models import SitePlanning
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], None]) -> None:
    """Run something on a database session of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def wait_for_the_end_of_its_holder(site_id: int) -> None:
    """
    Return when the lease of a session that has ended is free, however long the server takes to notice.

    The server itself does the waiting: it queues this session behind the one that held the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [lease.LOCK_SPACE, site_id])
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lease.LOCK_SPACE, site_id])
        cursor.execute("RESET lock_timeout")


class TestLease:
    def test_is_held_by_one_at_a_time(self) -> None:
        site = given.site()
        seen = []

        def try_it() -> None:
            with lease.held(site.pk) as stop:
                seen.append(stop)

        with lease.held(site.pk) as stop:
            elsewhere(try_it)

        assert stop is not None
        assert seen == [None]

    def test_is_free_again_when_its_holder_dies(self) -> None:
        site = given.site()
        holder = psycopg2.connect(**connection.get_connection_params())
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [lease.LOCK_SPACE, site.pk])
        assert lease.due_site_ids() == []

        holder.close()
        wait_for_the_end_of_its_holder(site.pk)

        with lease.held(site.pk) as stop:
            assert stop is not None

    def test_is_given_back_when_the_work_fails(self) -> None:
        site = given.site()

        with pytest.raises(ZeroDivisionError), lease.held(site.pk):
            raise ZeroDivisionError

        assert SitePlanning.objects.get(pk=site.pk).lease_pid is None

    def test_counts_no_attempt_by_itself(self) -> None:
        site = given.site()

        with lease.held(site.pk):
            planning = SitePlanning.objects.get(pk=site.pk)

        assert (planning.attempts, planning.next_attempt_at) == (0, None)

    def test_hears_that_a_person_wants_it_to_stop(self) -> None:
        site = given.site()

        with lease.held(site.pk) as stop:
            SitePlanning.objects.filter(pk=site.pk).update(stop_requested=True)
            assert stop is not None
            assert stop.wait(10 * lease.BEAT_SECONDS)

    def test_of_a_frozen_holder_is_ended_and_its_plan_refused(self) -> None:
        site = given.site()
        frozen = psycopg2.connect(**connection.get_connection_params())
        with frozen.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s), pg_backend_pid()", [lease.LOCK_SPACE, site.pk])
            backend = cursor.fetchone()[1]
        frozen.commit()
        silent_since = timezone.now() - 2 * lease.FROZEN_AFTER
        SitePlanning.objects.create(site=site, lease_pid=backend, lease_beat_at=silent_since)

        assert lease.end_frozen() == [site.pk]

        with pytest.raises(psycopg2.OperationalError), frozen.cursor() as cursor:
            cursor.execute("SELECT 1")
        wait_for_the_end_of_its_holder(site.pk)
        with lease.held(site.pk) as stop:
            assert stop is not None

    def test_of_a_lively_holder_is_left_alone(self) -> None:
        site = given.site()
        SitePlanning.objects.create(site=site, lease_pid=1, lease_beat_at=timezone.now())

        assert lease.end_frozen() == []


def test_each_attempt_puts_the_next_one_off_longer() -> None:
    site = given.site()
    SitePlanning.objects.create(site=site)
    waits = []

    for _attempt in range(2):
        lease.count_attempt(site.pk)
        planning = SitePlanning.objects.get(pk=site.pk)
        assert planning.next_attempt_at is not None
        waits.append((planning.next_attempt_at - timezone.now()).total_seconds())

    assert planning.attempts == 2
    assert waits[0] < waits[1] <= 2 * lease.FIRST_WAIT_SECONDS


class TestDueSites:
    def test_are_those_whose_plan_is_behind(self) -> None:
        mill, other = plant("S1"), plant("S2")
        published(mill.site)

        assert lease.due_site_ids() == [other.site.pk]

    def test_wait_for_their_next_attempt(self) -> None:
        site = given.site()
        SitePlanning.objects.create(site=site, attempts=3, next_attempt_at=timezone.now() + timedelta(hours=1))

        assert Site.objects.get(pk=site.pk).order_revision > 0
        assert lease.due_site_ids() == []

    def test_are_not_those_that_somebody_is_at(self) -> None:
        site = given.site()
        seen = []

        with lease.held(site.pk):
            elsewhere(lambda: seen.append(lease.due_site_ids()))

        assert seen == [[]]
