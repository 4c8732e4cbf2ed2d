"""Times are stored in UTC and shown as the clocks of the site say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from company.models import Role
from mps import steering_desk
from mps.models import SteeringPublication
from orders import changes
from orders.changes import LineChange
from orders.models import ChangeRequest, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def asked_at(zone: str, code: str) -> OrderLine:
    """A line of a site in a time zone, of which a change has waited since `AT`."""
    site = given.site(code, time_zone=zone, demand_time_fence_days=14)
    line = given.order_line("D3", at=site)
    wish = LineChange(line.pk, None, {"quantity": 15})
    changes.submit(changes=[wish], by=given.user(at=site), channel="web", keep_good=False)
    ChangeRequest.objects.filter(line=line).update(requested_at=AT)
    return line


@pytest.mark.parametrize("address", ["/approvals/?site={site}", "/orders/lines/{line}/"])
def test_each_site_has_its_own(client: Client, address: str) -> None:
    lines = {"2026-03-03 04:30": asked_at("Asia/Shanghai", "CN"), "2026-03-02 21:30": asked_at("Europe/Berlin", "DE")}
    manager = given.user(Role.MANAGER, at=lines["2026-03-03 04:30"].site)
    manager.memberships.create(site=lines["2026-03-02 21:30"].site, role=Role.MANAGER)
    client.force_login(manager)

    for shown, line in lines.items():
        assert shown in client.get(address.format(site=line.site.code, line=line.pk)).content.decode()


def test_published_changes_were_made_at_the_site_s() -> None:
    for zone, code, shown in (("Asia/Shanghai", "CN", "2026-03-03T04:30"), ("Europe/Berlin", "DE", "2026-03-02T21:30")):
        site = given.site(code, time_zone=zone)
        SteeringPublication.objects.create(site=site, reason="the fair")
        SteeringPublication.objects.filter(site=site).update(at=AT)

        (told,) = steering_desk.publications_told(site, steering_desk.publications(site))

        assert told["at"].startswith(shown)
