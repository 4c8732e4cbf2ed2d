"""The JSON that the pages about the plan fetch."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from company.models import Role, User
from mps import retention
from mps.models import Plan
from mps.scheduler.backing import BlockedBy
from mps.whatif import Obstacle
from mps.wording import short_date, why_not
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, CELL, QUOTE = "/master-schedule/rows/", "/master-schedule/cell/", "/promise/quote/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def planner(mill: Plant) -> Client:
    return signed_in(given.user(Role.PLANNER, at=mill.site))


def sold_plant() -> tuple[Plant, Plan]:
    mill = plant()
    given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=96)
    return mill, published(mill.site)


def quoted(client: Client, **asked: str) -> dict[str, Any]:
    answer = client.get(QUOTE, asked)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


class TestRows:
    def test_travel_by_column_with_the_standing(self) -> None:
        mill, plan = sold_plant()
        body = planner(mill).get(ROWS).json()

        assert body["standing"]["planned_revision"] == plan.revision
        assert body["plan"]["plan_id"] == plan.pk
        assert sorted(body["plan"]["items"]["code"]) == sorted([mill.pump.code, mill.casing.code])
        assert {len(column) for column in body["plan"]["items"].values()} == {2}
        assert body["plan"]["load"]["code"] == [mill.center.code]

    def test_are_compressed_for_a_browser_that_takes_it(self) -> None:
        mill, _plan = sold_plant()
        client = planner(mill)
        plain = client.get(ROWS)
        packed = client.get(ROWS, headers={"Accept-Encoding": "gzip, br"})

        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(packed.content))["plan"] == plain.json()["plan"]

    def test_without_a_plan_there_are_none(self) -> None:
        mill = plant()
        assert planner(mill).get(ROWS).json()["plan"] is None

    def test_are_refused_to_sales(self) -> None:
        mill, _plan = sold_plant()
        seller = signed_in(given.user(Role.SALES, at=mill.site))
        assert seller.get(ROWS, headers={"Accept": "application/json"}).status_code == 403

    def test_of_a_foreign_site_do_not_exist(self) -> None:
        mill, _plan = sold_plant()
        other = given.site("S2")
        assert planner(mill).get(ROWS, {"site": other.code}).status_code == 404


class TestCell:
    def asked(self, mill: Plant, plan: Plan) -> dict[str, str | int]:
        return {"plan": plan.pk, "item": mill.pump.pk, "first": "2026-01-05", "last": "2026-01-11"}

    def test_names_the_lines_behind_it(self) -> None:
        mill, plan = sold_plant()
        body = planner(mill).get(CELL, self.asked(mill, plan)).json()
        assert [line["label"] for line in body["lines"]] == [str(OrderLine.objects.get())]

    def test_shows_the_shop_floor_no_customer(self) -> None:
        mill, plan = sold_plant()
        floor = signed_in(given.user(Role.FLOOR, at=mill.site))
        body = floor.get(CELL, self.asked(mill, plan)).json()
        assert body["lines"] == []
        assert sum(lot["quantity"] for lot in body["lots"]) == 96

    def test_of_a_foreign_plan_does_not_exist(self) -> None:
        mill, plan = sold_plant()
        stranger = signed_in(given.user(Role.PLANNER, at=given.site("S2")))
        assert stranger.get(CELL, self.asked(mill, plan)).status_code == 404

    def test_of_a_plan_that_is_not_kept_in_full_does_not_exist(self) -> None:
        mill, plan = sold_plant()
        given.order_line(due="D9", of=mill.pump, at=mill.site)
        published(mill.site)
        retention.prune(keep=1)

        assert planner(mill).get(CELL, self.asked(mill, plan)).status_code == 404

    @pytest.mark.parametrize("wrong", [{"plan": "x"}, {"item": ""}, {"first": "soon"}, {"last": "2026-02-30"}])
    def test_needs_ids_and_days(self, wrong: dict[str, str]) -> None:
        mill, plan = sold_plant()
        assert planner(mill).get(CELL, {**self.asked(mill, plan), **wrong}).status_code == 400


class TestQuote:
    def test_names_the_date_the_reason_and_the_ways(self) -> None:
        mill, _plan = sold_plant()
        body = quoted(planner(mill), item=mill.pump.code, quantity="200", wanted="2026-01-08")

        assert body["state"] == "answered"
        assert body["delivery_date"] > "2026-01-08"
        assert mill.center.code in body["why_not"]
        assert [way["kind"] for way in body["ways"]] == ["whole", "split", "partial"]
        assert [sum(part["quantity"] for part in way["deliveries"]) for way in body["ways"][:2]] == [200, 200]
        assert all(mill.pump.code in way["texts"]["en"] for way in body["ways"])

    def test_without_a_wanted_date_has_no_reason_to_give(self) -> None:
        mill, _plan = sold_plant()
        body = quoted(planner(mill), item=mill.pump.code, quantity="200")
        assert (body["state"], body["wanted_date"], body["why_not"]) == ("answered", None, "")

    def test_of_more_than_the_horizon_can_make_has_no_date(self) -> None:
        mill, _plan = sold_plant()
        body = quoted(planner(mill), item=mill.pump.code, quantity="900000", wanted="2026-01-08")
        assert body["delivery_date"] is None
        assert "whole" not in [way["kind"] for way in body["ways"]]
        assert body["why_not"]

    def test_of_a_date_after_the_horizon_promises_none_and_says_how_far_the_plan_reaches(self) -> None:
        mill, plan = sold_plant()
        last = plan.horizon_end - timedelta(days=1)
        body = quoted(planner(mill), item=mill.pump.code, quantity="20", wanted=plan.horizon_end.isoformat())

        assert (body["state"], body["delivery_date"]) == ("beyond_horizon", None)
        assert body["horizon_last_date"] == last.isoformat()
        assert body["earliest_date"] is not None
        [whole] = body["ways"]
        assert whole["deliveries"] == [{"quantity": 20, "date": body["earliest_date"]}]
        on_time = quoted(planner(mill), item=mill.pump.code, quantity="20", wanted=last.isoformat())
        assert on_time["state"] == "answered"

    def test_of_a_sunday_promises_the_friday_before(self) -> None:
        mill, _plan = sold_plant()
        body = quoted(planner(mill), item=mill.pump.code, quantity="20", wanted="2026-01-25")

        assert body["wanted_date"] == "2026-01-25"
        assert (body["due_date"], body["delivery_date"]) == ("2026-01-23", "2026-01-23")

    @pytest.mark.parametrize(
        ("free_minutes", "words"), [(60.0, "only 1 h of the 2 h"), (119.9, "waits for work centres")]
    )
    def test_gives_hours_only_where_they_explain_something(self, free_minutes: float, words: str) -> None:
        days = date(2026, 2, 2), date(2026, 1, 12)
        obstacle = Obstacle(BlockedBy.CAPACITY, "WC", days[0], 120.0, days[1], free_minutes)
        assert words in why_not(obstacle, names={}, wanted=date(2026, 1, 20), today=date(2026, 1, 5))

    def test_names_the_year_of_a_date_in_another_one(self) -> None:
        mill, _plan = sold_plant()
        body = quoted(planner(mill), item=mill.pump.code, quantity="200", wanted="2026-01-08")

        assert "Not on 8 Jan:" in body["why_not"]
        assert short_date(date(2027, 1, 4), date(2026, 1, 5)) == "4 Jan 2027"

    @pytest.mark.parametrize(
        ("asked", "state"),
        [
            ({"quantity": "many"}, "no_quantity"),
            ({"quantity": "0"}, "no_quantity"),
            ({"quantity": "５", "wanted": "soon"}, "no_date"),
            ({"quantity": "5", "item": "nothing of that name"}, "unknown_item"),
            ({"quantity": "５"}, "answered"),
        ],
    )
    def test_says_what_it_made_of_the_question(self, asked: dict[str, str], state: str) -> None:
        mill, _plan = sold_plant()
        assert quoted(planner(mill), **{"item": mill.pump.code, **asked})["state"] == state

    def test_without_a_plan_says_so(self) -> None:
        mill = plant()
        assert quoted(planner(mill), item=mill.pump.code, quantity="5")["state"] == "no_plan"

    def test_of_an_item_newer_than_the_plan_knows_no_date(self) -> None:
        mill, _plan = sold_plant()
        late = given.item("NEW", at=mill.site)
        assert quoted(planner(mill), item=late.code, quantity="5")["state"] == "unknown_item"
