"""Items for machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from company.models import Role, User
from tests import given

Api = Callable[[User | None], APIClient]

pytestmark = pytest.mark.django_db


def test_items_are_those_that_the_askers_sites_plan(api: Api) -> None:
    given.item("MINE", at=given.site("S1"))
    given.item("THEIRS", at=given.site("S2"))

    page = api(given.user(Role.SALES, at=given.site("S1"))).get("/api/v1/items/").json()

    assert [item["code"] for item in page["results"]] == ["MINE"]
    assert set(page["results"][0]) == {"id", "code", "name", "family", "unit", "make_or_buy", "is_mps", "version"}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "ped"}, ["B2"]), ({"is_mps": "true"}, ["B1"]), ({"code": "B2"}, ["B2"]), ({"site": "S2"}, []),
        ({"make_or_buy": "make"}, ["B1", "B2"]),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(api: Api, query: dict[str, str], codes: list[str]) -> None:
    given.item("B1", name="Bike")
    given.item("B2", name="Pedal", is_mps=False)

    page = api(given.user(Role.PLANNER)).get("/api/v1/items/", query).json()

    assert [item["code"] for item in page["results"]] == codes
