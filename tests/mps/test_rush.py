"""What a rush order would do is what it then does; who hears what; and asking does nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from pytest_django import Settings
from rest_framework.test import APIClient

from company.models import Role, Site, User
from mps import live
from mps.models import SitePlanning
from orders import entry
from orders.entry import NewLine
from orders.models import Customer, LineOutlook
from tests import given
from tests.mps.plant import plant, published
from tests.mps.rushing import PREVIEW, chosen, mill, planner, state, ways, wish

Api = Callable[[User | None], APIClient]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


@pytest.mark.usefixtures("_worker")
class TestSqueezedIn:
    def test_what_is_foretold_is_what_the_plan_then_does(self, api: Api) -> None:
        shop, first, second = mill()
        person = planner(shop)
        foretold = ways(api(person), shop)["squeeze"]["impact"]

        assert chosen(person, shop).status_code == 200
        plan = published(shop.site)

        moved = {move["line_id"]: move["after"] for move in foretold["moved"]}
        outlooks = LineOutlook.objects.exclude(line__order__number="RUSH-1")
        own = LineOutlook.objects.get(line__order__number="RUSH-1")
        assert foretold["planned_date"] == str(own.planned_date)
        assert moved, foretold
        assert set(moved) <= {first.pk, second.pk}
        assert moved == {one.line_id: str(one.planned_date) for one in outlooks if one.line_id in moved}
        assert foretold["cost"]["total"] == pytest.approx(sum(plan.cost.values()))

    def test_names_the_promises_that_break_and_the_bottleneck(self, api: Api) -> None:
        shop, _first, second = mill()

        found = ways(api(planner(shop)), shop)

        assert [move["line_id"] for move in found["squeeze"]["impact"]["moved"] if move["breaks"]] == [second.pk]
        assert (found["squeeze"]["state"], found["squeeze"]["priority"]) == ("possible", 1)
        assert found["bottleneck"] == shop.center.code

    def test_asked_alone_it_is_the_only_way_that_is_planned(self, api: Api) -> None:
        shop, _first, _second = mill()
        client = api(planner(shop))

        alone = ways(client, shop, squeeze_only=True)

        assert [way["kind"] for way in alone["ways"]] == ["squeeze"]
        whole = ways(client, shop)["squeeze"]["impact"]
        assert alone["squeeze"]["impact"]["planned_date"] == whole["planned_date"]
        assert alone["squeeze"]["impact"]["moved"] == whole["moved"]

    def test_the_customer_may_be_typed_by_name(self, api: Api) -> None:
        shop, _first, _second = mill()
        Customer.objects.filter(code="N").update(name="Nord Pumpen")

        got = api(planner(shop)).post(PREVIEW, wish(shop, customer="nord  pumpen", squeeze_only=True), format="json")

        assert got.status_code == 200, got.json()

    def test_asking_changes_nothing(self, api: Api) -> None:
        shop, _first, _second = mill()
        before = state(shop.site)

        ways(api(planner(shop)), shop)

        assert state(shop.site) == before

    def test_sales_hear_numbers_only_of_lines_that_are_not_theirs(self, api: Api) -> None:
        shop, _first, second = mill()
        person = planner(shop, Role.SALES, territory="north")

        got = api(person).post(PREVIEW, wish(shop), format="json")

        assert got.status_code == 200, got.json()
        impact = got.json()["ways"][0]["impact"]
        assert (impact["others_moved"], impact["others_broken"]) == (1, 1)
        for secret in (second.order.number, str(second.order.customer), shop.center.code):
            assert secret not in got.content.decode()


@pytest.mark.usefixtures("_worker")
class TestOvertime:
    def test_is_as_urgent_as_it_can_be_without_breaking_a_promise(self, api: Api) -> None:
        shop, _first, _second = mill(overtime=10)

        found = ways(api(planner(shop)), shop)["overtime"]

        assert found["state"] == "possible"
        assert found["priority"] > 1
        assert not any(move["breaks"] for move in found["impact"]["moved"])
        assert "may work overtime" not in found["words"]

    def test_that_keeps_every_promise_is_bought_for_what_is_squeezed_in_too(self, api: Api) -> None:
        shop, _first, _second = mill(overtime=200)

        found = ways(api(planner(shop)), shop)

        assert found["squeeze"]["impact"]["overtime_minutes"] > 0
        assert (found["overtime"]["state"], found["overtime"]["impact"]) == ("same", None)

    def test_says_so_where_it_would_save_no_date(self, api: Api) -> None:
        shop, _first, _second = mill(overtime=100)

        found = ways(api(planner(shop)), shop, quantity=75)["overtime"]

        assert (found["state"], found["words"]) == ("possible", "No overtime is bought: it takes what is free.")

    def test_says_so_where_no_work_centre_may_work_longer(self, api: Api) -> None:
        shop, _first, _second = mill()

        found = ways(api(planner(shop)), shop)["overtime"]

        assert (found["state"], found["words"]) == (
            "possible", "No work centre on its way may work overtime: it takes what is free.",
        )  # fmt: skip

    def test_makes_no_difference_where_nothing_breaks(self, api: Api) -> None:
        shop, _first, _second = mill()

        found = ways(api(planner(shop)), shop, requested_date="2026-03-02", quantity=1)

        assert [(way["state"], way["impact"] is None) for way in found["ways"]] == [
            ("possible", False), ("same", True), ("same", True),
        ]  # fmt: skip


@pytest.mark.usefixtures("_worker")
class TestNamedLines:
    def test_the_least_urgent_at_the_bottleneck_is_suggested_and_keeps_its_new_promise(self, api: Api) -> None:
        shop, first, second = mill()

        found = ways(api(planner(shop)), shop, days=14)

        assert [line["line_id"] for line in found["lines"]] == [second.pk, first.pk]
        assert {line["state"] for line in found["lines"]} == {"saved"}
        assert found["move"]["state"] == "possible"
        assert not any(move["breaks"] for move in found["move"]["impact"]["moved"])

    def test_the_planner_names_them(self, api: Api) -> None:
        shop, first, _second = mill()

        found = ways(api(planner(shop)), shop, lines=[first.pk])

        assert [line["line_id"] for line in found["lines"]] == [first.pk]

    def test_sales_may_move_no_promise_and_are_told_so(self, api: Api) -> None:
        shop, _first, _second = mill()

        found = ways(api(planner(shop, Role.SALES, territory="north")), shop)

        assert (found["lines"], found["move"]["state"]) == ([], "impossible")
        assert "no line that you may move" in found["move"]["words"]

    def test_a_move_that_a_fence_holds_up_would_wait(self, api: Api) -> None:
        shop, first, _second = mill()
        Site.objects.update(demand_time_fence_days=3)

        found = ways(api(planner(shop)), shop, requested_date="2026-01-12", lines=[first.pk])

        assert [line["state"] for line in found["lines"]] == ["waiting"]

    @pytest.mark.parametrize("lines", [[999_999_999], "foreign"])
    def test_a_line_that_is_not_theirs_is_404(self, api: Api, lines: Any) -> None:
        shop, _first, second = mill()
        asked = [second.pk] if lines == "foreign" else lines

        got = api(planner(shop, Role.SALES, territory="north")).post(PREVIEW, wish(shop, lines=asked), format="json")

        assert got.status_code == 404


@pytest.mark.usefixtures("_worker")
class TestRefusal:
    @pytest.mark.parametrize("role", [Role.FLOOR, Role.ADMIN, Role.MANAGER])
    def test_of_who_may_not_enter_orders_is_403(self, api: Api, role: Role) -> None:
        shop, _first, _second = mill()

        assert api(planner(shop, role)).post(PREVIEW, wish(shop), format="json").status_code == 403
        assert chosen(planner(shop, role), shop).status_code == 403

    @pytest.mark.parametrize(("values"), [{"customer": "S"}, {"customer": "NOBODY"}, {"site": "S9"}])
    def test_of_what_is_not_theirs_is_404(self, api: Api, values: dict[str, Any]) -> None:
        shop, _first, _second = mill()
        person = planner(shop, Role.SALES, territory="north")

        assert api(person).post(PREVIEW, wish(shop, **values), format="json").status_code == 404
        assert chosen(person, shop, **values).status_code == 404

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"quantity": "many"}, "quantity"), ({"quantity": 1.5}, "quantity"), ({"days": 0}, "days"),
            ({"requested_date": "soon"}, "requested_date"), ({"item": "NONE"}, "item"), ({"site": ""}, "site"),
            ({"item": "\x00"}, "item"),
        ],
    )  # fmt: skip
    def test_of_nonsense_is_422_and_names_the_field(self, api: Api, values: dict[str, Any], field: str) -> None:
        shop, _first, _second = mill()

        got = api(planner(shop)).post(PREVIEW, wish(shop, **values), format="json")

        assert (got.status_code, list(got.json()["errors"])) == (422, [field])

    def test_inside_the_demand_fence_is_409_and_names_the_rule(self, api: Api) -> None:
        shop, _first, _second = mill()
        Site.objects.update(demand_time_fence_days=14)

        got = api(planner(shop)).post(PREVIEW, wish(shop), format="json")

        assert (got.status_code, got.json()["rule"], list(got.json()["errors"])) == (
            409, "demand_fence", ["requested_date"],
        )  # fmt: skip

    def test_without_a_plan_is_409(self, api: Api) -> None:
        shop = plant()
        given.customer("N")
        SitePlanning.objects.create(site=shop.site)

        assert api(planner(shop)).post(PREVIEW, wish(shop), format="json").status_code == 409


def test_without_a_worker_the_answer_is_503(api: Api, settings: Settings) -> None:
    shop, _first, _second = mill()
    settings.PREVIEW_SECONDS, settings.RUSH_SECONDS = 0.2, 0.0

    got = api(planner(shop)).post(PREVIEW, wish(shop), format="json")
    live.server().delete("celery")

    assert (got.status_code, got["Content-Type"]) == (503, "application/problem+json")


def test_an_order_is_tried_out_only_where_it_is_rolled_back() -> None:
    shop, _first, _second = mill()
    line = NewLine(shop.pump.code, shop.site.code, Decimal(1), date(2026, 3, 2))

    with pytest.raises(TransactionManagementError):
        entry.try_out(customer="N", line=line, by=planner(shop))
    with transaction.atomic():  # the control
        entry.try_out(customer="N", line=line, by=planner(shop))
        transaction.set_rollback(True)
