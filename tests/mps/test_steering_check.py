"""What a draft would do is what it then does; and asking does nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from company.models import Site
from materials.models import Item, ItemSite, StockBalance
from mps import questions, run
from mps.models import Plan, PlanningRun, Steering, SteeringPublication
from mps.queries import grid
from mps.steering_check import harm
from mps.steering_question import ChangedOrder
from tests import given
from tests.mps.plant import Plant, published
from tests.mps.steering import WEEK_2, Desk, lots, mill, quantity, replanned
from tests.mps.test_improve import mill_with_dear_setups

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold", "_worker")]


def codes(answer: dict[str, Any]) -> list[tuple[int, str, bool]]:
    return [(one["step"], one["code"], one["refuses"]) for one in answer["violations"]]


def state(shop: Plant) -> list[object]:
    return [
        Site.objects.get(pk=shop.site.pk).order_revision, list(Steering.objects.values()),
        list(SteeringPublication.objects.values()), list(PlanningRun.objects.values()), lots(shop),
    ]  # fmt: skip


def test_orders_that_move_are_told_by_harm() -> None:
    def moved(name: str, before: int | None, after: int | None, *, breaks: bool = False) -> ChangedOrder:
        was, becomes = (None if day is None else date(2026, 1, day) for day in (before, after))
        return ChangedOrder(1, name, "", "", was, becomes, breaks)

    far, near, gone = moved("far", 5, 9), moved("near", 5, 6), moved("gone", 5, None)
    sooner, found, broken = moved("sooner", 9, 5), moved("found", None, 5), moved("broken", 5, 6, breaks=True)
    told = sorted([found, sooner, near, far, gone, broken], key=harm)
    assert [one.order for one in told] == ["broken", "gone", "far", "near", "sooner", "found"]


def short_of_time() -> Plant:
    """A plant that can't keep all its promises: planned again, it is planned from the last plan."""
    shop = mill()
    for due, pieces in (("D2", 150), ("D4", 120), ("D8", 200)):
        given.order_line(due=due, of=shop.pump, at=shop.site, quantity=pieces, promised_date=given.day(due))
    published(shop.site)
    return shop


