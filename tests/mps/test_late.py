"""Why a line is late and what would help, asked by people: what they hear is what the plan then does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from capacity.models import CapacityException, WorkCenter
from company.models import Membership, Role, User
from materials.models import ItemSite
from mps import late_wording, repairs
from mps.late_steps import publishable
from mps.late_wording import no_whole_words, nothing_words
from mps.repair_question import Cause, Piece, RepairAnswer, RepairQuestion, Step, Way
from mps.scheduler.explain import Holds
from mps.steering import steps
from mps.steering.decide import decide
from mps.steering.known import known_of
from orders.models import LineOutlook, OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def mill() -> tuple[Plant, OrderLine, OrderLine]:
    """
    A pump takes 10 minutes of 480 a day: the first line takes nearly two days and is promised for Tuesday, the second
    more than one, and is promised for Wednesday. The horizon begins on a Monday.
    """
    shop = plant()
    WorkCenter.objects.update(overtime_cost_per_hour=30)
    wanted = shop.site.horizon_start + timedelta(days=2)
    north, south = given.customer("N", territory="north"), given.customer("S", territory="south")
    sooner = wanted - timedelta(days=1)
    first = given.order_line(sooner, shop.pump, shop.site, 90, customer=north, priority=1, promised_date=sooner)
    second = given.order_line(wanted, shop.pump, shop.site, 60, customer=south, priority=6, promised_date=wanted)
    published(shop.site)
    return shop, first, second


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(line: OrderLine, person: User) -> RepairAnswer:
    return repairs.answer_to(RepairQuestion("ticket", line.site_id, line.pk, person.pk), stop=lambda: False)


def told(line: OrderLine, person: User) -> dict[str, Any]:
    got = client_of(person).get(f"/late/{line.pk}/ways-out/")
    assert got.status_code == 200, got.content
    found: dict[str, Any] = got.json()
    return found


class TestAnswer:
    def test_overtime_that_is_said_to_help_helps(self) -> None:
        shop, _first, second = mill()
        answer = asked(second, given.user(Role.PLANNER, at=shop.site))
        assert answer.is_late
        (way,) = [one for one in answer.ways if [piece.kind for piece in one.pieces] == ["overtime"]]

        for step in way.pieces[0].steps:
            CapacityException.objects.create(
                work_center_id=step["work_center_id"], from_date=date.fromisoformat(str(step["from"])),
                to_date=date.fromisoformat(str(step["to"])), minutes_per_day=step["minutes_per_day"], kind="overtime",
            )  # fmt: skip
        published(shop.site)

        planned = LineOutlook.objects.get(line=second).planned_date
        assert planned is not None
        assert second.promised_date is not None
        assert planned <= second.promised_date

    def test_asked_again_it_goes_on_where_time_was_up(self, settings: Settings) -> None:
        shop, _first, second = mill()
        person = given.user(Role.PLANNER, at=shop.site)
        settings.REPAIR_SECONDS = 0
        assert not asked(second, person).finished

        settings.REPAIR_SECONDS = 600
        whole = asked(second, person)
        assert whole.ways

        settings.REPAIR_SECONDS = 0
        assert asked(second, person) == whole

    def test_asking_changes_nothing(self) -> None:
        shop, _first, second = mill()
        before = list(OrderLine.objects.order_by("pk").values()), list(LineOutlook.objects.order_by("pk").values())
        asked(second, given.user(Role.PLANNER, at=shop.site))
        assert before == (
            list(OrderLine.objects.order_by("pk").values()), list(LineOutlook.objects.order_by("pk").values())
        )  # fmt: skip

    def test_a_line_in_time_is_not_late(self) -> None:
        shop, first, _second = mill()
        answer = asked(first, given.user(Role.PLANNER, at=shop.site))
        assert (answer.is_late, answer.ways) == (False, ())

    def test_a_line_that_wants_nothing_any_more_is_gone(self) -> None:
        shop, _first, second = mill()
        OrderLine.objects.filter(pk=second.pk).update(status="cancelled")
        assert asked(second, given.user(Role.PLANNER, at=shop.site)).gone

    def test_a_site_without_a_plan_has_no_ways(self) -> None:
        shop = plant()
        line = given.order_line("D1", shop.pump, shop.site, 1)
        assert asked(line, given.user(Role.PLANNER, at=shop.site)).no_plan


TODAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RepairAnswer(is_late=True), "nothing that we know"),
        (RepairAnswer(is_late=True, all_tried=True), "not there inside the plan"),
        (RepairAnswer(is_late=True, all_tried=True, all_ready_date=date(2026, 1, 9)), "Agree another date"),
        (RepairAnswer(is_late=True, all_tried=True, all_in_time=True, all_breaks=3), "the promises of 3 other lines"),
    ],
)
def test_a_search_that_ended_without_a_way_out_says_what_everything_would_do(answer: RepairAnswer, said: str) -> None:
    assert said in nothing_words(answer, today=TODAY)


def way(*pieces: Piece) -> Way:
    return Way(pieces, sum(piece.price for piece in pieces), TODAY, (), 0)


@pytest.mark.parametrize(
    ("ways", "finished", "said"),
    [
        ((way(Piece("split")),), True, "no way out was found that has the whole line there in time"),
        ((way(Piece("split")),), False, "So far no way out has the whole line"),
        ((way(Piece("overtime")), way(Piece("split"))), True, ""),
        ((), True, ""),
    ],
)
def test_where_only_a_part_can_be_in_time_that_is_said(ways: tuple[Way, ...], finished: bool, said: str) -> None:
    words = no_whole_words(RepairAnswer(is_late=True, ways=ways, finished=finished))
    assert said in words
    assert bool(words) is bool(said)


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (441.69, "a few minutes less than that are free on 5 Jan."),
        (432.0, "7.2 h are free on 5 Jan."),
        (0.0, "0 h are free on 5 Jan."),
    ],
)
def test_a_full_work_centre_is_never_said_to_have_as_much_free_as_is_needed(free: float, said: str) -> None:
    day = date(2026, 1, 5)
    cause = Cause(Holds.CAPACITY, "MACH", day, day, amount=442.0, free=free, record="10")
    words = late_wording.cause_words(cause, names={}, today=day)
    assert "needs 7.4 h there" in words
    assert words.endswith(said)


class TestSteps:
    def test_what_steering_would_refuse_is_no_step(self) -> None:
        shop, _first, _second = mill()
        ItemSite.objects.filter(item=shop.casing).update(lead_time_days=25)
        soon = (shop.site.horizon_start + timedelta(days=3)).isoformat()
        more: Step = {
            "kind": "capacity", "work_center_id": shop.center.pk, "from": soon, "to": soon, "minutes_per_day": 60,
            "change": "overtime",
        }  # fmt: skip
        pushed: Step = {"kind": "quantity", "item_id": shop.casing.pk, "quantity": "68", "bucket": soon}
        unread: Step = {**pushed, "quantity": "much"}
        pieces = (
            Piece("overtime", steps=(more,)),
            Piece("buy_sooner", steps=(more, pushed)),
            Piece("x", steps=(unread,)),
        )

        (kept,) = publishable([way(*pieces)], shop.site)

        assert [piece.steps for piece in kept.pieces] == [(more,), (), ()]

    def test_every_step_that_is_told_can_be_published(self) -> None:
        shop, _first, second = mill()
        ways = publishable(asked(second, given.user(Role.PLANNER, at=shop.site)).ways, shop.site)
        sent = [[step for piece in one.pieces for step in piece.steps] for one in ways]
        assert any(sent)
        assert not any(decide(known_of(shop.site), steps.read(one)).refused for one in sent)


@pytest.mark.usefixtures("_worker")
class TestPage:
    def test_is_of_the_site_of_its_line_whichever_is_chosen(self) -> None:
        shop, _first, second = mill()
        other = given.site("A0")
        person = given.user(Role.PLANNER, at=shop.site)
        Membership.objects.create(user=person, site=other, role=Role.PLANNER)
        client = client_of(person)
        assert client.get("/orders/", {"site": "A0"}).context["frame"].site == other

        assert client.get(f"/late/{second.pk}/").context["frame"].site == shop.site

        gone = client.get(f"/late/{second.pk}/", {"site": "A0"})
        assert (gone.status_code, gone["Location"]) == (302, "/orders/?site=A0")

    def test_knows_why_a_line_is_late_before_anybody_is_asked(self) -> None:
        shop, first, second = mill()
        person = given.user(Role.PLANNER, at=shop.site)
        found = told(second, person)
        known = client_of(person).get(f"/late/{second.pk}/").context["known"]
        assert known["why"] == found["why"]
        assert [str(known[name]) for name in ("due", "ready")] == [found[name] for name in ("due", "ready")]
        in_time = client_of(person).get(f"/late/{first.pk}/").context["known"]
        assert (in_time["is_at_risk"], in_time["wanted_by"]) == (True, None)

    def test_says_why_and_what_would_help_in_words(self) -> None:
        shop, _first, second = mill()
        found = told(second, given.user(Role.PLANNER, at=shop.site))
        assert found["is_late"]
        assert any(shop.center.code in cause["words"] for cause in found["why"])
        assert any(way["steps"] for way in found["ways"])
        told_of = [([piece["kind"] for piece in way["pieces"]], way["price"], way["is_part"]) for way in found["ways"]]
        currency = shop.site.currency
        assert told_of == [
            (["overtime"], f"30 {currency}", False),
            (["move_part"], f"0 {currency}", False),
            (["split"], f"0 {currency}", True),
        ]

    def test_the_steps_of_a_way_are_taken_into_a_draft(self) -> None:
        shop, _first, second = mill()
        person = given.user(Role.PLANNER, at=shop.site)
        steps = [step for way in told(second, person)["ways"] for step in way["steps"]]
        client, address = client_of(person), f"/master-schedule/draft/?site={shop.site.code}"
        version = client.get(address).json()["version"]

        seen = {"If-Match": f'"{version}"'}
        kept = client.put(address, {"steps": steps}, content_type="application/json", headers=seen)

        assert steps
        assert (kept.status_code, kept.json()["steps"]) == (200, steps)

    def test_the_page_and_the_order_lead_to_it(self) -> None:
        shop, _first, second = mill()
        client = client_of(given.user(Role.PLANNER, at=shop.site))
        assert f"/late/{second.pk}/ways-out/" in client.get(f"/late/{second.pk}/").content.decode()
        assert f"/late/{second.pk}/" in client.get(f"/orders/{second.order.number}/").content.decode()

    def test_sales_hear_of_lines_of_others_without_their_names(self) -> None:
        shop, first, second = mill()
        seller = given.user(Role.SALES, at=shop.site, territory="south")
        found = told(second, seller)
        assert str(first) not in str(found)
        assert all(change["id"] != first.pk for way in found["ways"] for change in way["changes"])
        assert all(way["steps"] == [] for way in found["ways"])

    def test_a_line_of_another_territory_is_not_there(self) -> None:
        shop, first, _second = mill()
        client = client_of(given.user(Role.SALES, at=shop.site, territory="south"))
        assert client.get(f"/late/{first.pk}/ways-out/").status_code == 404
