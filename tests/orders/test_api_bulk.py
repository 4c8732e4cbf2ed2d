"""Many order lines changed by one request: one transaction, all or nothing."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from company.models import Site
from orders.models import OrderLine
from tests import given
from tests.orders.machine import LINES

pytestmark = pytest.mark.django_db(transaction=True)


class TestManyChanges:
    def test_are_one_transaction_and_one_revision(self, planner: APIClient) -> None:
        lines = [given.order_line() for _ in range(3)]
        before = Site.objects.get().order_revision

        wishes = [{"id": line.pk, "version": 1, "quantity": 20} for line in lines]
        got = planner.patch(LINES, wishes, format="json")

        assert (got.status_code, got.json()["order_revision"]) == (200, before + 1)
        versions = {result["id"]: result["version"] for result in got.json()["results"]}
        assert versions == {line.pk: 2 for line in lines}
        assert set(OrderLine.objects.values_list("quantity", flat=True)) == {20}

    def test_are_all_left_alone_when_one_is_stale_and_it_is_named(self, planner: APIClient) -> None:
        lines = [given.order_line(quantity=10) for _ in range(3)]

        wishes = [{"id": line.pk, "version": 1 + place, "quantity": 20} for place, line in enumerate(lines)]
        got = planner.patch(LINES, wishes, format="json")

        assert got.status_code == 412
        named = [problem["record"] for problem in got.json()["problems"]]
        assert named == [f"order-lines/{line.pk}" for line in lines[1:]]
        assert set(OrderLine.objects.values_list("quantity", flat=True)) == {10}

    def test_without_a_version_are_428_naming_the_line(self, planner: APIClient) -> None:
        line = given.order_line()

        got = planner.patch(LINES, [{"id": line.pk, "quantity": 20}], format="json")

        assert (got.status_code, got.json()["record"]) == (428, f"order-lines/{line.pk}")

    @pytest.mark.parametrize(
        "body",
        [{}, [], [5], [{"version": 1}], [{"id": "x", "version": 1}], [{"id": 10**30, "version": 1, "quantity": 1}]],
    )
    def test_that_are_no_list_of_changes_are_422(self, planner: APIClient, body: object) -> None:
        assert planner.patch(LINES, body, format="json").status_code == 422

    def test_are_a_thousand_at_most(self, planner: APIClient) -> None:
        wishes = [{"id": number + 1, "version": 1, "quantity": 1} for number in range(1001)]

        assert planner.patch(LINES, wishes, format="json").status_code == 422
