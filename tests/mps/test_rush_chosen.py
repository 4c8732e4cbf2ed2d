"""The way that is chosen: the order and what makes room for it, in one revision or not at all."""

from __future__ import annotations

import pytest
from django.test import Client

from company.models import Role, Site
from orders.models import ChangeRequest, ChangeState, Customer, OrderLine, SalesOrder
from tests import given
from tests.mps.plant import plant
from tests.mps.rushing import ENTER, WANTED, chosen, mill, planner, state

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


class TestChosen:
    def moves(self, *lines: OrderLine) -> list[dict[str, int]]:
        return [{"id": line.pk, "version": OrderLine.objects.get(pk=line.pk).version} for line in lines]

    def test_the_order_and_the_moves_are_one_revision(self) -> None:
        shop, first, second = mill()
        before = Site.objects.get(pk=shop.site.pk).order_revision
        promised = OrderLine.objects.get(pk=second.pk).promised_date

        got = chosen(planner(shop), shop, days=14, moves=self.moves(first, second))

        assert (got.status_code, got.json()) == (200, {"address": "/orders/RUSH-1/", "moved": 2, "waiting": 0})
        assert Site.objects.get(pk=shop.site.pk).order_revision == before + 1
        made = OrderLine.objects.get(order__number="RUSH-1")
        assert (int(made.quantity), str(made.requested_date), made.priority, made.order.customer.code) == (
            60, WANTED, 1, "N",
        )  # fmt: skip
        moved = OrderLine.objects.get(pk=second.pk)
        assert (moved.requested_date - second.requested_date).days == 14
        assert promised is not None
        assert moved.promised_date is not None
        assert (moved.promised_date - promised).days == 14
        requests = ChangeRequest.objects.filter(state=ChangeState.APPLIED)
        assert {request.why for request in requests} == {"Makes room for the rush order RUSH-1."}
        assert requests.count() == 2

    def test_what_a_fence_holds_up_waits_and_is_told(self) -> None:
        shop, first, second = mill()
        Site.objects.update(demand_time_fence_days=3)

        got = chosen(planner(shop), shop, requested_date="2026-01-12", moves=self.moves(first, second))

        assert (got.json()["moved"], got.json()["waiting"]) == (1, 1)
        assert ChangeRequest.objects.get(state=ChangeState.SUBMITTED).line_id == first.pk
        assert OrderLine.objects.get(pk=first.pk).requested_date == first.requested_date

    def test_a_line_that_was_changed_meanwhile_keeps_everything_out(self) -> None:
        shop, first, second = mill()
        seen = self.moves(first, second)
        OrderLine.objects.filter(pk=second.pk).update(note="changed meanwhile")
        before = state(shop.site)

        got = chosen(planner(shop), shop, moves=seen)

        assert (got.status_code, got["Content-Type"]) == (409, "application/problem+json")
        assert str(second) in got.json()["detail"]
        assert state(shop.site) == before

    def test_a_number_that_is_taken_is_said_at_its_field(self) -> None:
        shop, first, _second = mill()

        got = chosen(planner(shop), shop, number=first.order.number)

        assert (got.status_code, list(got.json()["errors"])) == (422, ["number"])

    def test_nobody_moves_a_line_that_is_not_theirs(self) -> None:
        shop, _first, second = mill()
        person = planner(shop, Role.SALES, territory="north")

        got = chosen(person, shop, moves=self.moves(second))

        assert got.status_code == 422
        assert not SalesOrder.objects.filter(number="RUSH-1").exists()

    def test_what_is_no_json_is_400(self) -> None:
        client = Client()
        client.force_login(planner(plant()))

        assert client.post(ENTER, "{", content_type="application/json").status_code == 400
        assert Customer.objects.count() == 0


def test_the_page_names_only_customers_of_the_site_whom_one_sees() -> None:
    shop, _first, _second = mill()
    elsewhere = given.customer("ELSEWHERE", name="Not from here", territory="north")
    given.order_line("D3", given.item(at=given.site("S2")), given.site("S2"), 5, customer=elsewhere)
    client = Client()
    client.force_login(planner(shop, Role.SALES, territory="north"))

    page = client.get(f"/rush/?site={shop.site.code}").content.decode()

    assert 'value="N"' in page
    assert 'value="S"' not in page
    assert "ELSEWHERE" not in page
    assert "Not from here" not in page
