"""What a change would do, asked over the API: who hears what, which answers there are, and who makes room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from company.models import Role, Site, User
from mps import live, questions
from mps.models import SitePlanning
from orders import changes
from orders.changes import LineChange
from orders.models import ChangeRequest, OrderLine
from tests import given
from tests.mps.plant import plant, published
from tests.processes import Processes

Api = Callable[[User | None], APIClient]

PREVIEW = "/api/v1/change-requests/preview/"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def mill() -> tuple[Site, OrderLine, OrderLine]:
    """Two lines of two territories that share a work centre: a small urgent one, and a large one due soon after."""
    shop = plant()
    north, south = given.customer("N", territory="north"), given.customer("S", territory="south")
    first = given.order_line("D8", shop.pump, shop.site, 20, customer=north, priority=1, unit_price=1_000)
    second = given.order_line("D9", shop.pump, shop.site, 300, customer=south, priority=5, unit_price=1)
    published(shop.site)
    return shop.site, first, second


def asked(client: APIClient, line: OrderLine, **values: Any) -> Any:
    return client.post(PREVIEW, {"order_line": line.pk, **values}, format="json")


@pytest.mark.usefixtures("_worker")
class TestAnswer:
    def test_names_what_moves_for_whom_and_the_plan_it_is_compared_with(self, api: Api) -> None:
        site, first, second = mill()
        plan = SitePlanning.objects.get(pk=site.pk).current_plan

        got = asked(api(given.user(Role.PLANNER, at=site)), first, quantity=200)

        assert got.status_code == 200, got.json()
        answer = got.json()
        [moved] = answer["moved"]
        assert (moved["line_id"], moved["customer"]) == (second.pk, str(second.order.customer))
        assert moved["days"] > 0
        assert moved["before"] < moved["after"]
        assert (answer["state"], answer["others_moved"], answer["others_broken"]) == ("saved", 0, 0)
        assert (answer["plan_id"], answer["computed_revision"]) == (plan and plan.pk, answer["order_revision"])
        assert answer["plan_age_seconds"] >= 0
        assert answer["cost"]["total"] > answer["cost_before"]["total"]
        assert answer["overtime_minutes"] == answer["overtime_minutes_before"] == 0

    def test_tells_sales_numbers_only_of_lines_that_are_not_theirs(self, api: Api) -> None:
        site, first, second = mill()
        person = given.user(Role.SALES, at=site, territory="north")

        got = asked(api(person), first, quantity=200)

        assert got.status_code == 200, got.json()
        assert (got.json()["moved"], got.json()["others_moved"]) == ([], 1)
        assert str(second.order.customer) not in got.content.decode()
        assert str(second.order.number) not in got.content.decode()

    def test_counts_the_promises_of_others_that_would_break(self, api: Api) -> None:
        site, first, _second = mill()

        answer = asked(api(given.user(Role.SALES, at=site, territory="north")), first, quantity=200).json()

        assert (answer["others_moved"], answer["others_broken"]) == (1, 1)

    def test_says_that_a_change_would_wait_for_approval_and_asks_for_no_reason(self, api: Api) -> None:
        site, first, _second = mill()
        Site.objects.filter(pk=site.pk).update(demand_time_fence_days=1)

        got = asked(api(given.user(Role.SALES, at=site)), first, quantity=200, requested_date="2026-01-06")

        assert got.status_code == 200, got.json()
        assert (got.json()["state"], got.json()["rule"]) == ("waiting", "demand_fence")
        assert len(got.json()["moved"]) == 1, got.json()
        assert not ChangeRequest.objects.exists()


def waiting(site: Site, line: OrderLine, **values: Any) -> ChangeRequest:
    """A change inside the demand time fence that waits for an approval."""
    Site.objects.filter(pk=site.pk).update(demand_time_fence_days=1)
    wish = LineChange(line.pk, None, values)
    changes.submit(changes=[wish], by=given.user(Role.PLANNER, at=site), channel="test", keep_good=False)
    return ChangeRequest.objects.get()


@pytest.mark.usefixtures("_worker")
class TestApproval:
    def preview(self, client: APIClient, change: ChangeRequest) -> Any:
        return client.post(f"/api/v1/change-requests/{change.pk}/preview/")

    def test_is_foretold_as_it_would_be_now_and_nothing_is_approved(self, api: Api) -> None:
        site, first, second = mill()
        change = waiting(site, first, quantity=200, requested_date="2026-01-06")

        got = self.preview(api(given.user(Role.MANAGER, at=site)), change)

        assert got.status_code == 200, got.json()
        assert [moved["line_id"] for moved in got.json()["moved"]] == [second.pk]
        assert got.json()["computed_revision"] == Site.objects.get(pk=site.pk).order_revision
        change.refresh_from_db()
        first.refresh_from_db()
        assert (change.state, int(first.quantity)) == ("submitted", 20)

    def test_says_why_it_could_not_be_approved(self, api: Api) -> None:
        site, first, _second = mill()
        change = waiting(site, first, quantity=200, requested_date="2026-01-06")
        OrderLine.objects.filter(pk=first.pk).update(quantity=30)

        got = self.preview(api(given.user(Role.MANAGER, at=site)), change)

        assert (got.status_code, list(got.json()["errors"])) == (409, ["change_request"])

    def test_is_for_those_who_approve(self, api: Api) -> None:
        site, first, _second = mill()
        change = waiting(site, first, quantity=200, requested_date="2026-01-06")

        assert self.preview(api(given.user(Role.PLANNER, at=site)), change).status_code == 403
        assert self.preview(api(given.user(Role.MANAGER, at=given.site("S9"))), change).status_code == 404


@pytest.mark.usefixtures("_worker")
class TestRefusal:
    def test_of_what_is_not_the_askers_is_404(self, api: Api) -> None:
        site, first, _second = mill()
        stranger = given.user(Role.SALES, at=site, territory="south")

        assert asked(api(stranger), first, quantity=5).status_code == 404

    @pytest.mark.parametrize("role", [Role.FLOOR, Role.ADMIN])
    def test_of_who_may_not_change_orders_is_403(self, api: Api, role: Role) -> None:
        site, first, _second = mill()

        assert asked(api(given.user(role, at=site)), first, quantity=5).status_code == 403

    def test_of_a_field_that_is_not_the_roles_is_403_and_names_it(self, api: Api) -> None:
        site, first, _second = mill()

        got = asked(api(given.user(Role.SALES, at=site)), first, priority=9)

        assert (got.status_code, got.json()["rule"]) == (403, "not_your_field")
        assert list(got.json()["errors"]) == ["priority"]

    def test_of_a_finished_line_is_409_and_names_the_rule(self, api: Api) -> None:
        site, first, _second = mill()
        OrderLine.objects.filter(pk=first.pk).update(status="closed")

        got = asked(api(given.user(Role.PLANNER, at=site)), first, quantity=5)

        assert (got.status_code, got.json()["rule"], got.json()["record"]) == (
            409, "line_closed", f"order-lines/{first.pk}",
        )  # fmt: skip

    def test_without_a_plan_is_409(self, api: Api) -> None:
        line = given.order_line()
        SitePlanning.objects.create(site=line.site)

        got = asked(api(given.user(Role.PLANNER)), line, quantity=5)

        assert (got.status_code, got.json()["record"]) == (409, f"sites/{line.site.code}")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"quantity": "many"}, "quantity"), ({"requested_date": "soon"}, "requested_date"), ({"note": "x"}, "note"),
            ({"quantity": 5, "order_line": "first"}, "order_line"), ({"quantity": [5]}, "quantity"),
        ],
    )  # fmt: skip
    def test_of_nonsense_is_422_and_names_the_field(self, api: Api, values: dict[str, Any], field: str) -> None:
        site, first, _second = mill()

        got = asked(api(given.user(Role.PLANNER, at=site)), first, **values)

        assert (got.status_code, list(got.json()["errors"])) == (422, [field])

    def test_of_no_change_at_all_is_422(self, api: Api) -> None:
        site, first, _second = mill()

        assert asked(api(given.user(Role.PLANNER, at=site)), first).status_code == 422


def test_without_a_worker_the_answer_is_503_and_nobody_is_waited_for(api: Api, settings: Settings) -> None:
    site, first, _second = mill()
    settings.PREVIEW_SECONDS = 0.2

    got = asked(api(given.user(Role.PLANNER, at=site)), first, quantity=5)
    live.server().delete("celery")

    assert (got.status_code, got["Content-Type"]) == (503, "application/problem+json")
    assert got.json()["title"] == "There is no answer at the moment."
    assert not questions.somebody_waits()


def test_without_the_queue_the_answer_is_503(api: Api, settings: Settings) -> None:
    site, first, _second = mill()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert asked(api(given.user(Role.PLANNER, at=site)), first, quantity=5).status_code == 503


def test_a_running_worker_answers(api: Api, processes: Processes, settings: Settings) -> None:
    settings.PREVIEW_SECONDS = 60
    site, first, second = mill()
    processes.start("worker")

    answer = asked(api(given.user(Role.PLANNER, at=site)), first, quantity=200).json()

    assert [moved["line_id"] for moved in answer["moved"]] == [second.pk]
