"""Published plans for machines: listed, told one by one, and compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from company.models import Role, User
from mps import retention
from mps.models import Plan
from mps.queries import compare
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

Api = Callable[[User | None], APIClient]

PLANS = "/api/v1/plans/"

pytestmark = pytest.mark.django_db(transaction=True)


def three_plans() -> tuple[Plant, list[Plan]]:
    """A plant whose one order was made larger, and larger."""
    mill = plant()
    line = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=3)
    plans = [published(mill.site)]
    for quantity in (30, 60):
        OrderLine.objects.filter(pk=line.pk).update(quantity=quantity)
        plans.append(published(mill.site))
    return mill, plans


def test_are_listed_newest_first_page_by_page_with_where_the_site_stands(api: Api) -> None:
    mill, plans = three_plans()
    client = api(given.user(Role.MANAGER, at=mill.site))

    page = client.get(PLANS, {"limit": 2}).json()

    assert [row["id"] for row in page["results"]] == [plans[2].pk, plans[1].pk]
    assert (page["count"], page["results"][0]["is_current"], page["results"][1]["is_current"]) == (3, True, False)
    assert page["plan"][0]["planned_revision"] == plans[2].revision
    assert page["results"][0]["age_seconds"] >= 0
    assert page["results"][0]["digests"]["lots"]
    assert client.get(PLANS, {"site": "nowhere"}).status_code == 422


def test_are_told_one_by_one_to_who_may(api: Api) -> None:
    mill, plans = three_plans()
    stranger = given.user(Role.PLANNER, at=given.site("S2"))

    told = api(given.user(Role.FLOOR, at=mill.site)).get(f"{PLANS}{plans[0].pk}/").json()

    assert (told["id"], told["site"], told["revision"]) == (plans[0].pk, "S1", plans[0].revision)
    assert api(stranger).get(f"{PLANS}{plans[0].pk}/").status_code == 404
    assert api(given.user(Role.SALES, at=mill.site)).get(f"{PLANS}{plans[0].pk}/").status_code == 403


def test_are_compared_either_way_round(api: Api) -> None:
    mill, plans = three_plans()
    client = api(given.user(Role.PLANNER, at=mill.site))

    one = client.get(f"{PLANS}{plans[0].pk}/compare/{plans[2].pk}/").json()
    other = client.get(f"{PLANS}{plans[2].pk}/compare/{plans[0].pk}/").json()

    assert {**one, "plan": None, "before": one["before"]["id"], "after": one["after"]["id"]} == {
        **other, "plan": None, "before": other["before"]["id"], "after": other["after"]["id"],
    }  # fmt: skip
    found = compare.lots(plans[0], plans[2])
    assert (one["lots_changed"], one["lots_by_fate"]["new"]) == (found.counts.changed, found.counts.new)
    assert (one["lot_count"], one["nervousness"]) == (found.count, found.nervousness)
    assert {lot["key"] for lot in one["lots"]} == {one.change.key for one in found.soonest}
    assert one["lots"][0]["item"] == mill.pump.code
    assert one["loads"][0]["load_after"] > one["loads"][0]["load_before"]


def test_that_are_no_longer_kept_in_full_cannot_be_compared(api: Api) -> None:
    mill, plans = three_plans()
    retention.prune(keep=1)
    client = api(given.user(Role.PLANNER, at=mill.site))

    assert client.get(f"{PLANS}{plans[0].pk}/").json()["in_full"] is False
    assert client.get(f"{PLANS}{plans[0].pk}/compare/{plans[2].pk}/").status_code == 409
    assert client.get(f"{PLANS}{plans[2].pk}/compare/4711/").status_code == 404
