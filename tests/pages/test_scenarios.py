"""The pages of scenarios: made, changed, planned, discussed, compared, merged and dropped with plain forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from capacity.models import CapacityException
from company.models import Role, User
from mps import scenario_planning
from mps.models import Scenario, ScenarioComment
from mps.scenario_changes import CapacityShift, DemandShift, LineWish
from orders.models import OrderLine
from tests import given
from tests.mps.imagined import Works, planned, replanned, works

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def do(client: Client, scenario: Scenario, verb: str, **values: Any) -> Any:
    scenario.refresh_from_db()
    return client.post(f"/scenarios/{scenario.pk}/do/{verb}/", {"version": scenario.version, **values})


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def shop() -> Works:
    return works()


class TestFromTheFirstWishToTheMerge:
    def test_with_plain_forms(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        line = shop.lines[0]

        made = client.post("/scenarios/new/", {"name": "  The fair   in May "}, follow=True)
        scenario = Scenario.objects.get()
        assert "Changes nothing yet" in words(made)
        assert scenario.name == "The fair in May"
        overtime = {"work_center": "MILL", "capacity_kind": "overtime", "from": "2026-01-12", "to": "2026-01-16"}
        for typed in (
            {"kind": "line", "line": str(line), "quantity": "33", "date": "2026-02-10"},
            {"kind": "capacity", "hours": "1.5", **overtime},
        ):
            assert do(client, scenario, "add", **typed).status_code == 302
        page = words(client.get(f"/scenarios/{scenario.pk}/"))
        assert "Being planned" in page
        assert client.get(f"/scenarios/{scenario.pk}/state/").json()["standing"] == "planning"
        scenario_planning.plan(scenario.pk, stop=lambda: False)
        page = words(client.get(f"/scenarios/{scenario.pk}/"))
        assert "beside the plan that holds now" in page
        assert "Overtime, 1.5 h a day from 2026-01-12 to 2026-01-16" in page
        assert "lot by lot" in words(client.get(f"/scenarios/{scenario.pk}/merge/"))

        assert do(client, scenario, "merge", why="the fair").status_code == 302
        done = words(client.get(f"/scenarios/{scenario.pk}/"))
        replanned(shop.site)

        assert "The plan that you saw is published next." in done
        assert "data-awaited" in done
        assert "was published as it stands" in words(client.get(f"/scenarios/{scenario.pk}/"))
        assert OrderLine.objects.get(pk=line.pk).quantity == 33
        assert CapacityException.objects.get().minutes_per_day == 90


class TestForms:
    @pytest.mark.parametrize(
        ("kind", "values", "field", "says"),
        [
            ("line", {"line": "SO-NONE/1", "quantity": "3"}, "line", "There is no order line"),
            ("line", {"line": "{line}", "quantity": "-3"}, "quantity", "greater than 0"),
            ("line", {"line": "{line}", "date": "soon"}, "date", "Write a date"),
            ("line", {"line": "{line}"}, "", "Say what is to be different"),
            ("new_order", {"number": "A", "customer": "NOBODY"}, "customer", "There is no customer"),
            ("new_order", {"number": "A", "customer": "NORD", "item": "PUMP", "quantity": "x"}, "quantity", "number"),
            ("demand", {"percent": "-95"}, "percent", "Write a percentage"),
            ("demand", {"percent": "10", "about": "family", "name": "none"}, "name", "There is no family"),
            ("capacity", {"work_center": "NONE"}, "", "Choose a work centre"),
            ("capacity", {"work_center": "MILL", "from": "soon"}, "from", "Write a date"),
            ("capacity", {"work_center": "MILL", "from": "2026-01-12", "to": "2026-01-11", "hours": "9",
                          "capacity_kind": "shift"}, "to", "before the first"),
            ("capacity", {"work_center": "MILL", "from": "W3", "to": "W3", "hours": "0",
                          "capacity_kind": "shift"}, "hours", "more than 0 and at most 24"),
            ("capacity", {"work_center": "MILL", "from": "W3", "to": "W3", "hours": "-5",
                          "capacity_kind": "shift"}, "hours", "more than 0 and at most 24"),
            ("demand", {"percent": "10", "from": "W99"}, "from", "Write a date"),
            ("demand", {"percent": "10", "from": "W5", "to": "W4"}, "to", "before the first"),
            ("demand", {"percent": "abc"}, "percent", "Write a number"),
            ("item", {"item": "PUMP", "lead_time_days": "soon"}, "lead_time_days", "an integer"),
            ("item", {"item": "PUMP"}, "", "Say what is to be different"),
            ("none", {}, "", "no such kind of change"),
        ],
    )  # fmt: skip
    def test_say_what_is_wrong_where_it_was_typed(
        self, shop: Works, kind: str, values: dict[str, str], field: str, says: str
    ) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        typed = {name: value.format(line=shop.lines[0]) for name, value in values.items()}

        answer = do(client, scenario, "add", kind=kind, **typed)

        assert answer.status_code == 422
        assert says in words(answer)
        if field:
            place, value = f'id="{kind}-{field}"', typed.get(field, "")
            (shown,) = [one for one in words(answer).split("<input ") if one.startswith(place)]
            assert f'value="{value}" aria-invalid="true" aria-describedby="{kind}-{field}-wrong" autofocus>' in shown
        assert words(answer).count("autofocus") <= 1
        scenario.refresh_from_db()
        assert scenario.changes == []

    def test_lose_nothing_of_what_was_typed(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        typed = {"item": "PUMP", "lot_policy": "fixed", "safety_stock": "7", "lead_time_days": "soon"}

        page = words(do(client, scenario, "add", kind="item", **typed))

        assert 'name="safety_stock" autocomplete="off" inputmode="decimal" value="7">' in page
        assert '<option value="fixed" selected>' in page

    def test_a_week_begins_on_its_monday_and_lasts_until_its_sunday(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        typed = {"work_center": "MILL", "capacity_kind": "overtime", "from": "W3", "to": "2026-W04", "hours": "1"}

        assert do(client, scenario, "add", kind="capacity", **typed).status_code == 302

        scenario.refresh_from_db()
        [change] = scenario.changes_read()
        assert isinstance(change, CapacityShift)
        assert (change.from_date, change.to_date) == (date(2026, 1, 12), date(2026, 1, 25))

    @pytest.mark.parametrize(
        ("verb", "field"), [("rename", "rename-name"), ("comment", "comment-text")]
    )  # fmt: skip
    def test_of_one_field_say_it_there(self, shop: Works, verb: str, field: str) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)

        answer = do(client, scenario, verb, name=" ", text=" ")

        assert answer.status_code == 422
        assert f'aria-describedby="{field}-wrong" autofocus' in words(answer)

    def test_a_merge_without_a_reason_asks_for_it(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop, DemandShift(Decimal(10)))

        answer = do(client, scenario, "merge", why=" ")

        assert answer.status_code == 422
        assert 'aria-describedby="why-wrong" autofocus' in words(answer)

    def test_a_date_moves_the_promise_with_the_wish(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        line = OrderLine.objects.get(pk=shop.lines[0].pk)
        assert line.promised_date is not None

        do(client, scenario, "add", kind="line", line=str(line), date="2026-03-02")

        scenario.refresh_from_db()
        [change] = scenario.changes_read()
        assert isinstance(change, LineWish)
        assert change.values == {"requested_date": "2026-03-02", "promised_date": "2026-03-02"}

    def test_of_two_who_change_it_the_second_hears_of_the_first(self, shop: Works) -> None:
        client, scenario = signed_in(shop.planner), planned(shop)
        old = scenario.version
        do(client, scenario, "add", kind="demand", percent="10")

        late = client.post(
            f"/scenarios/{scenario.pk}/do/add/", {"version": old, "kind": "demand", "percent": "20"}
        )

        assert late.status_code == 422
        assert "changed the scenario meanwhile" in words(late)
        scenario.refresh_from_db()
        assert len(scenario.changes) == 1


class TestLookingAfterThem:
    def test_renamed_duplicated_discussed_and_dropped(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        scenario = planned(shop, DemandShift(Decimal(10)))

        assert do(client, scenario, "rename", name="More").status_code == 302
        assert do(client, scenario, "comment", text="too dear?").status_code == 302
        assert do(client, scenario, "duplicate").status_code == 302
        assert do(client, scenario, "drop", why="nobody wants it").status_code == 302

        scenario.refresh_from_db()
        copy = Scenario.objects.get(copied_from=scenario)
        assert (copy.name, copy.changes, copy.is_open) == ("Copy of More", scenario.changes, True)
        assert ScenarioComment.objects.get().text == "too dear?"
        page = words(client.get(f"/scenarios/{scenario.pk}/"))
        assert "nobody wants it" in page
        assert "too dear?" in page
        assert 'do/merge/' not in page
        assert do(client, scenario, "add", kind="demand", percent="10").status_code == 422
        assert "More" in words(client.get("/scenarios/?show=dropped"))

    def test_a_change_is_taken_out_again(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        scenario = planned(shop, DemandShift(Decimal(10)), DemandShift(Decimal(20)))

        do(client, scenario, "remove", place="0")

        scenario.refresh_from_db()
        assert scenario.changes_read() == [DemandShift(Decimal(20))]
        assert "Being planned" in words(client.get(f"/scenarios/{scenario.pk}/"))

    def test_says_that_the_plan_has_moved_on_and_plans_again(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        scenario = planned(shop, DemandShift(Decimal(10)))
        OrderLine.objects.filter(pk=shop.lines[0].pk).update(quantity=7)
        replanned(shop.site)

        assert "The plan has moved on" in words(client.get(f"/scenarios/{scenario.pk}/"))
        do(client, scenario, "plan")
        scenario_planning.plan(scenario.pk, stop=lambda: False)

        assert "beside the plan that holds now" in words(client.get(f"/scenarios/{scenario.pk}/"))


class TestSideBySide:
    def test_shows_the_figures_lines_customers_and_loads_of_each(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        more = planned(shop, DemandShift(Decimal(300)), name="Boom")
        less = planned(
            shop, CapacityShift("MILL", given.day("D0"), given.day("D20"), 400, "downtime"), name="Strike"
        )
        idle = Scenario.objects.create(
            site=shop.site, name="Idle", from_plan_id=more.from_plan_id, from_revision=1, created_by=shop.planner
        )

        page = words(client.get(f"/scenarios/compare/?with={more.pk}&with={less.pk}&with={idle.pk}"))

        assert page.index("Boom") < page.index("Strike")
        assert "“Idle” has not been planned yet." in page
        for head in ("In figures", "order lines have another day", "Customers", "Load by work centre"):
            assert head in page
        assert "Customer NORD" in page

    def test_is_of_four_at_most_and_of_the_site_only(self, shop: Works) -> None:
        client = signed_in(shop.planner)
        many = [planned(shop, DemandShift(Decimal(number + 1)), name=f"Nr {number}") for number in range(5)]

        page = words(client.get("/scenarios/compare/?" + "&".join(f"with={one.pk}" for one in many)))

        assert "Nr 3" in page
        assert "Nr 4" not in page
        assert "The first 4 are shown" in page
        assert client.get("/scenarios/compare/?with=none").status_code == 404
        assert "Nothing to compare" in words(client.get("/scenarios/compare/"))


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.SALES, Role.FLOOR, Role.ADMIN])
    def test_who_does_not_steer_the_plan_sees_none(self, shop: Works, role: Role) -> None:
        scenario = planned(shop, DemandShift(Decimal(10)))
        client = signed_in(given.user(role, at=shop.site))

        assert client.get("/scenarios/").status_code == 403
        assert client.get(f"/scenarios/{scenario.pk}/").status_code == 403
        assert do(client, scenario, "drop").status_code == 403
        assert "/scenarios/" not in words(client.get("/master-schedule/"))

    def test_who_steers_another_site_finds_none(self, shop: Works) -> None:
        scenario = planned(shop, DemandShift(Decimal(10)))
        client = signed_in(given.user(Role.PLANNER, at=given.site("S2")))

        assert client.get(f"/scenarios/{scenario.pk}/").status_code == 404
        assert client.get(f"/scenarios/{scenario.pk}/merge/").status_code == 404
        assert do(client, scenario, "drop").status_code == 404
        assert Scenario.objects.get().is_open

    def test_a_site_without_a_plan_says_so(self) -> None:
        client = signed_in(given.user(Role.PLANNER, at=given.site("S3")))

        assert "There is no plan yet" in words(client.get("/scenarios/"))
        assert client.post("/scenarios/new/", {"name": "If"}).status_code == 422
