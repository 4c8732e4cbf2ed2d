"""The event stream: who hears what, over a real socket."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from company.models import User
from mps import live
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 20.0


@contextmanager
def listening(server: str, person: User | None) -> Iterator[http.client.HTTPResponse]:
    """Open the stream as a person."""
    headers = {}
    if person is not None:
        session = Client()
        session.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        headers["Cookie"] = f"{name}={session.cookies[name].value}"
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/events/", headers=headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def next_event(stream: http.client.HTTPResponse) -> tuple[str, dict[str, object]]:
    """Return the next event's name and data, passing over pings."""
    name = ""
    while True:
        line = stream.readline().decode().strip()
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))


def until_heard(stream: http.client.HTTPResponse) -> None:
    """Read the greeting, and wait until the subscription behind the stream stands."""
    assert stream.readline().startswith(b"retry:")
    for _try in range(100):
        if live.subscribers() >= 1:
            return
        time.sleep(0.05)
    raise AssertionError("nobody subscribed")


class TestEvents:
    def test_tell_a_new_plan_with_its_revisions(self, server: str) -> None:
        site = given.site()

        with listening(server, given.user("planner", at=site)) as stream:
            until_heard(stream)
            live.tell_plan(site.pk)
            name, data = next_event(stream)

        assert (name, data["site"], data["order_revision"]) == ("plan", "S1", site.order_revision + 1)
        assert stream.headers["Cache-Control"] == "no-cache"

    def test_do_not_tell_of_other_sites(self, server: str) -> None:
        site, other = given.site("S1"), given.site("S2")

        with listening(server, given.user("planner", at=site)) as stream:
            until_heard(stream)
            live.tell_plan(other.pk)
            live.tell_revision(site.pk)
            name, data = next_event(stream)

        assert (name, data["site"]) == ("revision", "S1")

    def test_tell_a_stranger_nothing(self, server: str) -> None:
        with listening(server, None) as answer:
            assert answer.status in (302, 401, 403)
