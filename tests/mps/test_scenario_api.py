"""Scenarios for machines: begun, changed, planned, compared, merged and dropped, by the rules of their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from company.models import Role, User
from mps import retention, scenario_planning
from mps.models import Plan, Scenario, ScenarioPlan
from orders.models import OrderLine
from tests import given
from tests.mps.imagined import Works, planned, replanned, works

Api = Callable[[User | None], APIClient]

ADDRESS = "/api/v1/scenarios/"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def begun(client: APIClient, shop: Works, **more: Any) -> dict[str, Any]:
    change = {"kind": "line", "line": str(shop.lines[0]), "quantity": 33}
    body = {"site": shop.site.code, "name": "The fair", "changes": [change], **more}
    made = client.post(ADDRESS, body, format="json")
    assert made.status_code == 201, made.content
    return dict(made.json())


def plan(told: dict[str, Any]) -> None:
    scenario_planning.plan(told["id"], stop=lambda: False)


class TestFromTheFirstWishToTheMerge:
    def test_is_the_same_as_on_the_pages(self, api: Api) -> None:
        shop = works()
        client = api(shop.planner)
        made = begun(client, shop)
        assert (made["standing"], made["plan"], made["base_plan_id"]) == ("planning", None, None)
        address = f"{ADDRESS}{made['id']}/"
        assert client.get(f"{address}comparison/").status_code == 409
        plan(made)

        told = client.get(address).json()
        compared = client.get(f"{address}comparison/").json()
        foretold = client.get(f"{address}merge/foretell/").json()
        done = client.post(
            f"{address}merge/", {"version": told["version"], "why": "the fair"}, format="json",
            headers={"Idempotency-Key": "m-1"},
        )  # fmt: skip
        again = client.post(
            f"{address}merge/", {"version": told["version"], "why": "the fair"}, format="json",
            headers={"Idempotency-Key": "m-1"},
        )  # fmt: skip

        assert (told["standing"], told["plan"]["plan_id"]) == ("planned", Plan.objects.get().pk)
        assert compared["plan_id"] == Plan.objects.get().pk
        assert {row["work_center"] for row in compared["loads"]} == {"MILL", "BENCH"}
        assert (foretold["saved"], foretold["gives_the_plan"], foretold["differences"]) == (1, True, [])
        assert (done.status_code, done.json()["gives_the_plan"], done.json()["scenario"]["state"]) == (
            200, True, "merged",
        )  # fmt: skip
        assert (again.status_code, again["Idempotency-Replayed"], again.json()) == (200, "true", done.json())
        assert OrderLine.objects.get(pk=shop.lines[0].pk).quantity == 33
        published = replanned(shop.site)
        assert client.get(address).json()["plan"]["adopted_plan_id"] == published.pk

    def test_changes_are_replaced_at_the_version_that_was_seen(self, api: Api) -> None:
        shop = works()
        client = api(shop.planner)
        made = begun(client, shop)
        address = f"{ADDRESS}{made['id']}/"
        overtime = {
            "kind": "capacity", "work_center": "MILL", "capacity_kind": "overtime", "from": "2026-01-12",
            "to": "2026-01-16", "hours": 1.5,
        }  # fmt: skip

        def sent(version: int, *changes: Any) -> Any:
            return client.patch(address, {"changes": changes}, format="json", headers={"If-Match": f'"{version}"'})

        added = sent(made["version"], *made["changes"], overtime)
        stale = sent(made["version"], overtime)
        wrong = sent(added.json()["version"], *made["changes"], {"kind": "line", "line": "SO-NONE/1", "quantity": 3})

        assert [one["type"] for one in added.json()["changes"]] == ["line", "capacity"]
        assert added.json()["changes"][0] == made["changes"][0]
        assert added["ETag"] == f'"{added.json()["version"]}"'
        assert (stale.status_code, stale.json()["current"]["version"]) == (412, added.json()["version"])
        assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["changes[1]"])
        assert len(client.get(address).json()["changes"]) == 2

    def test_begins_from_an_earlier_plan_and_is_brought_up_to_date(self, api: Api) -> None:
        shop = works()
        first = Plan.objects.get()
        OrderLine.objects.filter(pk=shop.lines[1].pk).update(quantity=77)
        replanned(shop.site)
        client = api(shop.planner)
        made = begun(client, shop, plan=first.pk)
        address = f"{ADDRESS}{made['id']}/"
        plan(made)

        told = client.get(address).json()
        refused = client.post(f"{address}merge/", {"version": told["version"], "why": "n"}, format="json")
        differences = client.get(f"{address}merge/foretell/").json()["differences"]
        current = client.post(f"{address}bring-up-to-date/")

        assert (told["base_plan_id"], told["standing"]) == (first.pk, "earlier")
        assert refused.status_code == 409
        assert differences
        assert (current.status_code, current.json()["base_plan_id"]) == (202, None)

    def test_is_dropped_and_listed_by_its_state(self, api: Api) -> None:
        shop = works()
        client = api(shop.planner)
        kept, dropped = begun(client, shop), begun(client, shop)
        assert client.post(f"{ADDRESS}{dropped['id']}/drop/", {"why": "no fair"}, format="json").status_code == 200

        found = client.get(ADDRESS, {"site": shop.site.code, "state": "open"}).json()

        assert [one["id"] for one in found["results"]] == [kept["id"]]
        assert client.get(ADDRESS, {"limit": 1}).json()["count"] == 2
        assert client.get(ADDRESS, {"state": "lost"}).status_code == 422
        assert api(given.user(Role.PLANNER, at=given.site("S2"))).get(f"{ADDRESS}{kept['id']}/").status_code == 404


class TestOldPlans:
    def test_keep_their_figures_only_and_can_be_made_again(self, api: Api) -> None:
        shop = works()
        scenario = planned(shop)
        told = begun(api(shop.planner), shop)
        plan(told)
        before = ScenarioPlan.objects.get(pk=told["id"])

        assert retention.forget_scenario_plans(older_than=timezone.now() - timedelta(days=1)) == 0
        assert retention.forget_scenario_plans(older_than=timezone.now()) >= 1
        assert retention.forget_scenario_plans(older_than=timezone.now()) == 0

        kept = ScenarioPlan.objects.get(pk=told["id"])
        assert (bytes(kept.result), kept.is_forgotten, kept.figures) == (b"", True, before.figures)
        client = api(shop.planner)
        assert client.get(f"{ADDRESS}{told['id']}/").json()["standing"] == "unplanned"
        assert client.get(f"{ADDRESS}{told['id']}/comparison/").status_code == 409
        assert client.post(f"{ADDRESS}{told['id']}/plan/").status_code == 202
        plan(told)
        assert not Scenario.objects.get(pk=told["id"]).plan.is_forgotten
        assert scenario.is_open

    def test_that_are_to_be_published_next_stay(self) -> None:
        shop = works()
        told = planned(shop)
        ScenarioPlan.objects.filter(pk=told.pk).update(is_awaited=True)
        assert retention.forget_scenario_plans(older_than=timezone.now()) == 0
