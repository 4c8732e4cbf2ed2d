"""What holds for all of the API: bounded lists, problems, the description."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from company.models import Role, User
from tests import given

Api = Callable[[User | None], APIClient]

LISTS = ["orders", "order-lines", "change-requests", "items", "work-centers", "sites"]

pytestmark = pytest.mark.django_db


def test_sites_are_the_askers_own(api: Api) -> None:
    given.site("S2")
    planner = api(given.user(Role.PLANNER, at=given.site("S1")))

    assert [site["code"] for site in planner.get("/api/v1/sites/").json()["results"]] == ["S1"]
    assert [planner.get(f"/api/v1/sites/{code}/").status_code for code in ("S1", "S2", "S3")] == [200, 404, 404]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_counted_and_holds_500_at_most(api: Api, name: str) -> None:
    planner = api(given.user(Role.PLANNER))

    page = planner.get(f"/api/v1/{name}/", {"limit": 1_000_000}).json()

    assert {"count", "results"} <= set(page)


def test_no_page_has_more_than_500(api: Api) -> None:
    for number in range(501):
        given.item(f"I-{number:03}")

    page = api(given.user(Role.PLANNER)).get("/api/v1/items/", {"limit": 1_000_000}).json()

    assert (page["count"], len(page["results"])) == (501, 500)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("delete", "/api/v1/order-lines/", 405), ("put", "/api/v1/sites/S1/", 405), ("get", "/api/v1/items/9/", 404)],
)
def test_every_refusal_is_a_problem(api: Api, method: str, address: str, status: int) -> None:
    got = api(given.user(Role.PLANNER)).generic(method.upper(), address)

    assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")
    assert got.json()["status"] == status
    assert got.json()["title"]


@pytest.mark.parametrize(("body", "kind", "status"), [("{", "application/json", 400), ("a=1", "text/plain", 415)])
def test_a_body_that_is_no_json_is_a_problem(api: Api, body: str, kind: str, status: int) -> None:
    line = given.order_line()

    got = api(given.user(Role.PLANNER)).generic(
        "PATCH", f"/api/v1/order-lines/{line.pk}/", body, content_type=kind, headers={"If-Match": "1"}
    )

    assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")


def test_a_session_without_a_csrf_token_changes_nothing() -> None:
    line = given.order_line()
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(given.user(Role.PLANNER))

    got = client.patch(f"/api/v1/order-lines/{line.pk}/", {"quantity": 99}, format="json", headers={"If-Match": "1"})

    assert got.status_code == 403


def test_the_description_is_complete_and_without_a_warning() -> None:
    out = StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)

    for name in [*LISTS, "plans/current", "promises/quote"]:
        assert f"/api/v1/{name}/" in out.getvalue()


@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/"])
def test_the_description_is_for_everyone(address: str) -> None:
    got = APIClient().get(address)

    assert got.status_code == 200
    assert b"//cdn." not in got.content  # a plant's network may have no internet
