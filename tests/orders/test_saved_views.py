"""Saved views: whose they are, who may use and share them, and what is not kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from company.models import Role, User
from orders import saved_views
from orders.saved_views import MOST_VIEWS, OrderView
from tests import given

pytestmark = pytest.mark.django_db

SETTINGS = {
    "status": "late", "search": "bike", "sort": {"field": "value", "descending": True},
    "columns": [{"id": "note", "width": 300}, {"id": "item", "width": None}],
}  # fmt: skip


def ask(person: User, method: str, path: str, body: Any = None) -> Any:
    client = Client()
    client.force_login(person)
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def keep(person: User, name: str = "Mine", *, shared: bool = False, **changed: object) -> Any:
    body = {"name": name, "shared": shared, "settings": SETTINGS | changed}
    return ask(person, "POST", f"/orders/views/?site={given.site().code}", body)


def usable(person: User) -> list[str]:
    return [view.name for view in saved_views.usable_by(User.objects.get(pk=person.pk))]


def test_a_view_is_kept_as_it_was_sent() -> None:
    person = given.user()

    assert keep(person).json()["settings"] == SETTINGS
    assert OrderView.objects.get().settings == SETTINGS


def test_ones_own_is_for_oneself_and_a_shared_one_for_the_site() -> None:
    owner, colleague, elsewhere = given.user(), given.user(Role.SALES), given.user(at=given.site("S2"))
    keep(owner, "Mine")
    keep(owner, "Ours", shared=True)

    assert [usable(person) for person in (owner, colleague, elsewhere)] == [["Mine", "Ours"], ["Ours"], []]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.PLANNER, 200), (Role.MANAGER, 200), (Role.SALES, 403), (Role.ADMIN, 403)]
)
def test_planners_and_managers_share(role: Role, status: int) -> None:
    assert keep(given.user(role), shared=True).status_code == status


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_another_shares_can_be_used_and_not_changed(method: str) -> None:
    address = f"/orders/views/{keep(given.user(), shared=True).json()['id']}/"

    assert ask(given.user(), method, address, {"name": "Taken", "settings": {}}).status_code == 403
    assert OrderView.objects.get().name == "Mine"


def test_the_owner_renames_and_deletes() -> None:
    person = given.user()
    address = f"/orders/views/{keep(person).json()['id']}/"

    assert ask(person, "PATCH", address, {"name": " Other ", "settings": {}}).json()["name"] == "Other"
    assert ask(person, "DELETE", address).status_code == 200
    assert not OrderView.objects.exists()


def test_a_name_is_given_once_by_a_person_and_again_by_another() -> None:
    person = given.user()
    keep(person)

    assert keep(person).status_code == 409
    assert keep(given.user()).status_code == 200


def test_a_person_has_so_many_and_no_more() -> None:
    person = given.user()
    OrderView.objects.bulk_create(
        OrderView(site=given.site(), owner=person, name=str(number), settings={}) for number in range(MOST_VIEWS)
    )

    refused = keep(person)

    assert (refused.status_code, OrderView.objects.count()) == (409, MOST_VIEWS)
    assert ask(person, "PATCH", f"/orders/views/{OrderView.objects.all()[0].pk}/", {"name": "A", "settings": {}}).json()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"status": "shipped"}, "$.settings.status"), ({"search": "x" * 201}, "$.settings.search"),
     ({"columns": [{"id": "note", "width": 3}]}, "$.settings.columns[0].width"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_bad_settings_are_refused_by_name(wrong: dict[str, Any], named: str) -> None:
    refused = keep(given.user(), **wrong)

    assert refused.status_code == 400
    assert named in refused.json()["title"]


def test_columns_that_the_grid_does_not_have_are_left_out() -> None:
    sort = {"field": "gone", "descending": False}
    kept = keep(given.user(), columns=[{"id": "gone"}, {"id": "note"}, {"id": "note"}], sort=sort).json()["settings"]

    assert (kept["columns"], kept["sort"]) == ([{"id": "note", "width": None}], None)


SCHEDULE = {
    "filter": "at-risk", "search": "pump", "scale": "month", "all_levels": True, "all_centers": False,
    "by_family": True, "expanded": ["fPumps", "i7"],
}  # fmt: skip


def keep_schedule(person: User, name: str = "Mine", **changed: object) -> Any:
    body = {"surface": "schedule", "name": name, "settings": SCHEDULE | changed}
    return ask(person, "POST", f"/orders/views/?site={given.site().code}", body)


def test_a_page_has_views_of_its_own() -> None:
    person = given.user()
    keep(person)

    assert keep_schedule(person).json()["settings"] == SCHEDULE
    assert [view.surface for view in saved_views.usable_by(person)] == ["orders", "schedule"]
    page = Client()
    page.force_login(person)
    told = [page.get(f"{path}?site={given.site().code}").context for path in ("/orders/", "/master-schedule/")]
    assert [[one["settings"] for one in views["saved"]] for views in (told[0]["page"], told[1]["views"])] == [
        [SETTINGS], [SCHEDULE]
    ]  # fmt: skip


def test_a_view_stays_with_its_page() -> None:
    person = given.user()
    address = f"/orders/views/{keep_schedule(person).json()['id']}/"

    assert ask(person, "PATCH", address, {"name": "Mine", "settings": SETTINGS}).status_code == 409
    assert OrderView.objects.get().settings == SCHEDULE


@pytest.mark.parametrize(
    "wrong", [{"scale": "year"}, {"expanded": ["x7"]}, {"expanded": ["i1"] * 501}, {"columns": []}]
)
def test_bad_settings_of_the_schedule_are_refused(wrong: dict[str, Any]) -> None:
    assert keep_schedule(given.user(), **wrong).status_code == 400


def test_who_sees_no_orders_keeps_no_views() -> None:
    client = Client()
    client.force_login(given.user(Role.FLOOR))
    assert client.get(f"/master-schedule/?site={given.site().code}").context["views"] is None
