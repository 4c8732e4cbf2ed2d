"""The page of a scenario that was merged."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from capacity.models import CapacityException
from company.models import Role, User
from mps.models import Scenario
from mps.scenario_changes import CapacityShift
from tests import given
from tests.mps.imagined import Works, planned, works

pytestmark = pytest.mark.django_db(transaction=True)


def page(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    return unescape(client.get(address).content.decode())


def merged() -> tuple[Works, str]:
    """A plant with a scenario that was merged, and the address of its page."""
    shop = works()
    scenario = planned(shop, CapacityShift("MILL", date(2026, 1, 12), date(2026, 1, 16), 60, "overtime"))
    address = f"/scenarios/{scenario.pk}/"
    assert "taken back" not in page(shop.planner, address)
    assert do(shop.planner, address, "merge", why="the fair").status_code == 302
    return shop, address


def do(person: User, address: str, verb: str, **typed: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(f"{address}do/{verb}/", {"version": Scenario.objects.get().version, **typed})


def test_says_what_it_changed_and_takes_it_back_for_who_may_merge() -> None:
    shop, address = merged()
    manager = given.user(Role.MANAGER, at=shop.site)
    shown = page(manager, address)
    assert "0 h a day</td><td class=\"whole\">1 h a day" in shown
    assert "Take the merge back" in shown

    refused, done = (do(manager, address, "take-back", back=why) for why in (" ", "called off"))

    assert refused.status_code == 422
    assert "Say why" in unescape(refused.content.decode())
    assert done.status_code == 302
    assert not CapacityException.objects.exists()
    shown = page(shop.planner, address)
    assert "“called off”" in shown
    assert "“the fair”" in shown
    assert "Take the merge back" not in shown


def test_of_before_this_was_kept_it_says_where_capacity_is_taken_back() -> None:
    shop, address = merged()
    Scenario.objects.update(written=None)
    manager = given.user(Role.MANAGER, at=shop.site, is_staff=True)
    center = f"/admin/capacity/workcenter/{CapacityException.objects.get().work_center_id}/change/"

    assert "An administrator takes it back in the master data of the work centre: MILL" in page(shop.planner, address)
    assert f'<a href="{center}">MILL</a>' in page(manager, address)
    assert "exceptions-TOTAL_FORMS" in page(manager, center)
