"""What holds for all of the API: bounded lists, problems, the description."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings
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


@pytest.mark.parametrize(
    "page", ["limit=abc", "limit=-1", "limit=0", "limit=", "offset=-1", "offset=x", "offset=1" + "0" * 30]
)
def test_a_page_that_is_none_is_a_problem_that_names_it(api: Api, page: str) -> None:
    got = api(given.user(Role.PLANNER)).get(f"/api/v1/items/?{page}")

    assert (got.status_code, got["Content-Type"]) == (422, "application/problem+json")
    assert list(got.json()["errors"]) == [page.split("=")[0]]


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


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/v1/order-lines/abc/", "/api/v2/", "/api/v1/sites/a/b/"])
def test_an_address_that_is_none_is_a_problem_for_everyone(method: str, address: str) -> None:
    got = APIClient().generic(method, address)

    assert (got.status_code, got["Content-Type"]) == (404, "application/problem+json")
    assert got.json()["title"] == "There is no such record."
    assert got.json()["record"] == address.removeprefix("/api/v1/").strip("/")


def test_an_address_of_no_page_is_a_page() -> None:
    got = APIClient().get("/nothing/")

    assert (got.status_code, got["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/items/", "application/problem+json"), ("/orders/", "text/html")])
def test_a_bug_or_a_wrong_host_is_answered_in_kind(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    wrong_host = APIClient().get(path, headers={"Host": "elsewhere.example"})
    assert (wrong_host.status_code, wrong_host["Content-Type"].split(";")[0]) == (400, kind)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug, with a secret in its text")

    monkeypatch.setattr("company.access.reach", broken)
    client = APIClient(raise_request_exception=False)
    client.force_login(given.user(Role.PLANNER))
    bug = client.get(path)
    assert (bug.status_code, bug["Content-Type"].split(";")[0]) == (500, kind)
    assert "secret" not in bug.content.decode()


def test_wrong_values_are_told_in_one_sentence_each_with_their_field(api: Api) -> None:
    planner = api(given.user(Role.PLANNER))
    line = {"item": "I", "site": "S1", "quantity": 0, "requested_date": "2026-02-02"}

    order = planner.post("/api/v1/orders/", {"number": "A", "customer": "C", "lines": [line]}, format="json").json()
    quote = planner.post("/api/v1/promises/quote/", {"quantity": 1}, format="json").json()

    assert order["detail"] == "lines[0].quantity: The quantity must be greater than 0."
    assert quote["detail"] == "item: This field is required. requested_date: This field is required."


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
