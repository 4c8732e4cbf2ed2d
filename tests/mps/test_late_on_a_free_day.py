"""A line that is planned for a day after its date is late, though nobody works between the two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from capacity.models import CapacityException
from company.models import Role
from mps.models import ExceptionMessage
from mps.queries.causes import lateness_in
from orders.models import LineOutlook, OrderLine, OutlookStatus
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

SATURDAY = timedelta(days=5)


def only_on_saturday() -> Plant:
    """Nobody works from Monday to Friday, and there is an extra shift on Saturday."""
    shop = plant()
    start = shop.site.horizon_start
    assert start.weekday() == 0
    saturday, friday = start + SATURDAY, start + timedelta(days=4)
    for kind, first, last in (("downtime", start, friday), ("shift", saturday, saturday)):
        CapacityException.objects.create(
            work_center=shop.center, from_date=first, to_date=last, minutes_per_day=480, kind=kind
        )
    return shop


def line_of(shop: Plant, promised: date) -> OrderLine:
    return given.order_line(promised, shop.pump, shop.site, 10, promised_date=promised)


def test_a_line_promised_for_friday_and_planned_for_saturday_is_late() -> None:
    shop = only_on_saturday()
    friday = shop.site.horizon_start + timedelta(days=4)
    line = line_of(shop, friday)
    plan = published(shop.site)
    outlook = LineOutlook.objects.get(line=line)
    assert (outlook.planned_date, outlook.status) == (friday + timedelta(days=1), OutlookStatus.LATE)
    assert outlook.slack_days == -1
    assert (plan.kpis["late"], plan.kpis["at_risk"]) == (1, 0)
    assert lateness_in(plan.pk, line.key) is not None
    message = ExceptionMessage.objects.get(plan=plan, line_id=line.pk)
    assert (message.numbers["days"], message.numbers["promised"]) == (1, str(friday))


def test_control_a_line_that_was_promised_for_that_saturday_is_not() -> None:
    shop = only_on_saturday()
    line = line_of(shop, shop.site.horizon_start + SATURDAY)
    published(shop.site)
    assert LineOutlook.objects.get(line=line).status == OutlookStatus.AT_RISK


def test_control_what_is_there_on_its_friday_is_at_risk_only() -> None:
    shop = plant()
    line = line_of(shop, shop.site.horizon_start + timedelta(days=4))
    published(shop.site)
    assert LineOutlook.objects.get(line=line).status == OutlookStatus.AT_RISK


class TestWords:
    """The plant works from Monday to Friday, and not all of the line can be there by the first Saturday."""

    def client(self, shop: Plant) -> Client:
        client = Client()
        client.force_login(given.user(Role.PLANNER, at=shop.site))
        return client

    def late_line(self, shop: Plant, promised: date) -> OrderLine:
        line = given.order_line(promised, shop.pump, shop.site, 480, promised_date=promised)
        published(shop.site)
        return line

    def test_say_why_what_is_promised_for_a_saturday_is_due_on_the_friday(self) -> None:
        shop = plant()
        line = self.late_line(shop, shop.site.horizon_start + SATURDAY)

        client = self.client(shop)
        known = client.get(f"/late/{line.pk}/").context["known"]

        assert known["due"] == shop.site.horizon_start + timedelta(days=4)
        said = "Promised for Sat 10 Jan 2026. Nothing leaves the site on that day: it is due on Fri 9 Jan 2026."
        assert known["day_before"] == said
        assert said in client.get(f"/orders/lines/{line.pk}/").content.decode()

    def test_control_of_a_friday_nothing_is_said(self) -> None:
        shop = plant()
        line = self.late_line(shop, shop.site.horizon_start + timedelta(days=4))

        client = self.client(shop)
        assert client.get(f"/late/{line.pk}/").context["known"]["day_before"] == ""
        assert "Nothing leaves" not in client.get(f"/orders/lines/{line.pk}/").content.decode()
