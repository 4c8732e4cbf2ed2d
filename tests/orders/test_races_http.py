"""Planners who change one line through the API at the same time lose nothing, as long as they say what they saw."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.db import connection
from rest_framework.test import APIClient

from benchmarks.caller import at_once
from company.models import Role
from orders import api as orders_api
from orders.models import OrderLine
from tests import given
from tests.orders.machine import LINES, Api, patch

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, EDITS_EACH = 4, 100


def add_one_again_and_again(client: APIClient, line: OrderLine, answers: Counter[int]) -> None:
    """Read the line, add 1, save with the version read, and read again where somebody was faster."""
    own = Counter[int]()
    try:
        while own[200] < EDITS_EACH:
            seen = client.get(f"{LINES}{line.pk}/")
            status = patch(client, line, seen["ETag"], quantity=seen.json()["quantity"] + 1).status_code
            assert status in (200, 412)
            own[status] += 1
        answers.update(own)
    finally:
        connection.close()


def race(api: Api) -> tuple[Counter[int], int]:
    """Let four people add 1 a hundred times each; return the answers, and how much was added."""
    line, answers = given.order_line(quantity=1), Counter[int]()
    people = [api(given.user(Role.PLANNER)) for _ in range(PEOPLE)]
    at_once([partial(add_one_again_and_again, client, line, answers) for client in people])
    line.refresh_from_db()
    return answers, int(line.quantity) - 1


def test_400_read_modify_writes_have_400_effects(api: Api) -> None:
    answers, effects = race(api)

    assert (answers[200], effects) == (400, 400)


def test_control_without_the_version_some_are_lost(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders_api, "seen_version", lambda _header, _record: None)

    answers, effects = race(api)

    assert answers[200] == 400
    assert effects < 400
