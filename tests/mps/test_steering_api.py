"""Steering by hand for machines: the same draft, check, publication and undoing as on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from company.models import Role, User
from mps.models import SteeringPublication
from tests import given
from tests.mps.steering import WEEK_2, Desk, finishing, mill, quantity, replanned

Api = Callable[[User | None], APIClient]

V1 = "/api/v1/steering/"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold", "_worker")]


def test_a_draft_is_kept_checked_published_and_undone(api: Api) -> None:
    shop = mill()
    person = given.user(Role.PLANNER, at=shop.site)
    client, site = api(person), f"?site={shop.site.code}"

    def post(address: str, body: Any, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(f"{V1}{address}", body, format="json", headers=headers)

    steps = [quantity(shop, WEEK_2, "30"), quantity(shop, "2026-01-15", "12")]
    kept = client.put(f"{V1}draft/{site}", {"steps": steps}, format="json", headers={"If-Match": '"0"'})
    checked = post(f"draft/check/{site}", {"accepted": [0]}).json()
    body = {"version": 1, "reason": "the fair", "accepted": checked["accepted"], "checked": checked["checked"]}
    done = post(f"draft/publish/{site}", body, key="p-1")
    again = post(f"draft/publish/{site}", body, key="p-1")

    assert (kept.status_code, kept["ETag"], kept.json()["version"]) == (200, '"1"', 1)
    assert checked["changed"]["figures_after"]["late"] == 0
    assert (done.status_code, again["Idempotency-Replayed"], again.json()) == (200, "true", done.json())
    assert SteeringPublication.objects.count() == 1
    assert [one["quantity"] for one in client.get(f"{V1}draft/{site}").json()["steps"]] == ["12"]
    assert Desk(shop.site, person).draft()["version"] == done.json()["version"]
    replanned(shop)
    assert finishing(shop, WEEK_2, WEEK_2) == 30

    undone = post(f"publications/{done.json()['publication']}/undo/", {"reason": "no fair"})
    listed = client.get(f"{V1}publications/{site}").json()

    assert undone.status_code == 200
    assert [one["steps"] for one in listed["results"]] == [SteeringPublication.objects.earliest("pk").steps] * 2
    assert [(one["undoes"], one["took_back"], one["can_undo"]) for one in listed["results"]] == [
        (done.json()["publication"], True, True), (None, False, False),
    ]  # fmt: skip
    assert post(f"publications/{done.json()['publication']}/undo/", {"reason": "again"}).status_code == 409


def test_is_for_who_steers_the_plan(api: Api) -> None:
    shop = mill()
    floor = api(given.user(Role.FLOOR, at=shop.site))
    address = f"{V1}draft/?site={shop.site.code}"
    assert floor.get(address).json()["may_steer"] is False
    assert floor.put(address, {"steps": []}, format="json", headers={"If-Match": '"0"'}).status_code == 403
    assert floor.get(f"{V1}draft/?site=S9").status_code == 422
