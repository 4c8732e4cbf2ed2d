"""The plan for machines: where sites stand, and what could be promised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from company.models import Membership, Role, User
from mps import lease
from tests import given

Api = Callable[[User | None], APIClient]

PLANS, QUOTE = "/api/v1/plans/current/", "/api/v1/promises/quote/"

pytestmark = pytest.mark.django_db(transaction=True)


def bike_plant() -> None:
    """A plant that makes 48 bikes a day, has 5 in stock, and one order for 10."""
    bike = given.item("BIKE")
    given.routing(bike, given.work_center("WC"), run_minutes_per_unit=10)
    given.stock(bike, 5)
    given.order_line("W3", of=bike, quantity=10)


class TestCurrentPlans:
    def test_are_a_list_with_one_entry_per_site_with_or_without_a_plan(self, api: Api) -> None:
        bike_plant()
        planner = given.user(Role.PLANNER)
        given.user(Role.PLANNER, at=given.site("S2"))
        plan_id = given.published_plan()

        [mine] = api(planner).get(PLANS).json()

        assert (mine["site"], mine["id"]) == ("S1", plan_id)
        assert mine["planned_revision"] == mine["order_revision"]
        assert (mine["waiting"], mine["outcome"]) == (0, "feasible")
        assert mine["created_at"]
        assert mine["plan_age_seconds"] >= 0

    def test_without_a_plan_say_so(self, api: Api) -> None:
        [mine] = api(given.user(Role.FLOOR)).get(PLANS).json()

        assert (mine["site"], mine["id"], mine["created_at"], mine["plan_age_seconds"]) == ("S1", None, None, None)

    def test_name_the_changes_that_wait(self, api: Api) -> None:
        bike_plant()
        given.published_plan()
        given.order_line("W4")

        [mine] = api(given.user(Role.PLANNER)).get(PLANS).json()

        assert mine["waiting"] == mine["order_revision"] - mine["planned_revision"] > 0

    def test_are_what_order_lines_name_too(self, api: Api) -> None:
        bike_plant()
        plan_id = given.published_plan()

        page = api(given.user(Role.PLANNER)).get("/api/v1/order-lines/").json()

        assert (page["results"][0]["plan_id"], page["plan"][0]["plan_id"]) == (plan_id, plan_id)
        assert page["results"][0]["planned_revision"] == page["plan"][0]["planned_revision"]


class TestQuote:
    def ask(self, client: APIClient, **question: Any) -> Any:
        asked = {"item": "BIKE", "quantity": 20, "requested_date": "2026-03-02", **question}
        return client.post(QUOTE, asked, format="json")

    def test_answers_with_a_date_and_the_plan_it_rests_on(self, api: Api) -> None:
        bike_plant()
        plan_id = given.published_plan()

        got = self.ask(api(given.user(Role.SALES)))

        assert got.status_code == 200, got.json()
        answer = got.json()
        assert (answer["date"], answer["plan_id"], answer["site"]) == ("2026-03-02", plan_id, "S1")
        assert answer["planned_revision"] == answer["order_revision"]
        assert answer["plan_age_seconds"] >= 0
        assert answer["earliest_date"] < "2026-03-02"

    def test_offers_other_ways_when_the_date_is_too_early(self, api: Api) -> None:
        bike_plant()
        given.published_plan()

        answer = self.ask(api(given.user(Role.SALES)), quantity=500, requested_date="2026-01-07").json()

        assert answer["date"] > "2026-01-07"
        assert 0 < answer["quantity_on_requested_date"] < 500
        [partial] = [way for way in answer["alternatives"] if way["kind"] == "partial"]
        assert partial["deliveries"] == [{"date": "2026-01-07", "quantity": answer["quantity_on_requested_date"]}]
        assert answer["obstacle"]["code"] == "WC"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"item": "CAR"}, "item"), ({"quantity": 0}, "quantity"), ({"quantity": "NaN"}, "quantity"),
            ({"quantity": "many"}, "quantity"), ({"requested_date": "soon"}, "requested_date"),
            ({"requested_date": "9999-12-31"}, "requested_date"), ({"site": "S9"}, "site"),
        ],
    )  # fmt: skip
    def test_of_nonsense_is_422_and_names_the_field(self, api: Api, wrong: dict[str, Any], field: str) -> None:
        bike_plant()
        given.published_plan()

        got = self.ask(api(given.user(Role.SALES)), **wrong)

        assert (got.status_code, list(got.json()["errors"])) == (422, [field])

    def test_without_a_plan_is_409(self, api: Api) -> None:
        given.item("BIKE")

        assert self.ask(api(given.user(Role.SALES))).status_code == 409

    def test_a_list_is_answered_line_by_line_as_if_each_were_asked_alone(self, api: Api) -> None:
        bike_plant()
        given.published_plan()
        seller = api(given.user(Role.SALES))
        lines: list[dict[str, Any]] = [{"quantity": 20}, {"quantity": -1}, {"item": "NONE"}]
        alone = [self.ask(seller, **line).json() for line in lines]

        asked = [{"item": "BIKE", "quantity": 20, "requested_date": "2026-03-02", **line} for line in lines]
        got = seller.post(QUOTE, asked, format="json")

        assert got.status_code == 200
        quoted, wrong, unknown = got.json()
        assert quoted["date"] == alone[0]["date"] == "2026-03-02"
        assert [wrong, unknown] == alone[1:]
        assert (wrong["status"], list(wrong["errors"]), list(unknown["errors"])) == (422, ["quantity"], ["item"])

    @pytest.mark.parametrize("asked", [[], [{}] * 101])
    def test_of_nothing_or_too_much_is_refused(self, api: Api, asked: list[Any]) -> None:
        assert api(given.user(Role.SALES)).post(QUOTE, asked, format="json").status_code == 422

    def test_of_another_sites_item_is_422(self, api: Api) -> None:
        given.item("BIKE", at=given.site("S2"))

        assert self.ask(api(given.user(Role.SALES))).status_code == 422


class TestQuoteOfAnOrder:
    """48 bikes a day can be made from 5 January on, and nobody has claimed them until the day asked for."""

    def ask(self, client: APIClient, *lines: dict[str, Any], together: str = "?together=true") -> Any:
        whole = [{"item": "BIKE", "quantity": 90, "requested_date": "2026-01-08", **line} for line in lines]
        return client.post(QUOTE + together, whole, format="json")

    @pytest.fixture
    def seller(self, api: Api) -> APIClient:
        bike_plant()
        given.published_plan()
        return api(given.user(Role.SALES))

    def test_can_be_met_line_by_line_and_not_together(self, seller: APIClient) -> None:
        alone = self.ask(seller, {}, {}, {}, together="").json()
        assert [one["date"] for one in alone] == ["2026-01-08"] * 3

        answer = self.ask(seller, {}, {}, {}).json()

        first, second, third = (one["date"] for one in answer["quotes"])
        assert (first, answer["all_met"]) == ("2026-01-08", False)
        assert second <= third
        assert third > "2026-01-08"
        assert answer["date"] == third

    def test_is_met_where_all_lines_are(self, seller: APIClient) -> None:
        answer = self.ask(seller, {"quantity": 20}, {"quantity": 20}).json()
        assert (answer["all_met"], answer["date"]) == (True, "2026-01-08")
        assert answer["quotes"][0]["plan_id"]

    def test_is_held_as_it_was_answered(self, seller: APIClient) -> None:
        given.customer("ACME")
        quotes = self.ask(seller, {}, {}, {}).json()["quotes"]
        lines = [{name: one[name] for name in ("item", "quantity", "requested_date", "date")} for one in quotes]

        got = seller.post("/api/v1/promises/hold/", {"customer": "ACME", "lines": lines}, format="json")

        assert got.status_code == 201, got.json()
        assert [one["promised_date"] for one in got.json()["promises"]] == [one["date"] for one in quotes]

    def test_with_a_line_that_is_none_says_which_and_is_not_met(self, seller: APIClient) -> None:
        answer = self.ask(seller, {"item": "NONE"}, {"quantity": -1}, {}).json()

        unknown, wrong, right = answer["quotes"]
        assert (list(unknown["errors"]), list(wrong["errors"]), right["date"]) == (["item"], ["quantity"], "2026-01-08")
        assert (answer["all_met"], answer["date"]) == (False, None)

    def test_is_of_one_site(self, api: Api) -> None:
        bike_plant()
        given.published_plan()
        given.item("CAR", at=given.site("S2"))
        person = given.user(Role.SALES)
        Membership.objects.create(user=person, site=given.site("S2"), role=Role.SALES)

        answer = self.ask(api(person), {}, {"item": "CAR", "site": "S2"}).json()

        assert list(answer["quotes"][1]["errors"]) == ["site"]
        assert not answer["all_met"]


class TestStopping:
    def test_reaches_the_run_that_is_at_the_site(self, api: Api) -> None:
        site = given.site()
        planner = api(given.user(Role.PLANNER))

        with lease.held(site.pk) as stop:
            answer = planner.post("/api/v1/plans/stop/", {"site": "S1"}, format="json")
            assert stop is not None
            heard = stop.wait(10 * lease.BEAT_SECONDS)

        assert answer.status_code == 202
        assert answer.json()["site"] == "S1"
        assert heard

    def test_is_refused_where_nobody_plans(self, api: Api) -> None:
        given.site()

        answer = api(given.user(Role.PLANNER)).post("/api/v1/plans/stop/", {"site": "S1"}, format="json")

        assert answer.status_code == 409

    def test_of_a_foreign_site_is_not_found(self, api: Api) -> None:
        given.site("S2")

        answer = api(given.user(Role.PLANNER)).post("/api/v1/plans/stop/", {"site": "S2"}, format="json")

        assert answer.status_code == 404

    def test_is_not_for_sales(self, api: Api) -> None:
        given.site()

        answer = api(given.user(Role.SALES)).post("/api/v1/plans/stop/", {"site": "S1"}, format="json")

        assert answer.status_code == 403
