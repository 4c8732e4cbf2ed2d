"""Work centres for machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from company.models import Role, User
from tests import given

Api = Callable[[User | None], APIClient]

pytestmark = pytest.mark.django_db


def test_work_centers_are_those_of_the_askers_sites(api: Api) -> None:
    mine = given.work_center("WC", at=given.site("S1"), machines=2, efficiency_share="0.85")
    theirs = given.work_center("WC", at=given.site("S2"))
    planner = api(given.user(Role.PLANNER, at=given.site("S1")))

    [found] = planner.get("/api/v1/work-centers/").json()["results"]

    assert found == {
        "id": mine.pk, "site": "S1", "code": "WC", "name": "", "calendar": "STD", "machines": 2,
        "efficiency_share": 0.85, "overtime_minutes_per_week": 0, "version": 1,
    }  # fmt: skip
    assert planner.get(f"/api/v1/work-centers/{theirs.pk}/").status_code == 404
