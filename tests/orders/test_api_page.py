"""What docs/api.md shows can be sent as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from orders.models import OrderLine
from tests import given

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
CURL = re.compile(
    r"^curl https://[^/]+(?P<address>/\S+)(?:(?!```).)*?-d '(?P<body>\{.*?\})'$", re.DOTALL | re.MULTILINE
)


@pytest.mark.django_db(transaction=True)
def test_the_examples_are_taken_and_answered_as_shown(planner: APIClient) -> None:
    given.item("PUMP")
    given.customer("ACME")
    given.published_plan()
    text = PAGE.read_text(encoding="utf-8")

    got = [
        planner.generic("POST", found["address"], found["body"], content_type="application/json")
        for found in CURL.finditer(text)
    ]

    assert [answer.status_code for answer in got] == [200, 201, 201]
    assert OrderLine.objects.count() == 4
    [shown] = re.findall(r'^\{"order_revisions".*?\}\]\}$', text, re.DOTALL | re.MULTILINE)
    [result], [said] = json.loads(shown)["results"], got[0].json()["results"]
    assert {**result, "order": said["order"]} == said
