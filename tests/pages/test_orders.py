"""The orders page: what it fetches, what it saves, and what its drawer and its search tell."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from company.models import Role, User
from orders.models import LineOutlook, OrderLine, OutlookStatus
from tests import given

ROWS, CHANGES = "/orders/rows/", "/orders/changes/"


def signed_in(person: User, **options: Any) -> Client:
    client = Client(headers={"accept": "application/json"}, **options)
    client.force_login(person)
    return client


def fetch(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get(ROWS, query)
    assert answer.status_code == 200
    return dict(answer.json())


def send(client: Client, *changes: dict[str, Any]) -> Any:
    return client.patch(CHANGES, json.dumps({"changes": list(changes)}), content_type="application/json")


def change(line: OrderLine, **values: Any) -> dict[str, Any]:
    return {"id": line.pk, "version": line.version, "values": values}


@pytest.mark.django_db
class TestRows:
    def test_carry_each_line_once_with_its_names_beside_the_columns(self) -> None:
        customer = given.customer("C-7", name="Nordwind")
        line = given.order_line("W3", quantity="2.5", customer=customer, unit_price=4, note="Ship complete")
        given.outlook(line, OutlookStatus.LATE, -2, date(2026, 1, 21))

        answer = fetch(signed_in(given.user()))

        row = {name: column[0] for name, column in answer["columns"].items()}
        assert answer["count"] == 1
        assert answer["customers"][row.pop("customer")] == ["C-7", "Nordwind"]
        assert answer["items"][row.pop("item")] == [line.item.code, line.item.name]
        assert row == {
            "id": line.pk, "version": 1, "order": line.order.number, "line": 1, "delivery": 1, "status": "late",
            "quantity": 2.5, "requested": "2026-01-19", "promised": None, "planned": "2026-01-21", "slack": -2,
            "priority": 3, "price": 4.0, "note": "Ship complete", "shipped": 0.0, "frozen": False, "key": "",
        }  # fmt: skip

    def test_call_an_open_line_without_outlook_not_planned_and_a_finished_one_by_its_own_status(self) -> None:
        given.order_line(status="confirmed")
        given.order_line(status="shipped")

        assert sorted(fetch(signed_in(given.user()))["columns"]["status"]) == ["not_planned", "shipped"]

    def test_are_compressed_for_a_browser(self) -> None:
        given.order_line()

        answer = signed_in(given.user()).get(ROWS, headers={"accept-encoding": "gzip"})

        assert answer["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.content))["count"] == 1

    def test_of_a_territory_are_all_that_its_salesperson_gets(self) -> None:
        here = given.order_line(customer=given.customer(territory="North"))
        given.order_line(customer=given.customer(territory="South"))
        seller = given.user(Role.SALES, territory="North")

        assert fetch(signed_in(seller))["columns"]["id"] == [here.pk]

    def test_are_refused_to_the_shop_floor(self) -> None:
        assert signed_in(given.user(Role.FLOOR)).get(ROWS).status_code == 403

    def test_refuse_a_cursor_that_is_none(self) -> None:
        assert signed_in(given.user()).get(ROWS, {"since": "1; drop"}).status_code == 400


@pytest.mark.django_db(transaction=True)
class TestRowsSince:
    def test_are_only_those_that_were_touched_even_by_raw_sql_or_a_plan(self) -> None:
        quiet, edited, planned = given.order_line(), given.order_line(), given.order_line()
        for line in (quiet, planned):
            given.outlook(line, OutlookStatus.ON_TIME, 4, date(2026, 1, 15))
        client = signed_in(given.user())
        cursor = fetch(client)["cursor"]

        with connection.cursor() as query:
            query.execute("UPDATE orders_orderline SET priority = 1 WHERE id = %s", [edited.pk])
        LineOutlook.objects.filter(line=planned).update(status=OutlookStatus.LATE, slack_days=-1)
        answer = fetch(client, since=cursor)

        assert sorted(answer["columns"]["id"]) == [edited.pk, planned.pk]
        assert answer["count"] == 3

    def test_are_none_when_nothing_happened(self) -> None:
        given.order_line()
        client = signed_in(given.user())
        first = fetch(client)

        again = fetch(client, since=first["cursor"])

        assert first["columns"]["id"] != []
        assert again["columns"]["id"] == []

    def test_tell_by_their_count_that_a_line_is_gone(self) -> None:
        gone = given.order_line()
        given.order_line()
        client = signed_in(given.user())
        cursor = fetch(client)["cursor"]

        gone.delete()

        assert fetch(client, since=cursor)["count"] == 1


@pytest.mark.django_db(transaction=True)
class TestSaving:
    def test_answers_line_by_line_and_keeps_what_is_good(self) -> None:
        good, stale, bad = given.order_line(), given.order_line(), given.order_line()
        OrderLine.objects.filter(pk=stale.pk).update(note="someone else was here")

        answer = send(
            signed_in(given.user()),
            change(good, quantity=12, requested_date="2026-02-02"), change(stale, quantity=3), change(bad, priority=77),
        ).json()  # fmt: skip

        assert [line["kind"] for line in answer["answers"]] == ["saved", "stale", "invalid"]
        assert answer["answers"][1]["fields"]["note"] == "someone else was here"
        assert set(answer["answers"][2]["reasons"]) == {"priority"}
        good.refresh_from_db()
        assert (int(good.quantity), good.requested_date, good.version) == (12, date(2026, 2, 2), 2)
        assert answer["order_revisions"][good.site.code] == type(good.site).objects.get().order_revision

    def test_tells_on_a_dry_run_what_would_become_of_it(self) -> None:
        line = given.order_line()
        body = json.dumps({"changes": [change(line, quantity=12)], "dry_run": True})

        answer = signed_in(given.user()).patch(CHANGES, body, content_type="application/json").json()

        line.refresh_from_db()
        assert ([one["kind"] for one in answer["answers"]], answer["order_revisions"]) == (["saved"], {})
        assert (int(line.quantity), line.version) == (10, 1)

    def test_refuses_a_field_that_the_role_may_not_write(self) -> None:
        line = given.order_line()

        answer = send(signed_in(given.user(Role.SALES)), change(line, priority=1)).json()

        assert answer["answers"][0]["kind"] == "refused"
        assert OrderLine.objects.get().priority == 3

    def test_says_missing_for_a_line_that_is_not_ones_own(self) -> None:
        elsewhere = given.order_line(at=given.site("S2"))

        answer = send(signed_in(given.user(at=given.site("S1"))), change(elsewhere, quantity=1)).json()

        assert answer["answers"][0]["kind"] == "missing"

    @pytest.mark.parametrize("body", ["", "[]", '{"changes": [{"id": "x"}]}', '{"changes": [{"id": 1, "version": 1}]}'])
    def test_calls_a_body_malformed_that_is(self, body: str) -> None:
        answer = signed_in(given.user()).patch(CHANGES, body, content_type="application/json")

        assert answer.status_code == 400

    def test_takes_so_many_lines_at_a_time_and_no_more(self) -> None:
        wishes = [{"id": number, "version": 1, "values": {"priority": 1}} for number in range(2001)]

        assert send(signed_in(given.user()), *wishes).status_code == 413
        assert send(signed_in(given.user()), *wishes[1:]).status_code == 200

    def test_needs_the_token_that_keeps_other_sites_out(self) -> None:
        line = given.order_line()

        assert send(signed_in(given.user(), enforce_csrf_checks=True), change(line, quantity=1)).status_code == 403
        assert OrderLine.objects.get().quantity == 10

    def test_is_refused_to_those_who_only_read(self) -> None:
        assert send(signed_in(given.user(Role.ADMIN)), change(given.order_line(), quantity=1)).status_code == 403


@pytest.mark.django_db(transaction=True)
class TestDrawer:
    def test_tells_the_three_dates_and_who_changed_what(self) -> None:
        line = given.order_line("W3", promised_date=date(2026, 1, 23))
        given.outlook(line, OutlookStatus.LATE, -3, date(2026, 1, 28))
        planner = given.user(first_name="Ada", last_name="Planner")
        send(signed_in(planner), change(line, quantity=42))

        page = signed_in(planner).get(reverse("orders:line", args=[line.pk])).content.decode()

        for words in ("2026-01-19", "2026-01-23", "2026-01-28", "-3 working days", "Ada Planner", "42"):
            assert words in page

    def test_does_not_exist_for_a_line_one_may_not_see(self) -> None:
        foreign = given.order_line(customer=given.customer(territory="South"))
        seller = given.user(Role.SALES, territory="North")

        assert signed_in(seller).get(reverse("orders:line", args=[foreign.pk])).status_code == 404


@pytest.mark.django_db
class TestSearch:
    def test_finds_orders_and_items_and_where_they_are_shown(self) -> None:
        order = given.order("SO-4711", customer=given.customer(name="Nordwind"))
        given.order_line(order=order, of=given.item("PUMP-4711"))

        found = signed_in(given.user()).get("/orders/search/", {"q": "4711"}).json()["results"]
        by_number = signed_in(given.user()).get("/orders/search/", {"q": "SO-47"}).json()["results"]

        assert [entry["label"] for entry in found] == ["PUMP-4711 Item PUMP-4711"]
        assert by_number == [{"label": "SO-4711", "detail": "Order · Nordwind", "address": "/orders/SO-4711/"}]

    def test_finds_no_order_of_another_territory(self) -> None:
        given.order_line(order=given.order("SO-1", customer=given.customer(territory="South")))
        seller = given.user(Role.SALES, territory="North")

        assert signed_in(seller).get("/orders/search/", {"q": "SO-1"}).json() == {"results": []}


@pytest.mark.django_db
def test_the_details_of_a_line_that_no_plan_knows_are_shown() -> None:
    line = given.order_line()

    page = signed_in(given.user(Role.PLANNER, at=line.site)).get(f"/orders/lines/{line.pk}/")

    assert page.status_code == 200
    assert "not planned" in page.content.decode()
