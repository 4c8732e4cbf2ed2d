"""The dispatcher: who is asked for a plan, and how often."""

from __future__ import annotations

import pytest
from django.db.models import F

from company.models import Site
from mps import live, tasks
from mps.models import Heartbeat, SitePlanning
from planning.dispatcher import ASK_AGAIN_SECONDS, Dispatcher
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sites that Celery was asked to plan; the queue itself has its own tests."""
    sites: list[int] = []
    monkeypatch.setattr(tasks, "ask", sites.append)
    return sites


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sites of which open pages were told that something changed."""
    sites: list[int] = []
    monkeypatch.setattr(live, "tell_revision", sites.append)
    return sites


def change(site: Site) -> None:
    """Change an input of a site."""
    Site.objects.filter(pk=site.pk).update(planning_time_fence_days=F("planning_time_fence_days") + 1)


class TestDispatcher:
    def test_asks_once_for_a_site_that_is_behind(self, asked: list[int]) -> None:
        site = given.site()
        dispatcher = Dispatcher()

        dispatcher.look(10.0)
        dispatcher.look(10.1)

        assert asked == [site.pk]

    def test_asks_again_where_nothing_came_of_it(self, asked: list[int]) -> None:
        site = given.site()
        dispatcher = Dispatcher()

        dispatcher.look(10.0)
        dispatcher.look(10.0 + ASK_AGAIN_SECONDS)

        assert asked == [site.pk, site.pk]

    def test_asks_at_once_for_a_newer_revision(self, asked: list[int]) -> None:
        site = given.site()
        dispatcher = Dispatcher()
        dispatcher.look(10.0)

        change(site)
        dispatcher.look(10.1)

        assert asked == [site.pk, site.pk]

    def test_asks_for_nothing_where_the_plan_covers_the_revision(self, asked: list[int]) -> None:
        site = given.site()
        revision = Site.objects.get(pk=site.pk).order_revision
        SitePlanning.objects.create(site=site, planned_revision=revision)

        Dispatcher().look(10.0)

        assert asked == []

    def test_tells_open_pages_of_a_change_once(self, asked: list[int], told: list[int]) -> None:
        site = given.site()
        dispatcher = Dispatcher()
        dispatcher.look(10.0)

        change(site)
        dispatcher.look(10.1)
        dispatcher.look(10.2)

        assert told == [site.pk]
        assert asked[-1] == site.pk

    def test_gives_a_sign_of_life_for_itself_and_the_queue(self, asked: list[int]) -> None:
        Dispatcher().look(10.0)

        assert set(Heartbeat.objects.values_list("process", flat=True)) == {"dispatcher", "queue"}
        assert asked == []
