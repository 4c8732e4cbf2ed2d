"""Many lines asked as one order, and the other ways to say yes: over HTTP."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from company.models import Membership, Role, User
from materials.models import ItemSite
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY

pytestmark = pytest.mark.django_db(transaction=True)

ONE_DAY = str(PUMPS_A_DAY)


@pytest.fixture
def mill() -> Plant:
    made = plant()
    given.customer("ACME", name="Acme Pumps", territory="north")
    published(made.site)
    return made


@pytest.fixture
def sales(mill: Plant) -> Client:
    return client(given.user(Role.SALES, at=mill.site, territory="north"))


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def row(mill: Plant, quantity: str = ONE_DAY, day: str = "D0", **values: str) -> dict[str, str]:
    return {"item": mill.pump.code, "quantity": quantity, "wanted": str(given.day(day)), **values}


def asked(by: Client, rows: list[dict[str, str]], **more: Any) -> Any:
    sent = json.dumps({"rows": rows, **more})
    return by.post("/promise/many/answers/", sent, content_type="application/json").json()


def days(answer: Any) -> list[str | None]:
    return [one.get("delivery_date") for one in answer["rows"]]


class TestOneOrder:
    def test_each_line_gets_what_the_lines_above_leave(self, mill: Plant, sales: Client) -> None:
        answer = asked(sales, [row(mill), row(mill), row(mill)])

        assert days(answer) == [str(given.day(day)) for day in ("D0", "D1", "D2")]
        assert [one["quantity_on_wanted_date"] for one in answer["rows"]] == [PUMPS_A_DAY, 0, 0]
        assert answer["rows"][1]["why_not"].startswith("Not on")

    def test_asked_in_parts_it_is_the_same(self, mill: Plant, sales: Client) -> None:
        [whole] = [days(asked(sales, [row(mill), row(mill), row(mill)]))]
        before = [{"item": mill.pump.code, "quantity": PUMPS_A_DAY, "date": day} for day in whole[:2]]

        assert days(asked(sales, [row(mill)], before=before)) == whole[2:]

    def test_all_of_it_can_be_held_at_the_dates_shown(self, mill: Plant, sales: Client) -> None:
        answer = asked(sales, [row(mill), row(mill, "24"), row(mill, "30")], customer="acme")
        lines = [
            {"item": one["item"]["code"], "quantity": one["quantity"], "requested_date": one["wanted_date"],
             "date": one["delivery_date"]} for one in answer["rows"]
        ]  # fmt: skip
        order = {"site": mill.site.code, "customer": answer["customer"]["code"], "lines": lines}

        made = sales.post("/api/v1/promises/hold/", json.dumps(order), content_type="application/json")

        assert made.status_code == 201
        promises = Promise.objects.select_related("line__order").order_by("pk")
        assert [str(one.first_date) for one in promises] == days(answer)
        assert len({one.line.order_id for one in promises}) == 1

    def test_a_bad_row_keeps_its_place_and_takes_nothing(self, mill: Plant, sales: Client) -> None:
        bad = [row(mill, item="nothing like it"), row(mill, "many"), row(mill, wanted="soon")]

        answer = asked(sales, [row(mill), *bad, row(mill)])

        assert [one["state"] for one in answer["rows"]] == [
            "answered", "unknown_item", "no_quantity", "no_date", "answered",
        ]  # fmt: skip
        assert days(answer)[4] == str(given.day("D1"))

    def test_says_what_is_wrong_with_the_whole(self, mill: Plant, sales: Client) -> None:
        assert asked(sales, [row(mill)], customer="nobody")["state"] == "no_customer"
        empty = given.site("S9")
        others = client(given.user(Role.PLANNER, at=empty))
        assert asked(others, [row(mill)])["state"] == "no_plan"

    @pytest.mark.parametrize("rows", [[], [{"item": "P"}], [{"item": "P", "quantity": "1", "wanted": ""}] * 101])
    def test_refuses_what_is_no_list_of_lines(self, mill: Plant, sales: Client, rows: list[Any]) -> None:
        sent = json.dumps({"rows": rows})
        assert sales.post("/promise/many/answers/", sent, content_type="application/json").status_code == 400


class TestAFile:
    CELLS = {
        "item": "=HYPERLINK(1)", "name": "Pump", "quantity": "48", "wanted": "2026-01-05", "date": "", "sure": "80 %",
        "possible": "many", "why": "",
    }  # fmt: skip

    def file(self, by: Client, kind: str) -> Any:
        return by.post("/promise/many/file/", {"format": kind, "rows": json.dumps([self.CELLS])})

    def test_has_numbers_and_dates_and_no_formula(self, sales: Client) -> None:
        sheet = openpyxl.load_workbook(BytesIO(self.file(sales, "xlsx").content)).active
        assert sheet is not None
        cells = [cell.value for cell in sheet[2]]
        assert cells[:3] == ["'=HYPERLINK(1)", "Pump", 48]
        assert str(cells[3])[:10] == "2026-01-05"
        assert cells[6] == "many"

    def test_is_there_as_csv(self, sales: Client) -> None:
        text = self.file(sales, "csv").content.decode("utf-8-sig")
        assert text.splitlines()[1] == "'=HYPERLINK(1),Pump,48,2026-01-05,,80 %,many,"

    def test_needs_rows(self, sales: Client) -> None:
        assert sales.post("/promise/many/file/", {"rows": "[]"}).status_code == 400


class TestOtherWays:
    def ways(self, by: Client, mill: Plant, **values: str) -> Any:
        query = {"site": mill.site.code, "item": mill.pump.code, "quantity": "12", "wanted": str(given.day("D0"))}
        return by.get("/promise/other-ways/", {**query, **values}).json()

    def sold(self, mill: Plant) -> None:
        mill.center.overtime_minutes_per_week, mill.center.overtime_cost_per_hour = 600, Decimal(120)
        mill.center.save()
        given.order_line(due="D1", of=mill.pump, at=mill.site, quantity=2 * PUMPS_A_DAY)
        published(mill.site)

    def test_overtime_has_a_day_and_a_price_and_can_be_held(self, mill: Plant, sales: Client) -> None:
        self.sold(mill)

        [way] = self.ways(sales, mill, customer="ACME")["ways"]

        assert (way["kind"], way["minutes"], way["cost"]) == ("overtime", pytest.approx(120), pytest.approx(240))
        [delivery] = way["deliveries"]
        wanted = str(given.day("D0"))
        line = {"item": mill.pump.code, "quantity": 12, "requested_date": wanted, "date": delivery["date"]}
        order = {"site": mill.site.code, "customer": "ACME", "lines": [line]}
        assert self.hold(sales, order) == 409
        assert self.hold(sales, {**order, "lines": [{**line, "overtime": True}]}) == 201
        assert Promise.objects.get().overtime_minutes == pytest.approx(120)

    def hold(self, by: Client, order: dict[str, Any]) -> int:
        return by.post("/api/v1/promises/hold/", json.dumps(order), content_type="application/json").status_code

    def test_there_is_none_where_it_is_there_in_time(self, mill: Plant, sales: Client) -> None:
        assert self.ways(sales, mill)["ways"] == []

    def test_only_the_askers_sites_are_asked(self, mill: Plant, sales: Client) -> None:
        self.sold(mill)
        mine, foreign = given.site("S2"), given.site("S3")
        for site in (mine, foreign):
            ItemSite.objects.create(item=mill.pump, site=site)
            given.stock(mill.pump, 100, at=site)
            published(site)
        person = User.objects.get(pk=sales.session["_auth_user_id"])
        Membership.objects.create(user=person, site=mine, role=Role.SALES, territory="north")

        found = self.ways(sales, mill, customer="ACME")

        assert found["sites_asked"] == 1
        elsewhere = [way for way in found["ways"] if way["kind"] == "site"]
        assert [(way["site"]["code"], way["may_hold"]) for way in elsewhere] == [("S2", True)]

    def test_what_is_held_elsewhere_is_listed_with_its_site(self, mill: Plant, sales: Client) -> None:
        other = plant("S2")
        published(other.site)
        person = User.objects.get(pk=sales.session["_auth_user_id"])
        Membership.objects.create(user=person, site=other.site, role=Role.SALES, territory="north")
        line = {"item": other.pump.code, "quantity": 5, "requested_date": str(given.day("D0"))}
        assert self.hold(sales, {"site": "S2", "customer": "ACME", "lines": [line]}) == 201

        [order] = sales.get(f"/promise/held/?site={mill.site.code}").json()["orders"]

        assert order["site"]["code"] == "S2"
