"""From a line that is late or at risk a link leads to why; from one that has room, none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from orders.models import OrderLine, OutlookStatus
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def line_that_is(status: OutlookStatus) -> tuple[Client, OrderLine]:
    line = given.order_line(due="D10")
    given.outlook(line, status, 1, line.requested_date + timedelta(days=1))
    client = Client()
    client.force_login(given.user(at=line.site))
    return client, line


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (OutlookStatus.LATE, "Why late, and what would help"), (OutlookStatus.NOT_PLANNED, "Why late, and what would"),
        (OutlookStatus.AT_RISK, "Why at risk"),
    ],
)  # fmt: skip
def test_a_line_in_danger_leads_to_why(status: OutlookStatus, words: str) -> None:
    client, line = line_that_is(status)

    for address in (f"/orders/lines/{line.pk}/", f"/orders/{line.order.number}/"):
        page = client.get(address).content.decode()
        assert f'href="/late/{line.pk}/">{words}' in page, address
    title = "Why at risk: " if status is OutlookStatus.AT_RISK else "Why late: "
    assert title in client.get(f"/late/{line.pk}/").content.decode()


def test_a_line_that_has_room_does_not() -> None:
    client, line = line_that_is(OutlookStatus.ON_TIME)

    assert "/late/" not in client.get(f"/orders/lines/{line.pk}/").content.decode()
    assert "/late/" not in client.get(f"/orders/{line.order.number}/").content.decode()
