"""The page of a scenario that was merged."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.test import Client

from capacity.models import CapacityException
from company.models import Role, User
from mps.models import Scenario
from mps.scenario_changes import CapacityShift
from tests import given
from tests.mps.imagined import planned, works

pytestmark = pytest.mark.django_db(transaction=True)


def page(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    return unescape(client.get(address).content.decode())


def test_says_where_its_capacity_is_taken_back() -> None:
    shop = works()
    scenario = planned(shop, CapacityShift("MILL", date(2026, 1, 12), date(2026, 1, 16), 60, "overtime"))
    address = f"/scenarios/{scenario.pk}/"
    before = page(shop.planner, address)
    client = Client()
    client.force_login(shop.planner)
    merged = client.post(f"{address}do/merge/", {"version": Scenario.objects.get().version, "why": "the fair"})
    manager = given.user(Role.MANAGER, at=shop.site, is_staff=True)
    center = f"/admin/capacity/workcenter/{CapacityException.objects.get().work_center_id}/change/"

    assert merged.status_code == 302
    assert "takes it back" not in before
    assert "An administrator takes it back in the master data of the work centre: MILL" in page(shop.planner, address)
    assert f'<a href="{center}">MILL</a>' in page(manager, address)
    assert "exceptions-TOTAL_FORMS" in page(manager, center)
