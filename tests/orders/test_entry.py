"""Entering an order: near to today a new line needs the same authority as a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from company.models import Membership, Role, Site, User
from orders import entry
from orders.entry import EntryRefused, NewLine
from orders.models import OrderLine, SalesOrder
from tests import given

pytestmark = pytest.mark.django_db
FENCE_DAYS = 14


@pytest.fixture
def site() -> Site:
    site = given.site(demand_time_fence_days=FENCE_DAYS, planning_time_fence_days=28)
    given.item("BIKE")
    given.customer("ACME")
    return site


def enter(by: User, *days: date, item: str = "BIKE") -> SalesOrder:
    lines = [NewLine(item=item, site="S1", quantity=Decimal(1), requested_date=day) for day in days]
    return entry.enter(number="A-1", customer="ACME", lines=lines, by=by, channel="test")[0]


class TestDemandFence:
    @pytest.mark.parametrize("role", [Role.PLANNER, Role.SALES])
    def test_keeps_out_a_line_of_those_who_may_not_approve_and_says_until_when(self, site: Site, role: Role) -> None:
        with pytest.raises(EntryRefused) as refused:
            enter(given.user(role), given.day("W8"), given.day(f"D{FENCE_DAYS}"))

        assert list(refused.value.reasons) == ["lines[1].requested_date"]
        assert "2026-01-19" in str(refused.value)
        assert not SalesOrder.objects.exists()

    @pytest.mark.parametrize("role", [Role.PLANNER, Role.SALES])
    def test_lets_a_line_in_on_the_day_after_it(self, site: Site, role: Role) -> None:
        enter(given.user(role), given.day(f"D{FENCE_DAYS + 1}"))

        assert OrderLine.objects.count() == 1

    def test_lets_those_in_who_may_approve(self, site: Site) -> None:
        both = given.user(Role.PLANNER)
        Membership.objects.create(user=both, site=site, role=Role.MANAGER)

        enter(both, given.day("D3"))

        assert OrderLine.objects.count() == 1

    def test_of_the_item_beats_that_of_the_site(self, site: Site) -> None:
        given.item("SPARE").item_sites.update(demand_time_fence_days=0)

        enter(given.user(Role.PLANNER), given.day("D3"), item="SPARE")

        assert OrderLine.objects.count() == 1