class TestAnswer:
    @pytest.mark.parametrize("wanted", ["30", "48", "120"])
    def test_is_what_the_plan_then_does(self, wanted: str) -> None:
        shop = mill()
        desk = Desk(shop.site)

        found = desk.check(quantity(shop, WEEK_2, wanted))
        desk.publish()
        plan = published(shop.site)

        rows = {row.id: row for row in grid.grid(plan.pk).items}
        assert found["items"][str(shop.pump.pk)]["mps"] == list(rows[shop.pump.pk].mps)
        assert found["items"][str(shop.pump.pk)]["balance"] == list(rows[shop.pump.pk].balance)
        loads = {row.id: row for row in grid.grid(plan.pk).load}
        assert found["loads"][str(shop.center.pk)]["load"] == list(loads[shop.center.pk].load)
        assert found["changed"]["cost_after"]["total"] == pytest.approx(sum(plan.cost.values()))

    def test_changes_nothing(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        desk.put(quantity(shop, WEEK_2, "30"))
        before = state(shop)

        desk.check()

        assert state(shop) == before

    def test_names_lots_and_orders_that_change(self) -> None:
        shop = mill()
        line = given.order_line(due="D7", of=shop.pump, at=shop.site, quantity=40)
        published(shop.site)

        found = Desk(shop.site).check(
            *(quantity(shop, f"2026-01-{day:02}", "0") for day in (5, 6, 7, 8, 9, 12)),
        )

        assert found["changed"]["lots"] >= 1
        [moved] = [one for one in found["changed"]["orders"] if one["line_id"] == line.pk]
        assert moved["before"] == "2026-01-12"
        assert moved["after"] > "2026-01-12"
        assert (moved["breaks"], found["changed"]["others_broken"]) == (True, 0)
        assert found["changed"]["cost_after"]["total"] > found["changed"]["cost_before"]["total"]

    @pytest.mark.parametrize("is_warm", [True, False])
    def test_of_an_empty_draft_is_the_plan(self, is_warm: bool) -> None:
        shop = mill()
        if not is_warm:
            run._planners.clear()
        found = Desk(shop.site).check()
        assert (found["violations"], found["items"], found["loads"]) == ([], {}, {})
        assert found["changed"]["lots"] == 0
        assert found["plan"]["id"] == Plan.objects.get().pk

    def test_is_held_against_the_plan_that_people_see(self, settings: Settings) -> None:
        shop = mill_with_dear_setups()
        first = published(shop.site)
        better = run.improve(shop.site.pk)
        assert better is not None
        settings.IMPROVE_SECONDS = 0
        run._planners.clear()  # who begins anew would plan as the first plan was

        found = Desk(shop.site).check(quantity(shop, WEEK_2, "30"))

        told, seen = found["changed"]["cost_before"]["total"], Plan.objects.get(pk=better)
        assert told == pytest.approx(sum(seen.cost.values()))
        assert told < sum(first.cost.values()) - 1

    def test_is_what_the_search_makes_of_it_where_somebody_waits_for_that(self, settings: Settings) -> None:
        """Control: who does not wait is told that more may follow."""
        shop = mill_with_dear_setups()
        published(shop.site)
        settings.IMPACT_SECONDS = 0
        desk = Desk(shop.site)

        first = desk.check(quantity(shop, WEEK_2, "2"))
        found = desk.check_thoroughly()

        assert (first["may_improve"], found["may_improve"]) == (True, False)
        assert found["changed"]["cost_after"]["total"] < first["changed"]["cost_after"]["total"] - 1

    def test_control_where_orders_have_changed_since_it_is_held_against_a_plan_of_now(self) -> None:
        shop = short_of_time()
        before = sum(Plan.objects.latest("pk").cost.values())
        given.order_line(due="D3", of=shop.pump, at=shop.site, quantity=400, promised_date=given.day("D3"))

        found = Desk(shop.site).check(quantity(shop, WEEK_2, "30"))

        assert found["changed"]["cost_before"]["total"] > before + 1

    def test_is_none_where_no_worker_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shop = mill()

        def nobody(*_: object, **__: object) -> None:
            raise questions.NoAnswerError

        monkeypatch.setattr("mps.steering_question.asked_of_worker", nobody)
        assert Desk(shop.site).client.post("/master-schedule/draft/check/").status_code == 503

    def test_needs_a_plan(self) -> None:
        site = given.site("S2")
        given.item(at=site)
        desk = Desk(site)
        assert desk.client.post("/master-schedule/draft/check/?site=S2").status_code == 409


    def test_tells_of_nothing_that_planning_again_would_change_anyhow(self) -> None:
        shop = mill()
        given.order_line(due="D11", of=shop.pump, at=shop.site, quantity=1)  # no plan knows it yet

        found = Desk(shop.site).check()

        assert found["changed"]["lots"] == 0
        assert found["changed"]["cost_before"] == found["changed"]["cost_after"]
        assert list(found["items"]) == [str(shop.pump.pk), str(shop.casing.pk)]


class TestViolations:
    def test_name_a_component_that_is_missing(self) -> None:
        shop = mill()
        StockBalance.objects.update(quantity=20)
        ItemSite.objects.filter(item=shop.casing).update(lead_time_days=9)
        replanned(shop)

        found = Desk(shop.site).check(quantity(shop, "2026-01-06", "30"))

        assert codes(found) == [(0, "component_missing", False)]
        assert f"10 of 30 {shop.casing.code}" in found["violations"][0]["text"]
        assert found["violations"][0]["bucket"] == "2026-01-06"

    def test_name_a_work_center_that_is_overloaded_and_by_how_much_in_which_week(self) -> None:
        shop = mill(quantity=1)

        found = Desk(shop.site).check(
            {"kind": "capacity", "work_center_id": shop.center.pk, "from": "2026-01-05", "to": "2026-01-16",
             "minutes_per_day": 240, "change": "downtime"},
            quantity(shop, WEEK_2, "200"),
        )  # fmt: skip

        # 2,000 minutes until the 12th, where half of six working days' 480 are left
        assert codes(found) == [(1, "overload", False)]
        [over] = found["violations"]
        assert over["text"] == f"Work centre {shop.center.code} is overloaded by 29.3 h in week W03, from 12 Jan."
        assert over["work_center_id"] == shop.center.pk

    def test_a_part_of_a_piece_is_refused_beside_its_cell(self) -> None:
        shop = mill()
        [lot] = lots(shop)
        halves = {"kind": "split", "lot_key": lot, "quantities": ["60.5", "35.5"]}
        found = Desk(shop.site).check(quantity(shop, WEEK_2, "1.5"), halves)
        assert codes(found) == [(0, "part_of_piece", True), (1, "part_of_piece", True)]
        words = f"{shop.pump.code} is counted in pieces (EA): write a whole number."
        assert [one["text"] for one in found["violations"]] == [words] * 2
        assert (found["violations"][0]["item_id"], found["violations"][0]["bucket"]) == (shop.pump.pk, WEEK_2)

    @pytest.mark.parametrize(("unit", "wanted"), [("kg", 96), ("EA", 95.5)])
    def test_control_none_is_of_what_is_weighed_or_where_the_plan_itself_makes_parts(
        self, unit: str, wanted: float
    ) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(lot_multiple=0.5)
        shop.pump.order_lines.update(quantity=wanted)
        published(shop.site)
        Item.objects.filter(pk=shop.pump.pk).update(unit=unit)
        assert codes(Desk(shop.site).check(quantity(shop, WEEK_2, "1.5"))) == []

    def test_are_named_in_place_and_leave_the_other_steps_to_be_tried(self) -> None:
        shop = mill()
        found = Desk(shop.site).check(
            {"kind": "firm", "lot_key": "gone-1"}, quantity(shop, WEEK_2, "30"), quantity(shop, "2026-01-13", "7")
        )
        assert codes(found) == [(0, "lot_gone", True)]
        row = found["items"][str(shop.pump.pk)]["mps"]
        assert 30 in row
        assert 7 in row
