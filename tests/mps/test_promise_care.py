"""The care of promises: how they stand, notices, ways to mend one, another day, a longer hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from company.models import Membership, Role, User
from materials.models import ItemSite
from orders.models import Customer, LineOutlook, LineStatus, OrderLine, OutlookStatus
from orders.promises.models import Assurance, Promise, PromiseEvent, PromiseState
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import in_danger, promised, wish

pytestmark = pytest.mark.django_db(transaction=True)

Api = Callable[[User | None], APIClient]
V1 = "/api/v1/promises/"


@pytest.fixture
def mill() -> Plant:
    made = plant()
    given.customer("ACME", territory="north")
    published(made.site)
    return made


@pytest.fixture
def seller(mill: Plant) -> User:
    return given.user(Role.SALES, at=mill.site, territory="north")


@pytest.fixture
def sales(seller: User, api: Api) -> APIClient:
    return api(seller)


def line_of(mill: Plant, number: str, **values: Any) -> OrderLine:
    """Return a line of an order of that number, of the customer of the north."""
    order = given.order(number, customer=Customer.objects.get(code="ACME"))
    return given.order_line(order=order, of=mill.pump, at=mill.site, **values)


def listed(client: APIClient, query: str = "") -> list[tuple[str, str]]:
    return [(one["order"], one["standing"]) for one in client.get(f"{V1}?{query}").json()["results"]]


class TestStanding:
    @pytest.mark.parametrize(
        ("values", "status", "standing"),
        [
            ({}, OutlookStatus.ON_TIME, "confirmed"),
            ({"assurance": Assurance.AT_RISK}, OutlookStatus.LATE, "not_kept"),
            ({"assurance": Assurance.BROKEN}, OutlookStatus.LATE, "broken"),
            ({"state": PromiseState.CANCELLED}, OutlookStatus.ON_TIME, "over"),
            ({"state": PromiseState.SHIPPED}, OutlookStatus.ON_TIME, "broken"),
        ],
    )
    def test_is_one_word(
        self, sales: APIClient, mill: Plant, values: dict[str, Any], status: OutlookStatus, standing: str
    ) -> None:
        line = line_of(mill, "A")
        given.outlook(line, status, 0, given.START)
        given.promise(line, **values)

        assert listed(sales) == [("A", standing)]
        assert listed(sales, f"standing={standing}") == [("A", standing)]
        assert listed(sales, "standing=kept") == []

    @pytest.mark.parametrize(
        ("values", "slack", "standing"),
        [
            ({"slack_days_80": 0}, 0, "confirmed"),  # the earliest day, and past lots came in time
            ({"slack_days_80": 2}, 2, "confirmed"),
            ({"slack_days_80": 2}, 1, "at_risk"),
            ({"slack_days_80": 5}, 3, "at_risk"),  # an order line with that slack is on time
            ({}, 0, "confirmed"),  # nobody knows
            ({"probability": 0.79}, 1, "at_risk"),  # made before the days were noted
            ({"probability": 0.79}, 2, "confirmed"),
            ({"probability": 0.80}, 0, "confirmed"),
            ({"slack_days_80": 5, "state": PromiseState.CANCELLED}, 0, "over"),
            ({"slack_days_80": 5, "assurance": Assurance.AT_RISK}, -1, "not_kept"),
        ],
    )
    def test_is_at_risk_where_it_is_less_than_80_percent_sure(
        self, sales: APIClient, mill: Plant, values: dict[str, Any], slack: int, standing: str
    ) -> None:
        line = line_of(mill, "A")
        given.outlook(line, OutlookStatus.AT_RISK, slack, given.START)
        given.promise(line, **values)

        assert listed(sales) == [("A", standing)]

    @pytest.mark.parametrize(("days", "standing"), [(0, "kept"), (1, "broken")])
    def test_of_what_was_shipped_is_kept_or_broken(
        self, sales: APIClient, mill: Plant, days: int, standing: str, api: Api
    ) -> None:
        line = line_of(mill, "A", promised_date=given.START)
        given.promise(line)
        given.stock(mill.pump, 1000, at=mill.site)
        planner = api(given.user(at=mill.site))
        shipped_on = str(given.START + timedelta(days=days))
        report = {"order_line": line.pk, "quantity": float(line.quantity), "shipped_on": shipped_on}
        got = planner.post("/api/v1/shipments/", report, "json")
        assert got.status_code == 201, got.json()

        assert listed(sales) == [("A", standing)]

    def test_of_a_hold_ends_with_its_time(self, sales: APIClient, seller: User, mill: Plant) -> None:
        [made] = promised(mill, seller, minutes=30)
        assert [standing for _order, standing in listed(sales)] == ["held"]

        Promise.objects.filter(pk=made.pk).update(held_until=timezone.now() - timedelta(seconds=1))

        assert [standing for _order, standing in listed(sales)] == ["over"]

    def test_sorts_what_is_urgent_first(self, sales: APIClient, mill: Plant) -> None:
        for number, assurance in (("A", Assurance.SAFE), ("B", Assurance.AT_RISK)):
            line = line_of(mill, number)
            given.promise(line, assurance=assurance)

        assert listed(sales, "sort=urgency") == [("B", "not_kept"), ("A", "confirmed")]


class TestNotices:
    def test_tell_the_owner_what_the_plan_did_and_why(self, sales: APIClient, seller: User, mill: Plant) -> None:
        in_danger(mill, seller)

        got = sales.get(f"{V1}notices/?seen=false").json()

        assert got["unseen"] == got["count"] == 1
        [notice] = got["results"]
        assert notice["kind"] == "at_risk"
        assert notice["sentence"].startswith("Moved ")
        assert "plan of revision" in notice["reason"]
        assert got["plan"][0]["site"] == mill.site.code

    def test_are_seen_when_one_says_so_and_not_by_reading(self, sales: APIClient, seller: User, mill: Plant) -> None:
        in_danger(mill, seller)
        [notice] = sales.get(f"{V1}notices/?seen=false").json()["results"]
        assert sales.get(f"{V1}notices/?seen=false").json()["unseen"] == 1

        seen = sales.post(f"{V1}notices/seen/", {"events": [notice["id"]]}, "json").json()
        assert (seen["events"], seen["unseen"]) == ([notice["id"]], 0)
        back = sales.post(f"{V1}notices/seen/", {"events": seen["events"], "seen": False}, "json").json()
        assert back["unseen"] == 1
        every = sales.post(f"{V1}notices/seen/", {"up_to": notice["id"]}, "json").json()
        assert every["events"] == [notice["id"]]

    def test_that_came_after_the_newest_shown_stay(self, sales: APIClient, seller: User, mill: Plant) -> None:
        in_danger(mill, seller)
        [notice] = sales.get(f"{V1}notices/").json()["results"]

        assert sales.post(f"{V1}notices/seen/", {"up_to": notice["id"] - 1}, "json").json()["unseen"] == 1

    def test_are_the_owners_only(self, seller: User, mill: Plant, api: Api) -> None:
        in_danger(mill, seller)
        event = PromiseEvent.objects.latest("pk")
        planner = api(given.user(at=mill.site))

        assert planner.get(f"{V1}notices/").json()["count"] == 0
        assert planner.post(f"{V1}notices/seen/", {"events": [event.pk]}, "json").json()["events"] == []
        event.refresh_from_db()
        assert event.seen_at is None

    def test_of_what_one_did_oneself_are_none(self, sales: APIClient, seller: User, mill: Plant) -> None:
        promised(mill, seller)

        assert sales.get(f"{V1}notices/").json()["count"] == 0


class TestWaysToMend:
    def test_name_the_plans_day_and_what_is_not_the_persons_to_do(
        self, sales: APIClient, seller: User, mill: Plant
    ) -> None:
        made = in_danger(mill, seller)
        planned = LineOutlook.objects.get(line=made.line).planned_date

        got = sales.get(f"{V1}{made.pk}/options/").json()

        ways = {option["way"]: option for option in got["options"]}
        assert ways["later"]["date"] == str(planned)
        assert not ways["ahead"]["doable"]
        assert got["plan"]["site"] == mill.site.code

    def test_another_day_is_agreed_for_a_reason(self, sales: APIClient, seller: User, mill: Plant) -> None:
        made = in_danger(mill, seller)
        planned = LineOutlook.objects.get(line=made.line).planned_date

        got = sales.post(f"{V1}{made.pk}/agree/", {"date": str(planned), "why": "they can wait"}, "json")

        assert (got.status_code, got.json()["promised_date"]) == (200, str(planned))
        event = PromiseEvent.objects.filter(promise=made).latest("pk")
        assert (event.kind, event.why) == ("changed", "they can wait")
        published(mill.site)
        made.refresh_from_db()
        assert made.assurance == Assurance.SAFE

    @pytest.mark.parametrize("body", [{"why": "x"}, {"date": "2026-02-02"}, {"date": "2026-02-02", "why": " "}])
    def test_another_day_needs_a_day_and_a_reason(
        self, sales: APIClient, seller: User, mill: Plant, body: dict[str, str]
    ) -> None:
        [made] = promised(mill, seller)

        assert sales.post(f"{V1}{made.pk}/agree/", body, "json").status_code == 422

    def test_a_day_that_the_plan_does_not_keep_is_refused(self, sales: APIClient, seller: User, mill: Plant) -> None:
        made = in_danger(mill, seller)
        before = OrderLine.objects.get(pk=made.line_id).promised_date
        planned = LineOutlook.objects.get(line=made.line).planned_date
        assert planned is not None

        early = {"date": str(planned - timedelta(days=1)), "why": "please"}
        assert sales.post(f"{V1}{made.pk}/agree/", early, "json").status_code == 409
        assert OrderLine.objects.get(pk=made.line_id).promised_date == before

    def test_a_part_leaves_in_time_and_the_rest_with_the_plan(
        self, sales: APIClient, seller: User, mill: Plant
    ) -> None:
        [made] = promised(mill, seller, wish(mill, 48, "D1"))
        published(mill.site)
        body = {"quantity": 8, "date": str(given.day("D0")), "rest_date": str(given.day("D2")), "why": "a part first"}

        got = sales.post(f"{V1}{made.pk}/part/", body, "json")

        assert got.status_code == 200, got.json()
        [instead] = got.json()["instead"]
        assert (got.json()["quantity"], got.json()["promised_date"]) == (40, str(given.day("D2")))
        assert (instead["quantity"], instead["promised_date"]) == (8, str(given.day("D0")))

    def test_a_part_that_is_all_of_it_changes_nothing(self, sales: APIClient, seller: User, mill: Plant) -> None:
        [made] = promised(mill, seller, wish(mill, 8, "D1"))
        published(mill.site)
        body = {"quantity": 8, "date": str(given.day("D0")), "rest_date": str(given.day("D2")), "why": "all"}

        assert sales.post(f"{V1}{made.pk}/part/", body, "json").status_code == 409
        assert Promise.objects.count() == 1

    @pytest.fixture
    def other(self, mill: Plant) -> Plant:
        """A second site that makes the same pumps, and has a plan."""
        made = plant("S2")
        ItemSite.objects.create(item=mill.pump, site=made.site)
        given.stock(mill.pump, 100, at=made.site)
        published(made.site)
        return made

    def test_another_site_promises_it_and_the_first_lets_go(
        self, seller: User, mill: Plant, sales: APIClient, other: Plant
    ) -> None:
        Membership.objects.create(user=seller, site=other.site, role=Role.SALES, territory="north")
        made = in_danger(mill, seller)
        ways = sales.get(f"{V1}{made.pk}/options/").json()["options"]
        [way] = [way for way in ways if way["way"] == "other_site"]

        got = sales.post(f"{V1}{made.pk}/move/", {"site": "S2", "date": way["date"], "why": "sooner"}, "json")

        assert got.status_code == 200, got.json()
        [instead] = got.json()["instead"]
        assert (instead["site"], instead["state"], instead["promised_date"]) == ("S2", "confirmed", way["date"])
        assert got.json()["state"] == "cancelled"

    def test_a_site_that_is_not_theirs_is_none(
        self, seller: User, mill: Plant, sales: APIClient, other: Plant
    ) -> None:
        [made] = promised(mill, seller)
        body = {"site": other.site.code, "date": str(given.START), "why": "x"}

        assert sales.post(f"{V1}{made.pk}/move/", body, "json").status_code == 422
        made.refresh_from_db()
        assert made.state == PromiseState.CONFIRMED


class TestALongerHold:
    def test_is_written_down(self, sales: APIClient, seller: User, mill: Plant) -> None:
        [made] = promised(mill, seller, minutes=10)
        was = made.held_until

        got = sales.post(f"{V1}{made.pk}/hold-on/", {"minutes": 60}, "json")

        assert got.status_code == 200
        made.refresh_from_db()
        assert was is not None
        assert made.held_until is not None
        assert made.held_until > was
        assert [event["kind"] for event in sales.get(f"{V1}{made.pk}/").json()["events"]] == ["held", "held"]

    def test_is_none_where_it_is_held_as_long_or_not_any_more(
        self, sales: APIClient, seller: User, mill: Plant
    ) -> None:
        [made] = promised(mill, seller, minutes=60)
        assert sales.post(f"{V1}{made.pk}/hold-on/", {"minutes": 30}, "json").status_code == 409

        Promise.objects.filter(pk=made.pk).update(held_until=timezone.now() - timedelta(seconds=1))
        assert sales.post(f"{V1}{made.pk}/hold-on/", {"minutes": 30}, "json").status_code == 409
        assert OrderLine.objects.get(pk=made.line_id).status == LineStatus.HELD


def test_the_record_says_kept_of_given_by_month(sales: APIClient, mill: Plant) -> None:
    for number, day in (("A", given.START - timedelta(days=40)), ("B", given.START - timedelta(days=3))):
        line = line_of(mill, number, promised_date=day)
        given.promise(line)

    got = sales.get(f"{V1}reliability/").json()

    assert (got["kept"], got["given"], got["share"]) == (0, 2, 0.0)
    assert got["low"] == 0.0
    assert 0 < got["high"] < 1
    assert len(got["months"]) == 12
    assert sum(month["given"] for month in got["months"]) == 2
    assert sales.get(f"{V1}reliability/?mine=true").json()["given"] == 0
