"""The forms of a scenario: demand of a period, and what is shown where the address of a form is opened."""

from __future__ import annotations

import pytest

from tests.mps.imagined import Works, planned, works
from tests.pages.test_scenarios import do, signed_in, words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Works:
    return works()


class TestForms:
    def test_demand_of_a_period_is_told_with_it(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        typed = {"percent": "+15", "about": "item", "name": "PUMP", "from": "W3", "to": "W4"}

        assert do(client, scenario, "add", kind="demand", **typed).status_code == 302

        page = words(client.get(f"/scenarios/{scenario.pk}/"))
        assert "+15 % of orders and forecast, due from 2026-01-12 to 2026-01-25" in page

    @pytest.mark.parametrize(
        ("typed", "says"), [({"from": "W3"}, "due from 2026-01-12 on"), ({"to": "W4"}, "due until 2026-01-25")]
    )
    def test_a_period_may_be_open_at_one_end(self, shop: Works, typed: dict[str, str], says: str) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)

        do(client, scenario, "add", kind="demand", percent="10", **typed)

        assert says in words(client.get(f"/scenarios/{scenario.pk}/"))

    @pytest.mark.parametrize("verb", ["add", "drop", "merge"])
    def test_that_only_take_what_is_sent_lead_to_the_scenario_where_they_are_opened(
        self, shop: Works, verb: str
    ) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)

        answer = client.get(f"/scenarios/{scenario.pk}/do/{verb}/", headers={"Accept": "text/html"}, follow=True)

        assert answer.redirect_chain == [(f"/scenarios/{scenario.pk}/", 302)]
        assert answer.status_code == 200
