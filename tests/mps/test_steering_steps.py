"""Every step by itself: what it makes of the plan, what it refuses, what it warns of, and that it can be undone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from capacity.models import CapacityException, OperationAlternative
from materials.models import ItemSite
from mps import snapshot
from mps.models import PlanLoad, PlannedOrder, SitePlanning, Steering
from orders.models import Forecast
from tests import given
from tests.mps.plant import Plant, published
from tests.mps.steering import WEEK_2, Desk, finishing, lots, mill, quantity, replanned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

DUE = "2026-01-16"  # the Friday for which the mill's order is wanted


def one_lot(shop: Plant) -> str:
    [key] = lots(shop)
    return key


def codes(got: Any) -> list[tuple[int, str]]:
    assert got.status_code == 409, got.content
    return [(one["step"], one["code"]) for one in got.json()["violations"]]


def done(desk: Desk, shop: Plant, *steps: dict[str, Any]) -> int:
    """Publish steps and plan; return the publication."""
    got = desk.publish(*steps)
    assert got.status_code == 200, got.content
    replanned(shop)
    return int(got.json()["publication"])


def undone(desk: Desk, shop: Plant, publication: int) -> None:
    got = desk.undo(publication)
    assert got.status_code == 200, got.content
    replanned(shop)


class TestLots:
    def test_firm_keeps_a_lot_that_nobody_needs_any_more_and_unfirm_lets_it_go(self) -> None:
        shop = mill()
        desk, key = Desk(shop.site), one_lot(shop)
        done(desk, shop, {"kind": "firm", "lot_key": key})
        assert lots(shop) == {key: (96, DUE, "firm")}

        shop.pump.order_lines.update(status="cancelled")
        replanned(shop)
        assert lots(shop) == {key: (96, DUE, "firm")}

        done(desk, shop, {"kind": "unfirm", "lot_key": key})
        assert lots(shop) == {}

    def test_move_puts_a_lot_on_another_day_and_undo_back(self) -> None:
        shop = mill()
        desk, before = Desk(shop.site), lots(shop)
        key = one_lot(shop)
        moved = done(desk, shop, {"kind": "move", "lot_key": key, "finish_date": WEEK_2})
        assert lots(shop) == {key: (96, WEEK_2, "firm")}
        # two working days as before, the weekend between them: nothing is overloaded
        assert PlannedOrder.objects.filter(lot_key=key, start_date="2026-01-09", finish_date=WEEK_2).exists()

        undone(desk, shop, moved)
        assert [one[:2] for one in lots(shop).values()] == [one[:2] for one in before.values()]

    def test_split_makes_parts_that_can_be_moved_in_the_same_draft(self) -> None:
        shop = mill()
        desk, key = Desk(shop.site), one_lot(shop)
        done(
            desk, shop,
            {"kind": "split", "lot_key": key, "quantities": ["60", "36"]},
            {"kind": "move", "lot_key": f"{key}/2", "finish_date": WEEK_2},
        )  # fmt: skip
        assert lots(shop) == {key: (60, DUE, "firm"), f"{key}/2": (36, WEEK_2, "firm")}

    def test_last_decision_about_a_lot_counts(self) -> None:
        shop = mill()
        desk, key = Desk(shop.site), one_lot(shop)
        done(desk, shop, {"kind": "firm", "lot_key": key})
        done(desk, shop, {"kind": "move", "lot_key": key, "finish_date": WEEK_2})
        assert desk.publish({"kind": "firm", "lot_key": key}).status_code == 409  # it is: nothing would change
        assert lots(shop) == {key: (96, WEEK_2, "firm")}
        assert Steering.objects.filter(ended_by=None).count() == 1

    def test_that_cant_be_are_refused(self) -> None:
        shop = mill()
        key = one_lot(shop)
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=3)
        refused = Desk(shop.site).publish(
            {"kind": "unfirm", "lot_key": key},
            {"kind": "move", "lot_key": key, "finish_date": "2025-12-31"},
            {"kind": "move", "lot_key": key, "finish_date": "2026-01-07"},
            {"kind": "move", "lot_key": key, "finish_date": "2099-01-01"},
            {"kind": "split", "lot_key": key, "quantities": ["60", "35"]},
            {"kind": "firm", "lot_key": "gone"},
            {"kind": "unfirm", "lot_key": "gone"},
        )
        assert codes(refused) == [
            (0, "not_firm"), (1, "in_the_past"), (2, "frozen_fence"), (3, "after_horizon"), (4, "parts_differ"),
            (5, "lot_gone"), (6, "lot_gone"),
        ]  # fmt: skip

    def test_just_behind_the_fence_is_allowed(self) -> None:
        shop = mill()
        desk, key = Desk(shop.site), one_lot(shop)
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=3)
        done(desk, shop, {"kind": "move", "lot_key": key, "finish_date": "2026-01-09"})
        assert finishing(shop, "2026-01-09", "2026-01-09") == 96

    def test_of_a_fixed_quantity_are_changed_by_that(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        done(desk, shop, quantity(shop, WEEK_2, "30"))
        [key] = [key for key, lot in lots(shop).items() if lot[2] == "firm"]
        assert codes(desk.publish({"kind": "move", "lot_key": key, "finish_date": DUE})) == [(0, "lot_of_quantity")]

    def test_that_are_firm_count_for_the_quantity_of_their_day(self) -> None:
        shop = mill()
        desk, key = Desk(shop.site), one_lot(shop)
        done(
            desk, shop,
            {"kind": "split", "lot_key": key, "quantities": ["60", "36"]},
            quantity(shop, DUE, "100"),
        )  # fmt: skip
        assert finishing(shop, DUE, DUE) == 100
        assert lots(shop)[key] == (60, DUE, "firm")


class TestQuantity:
    def test_of_a_week_is_one_total_whatever_the_days(self) -> None:
        shop = mill()
        done(Desk(shop.site), shop, quantity(shop, "2026-01-12", "50", until="2026-01-18"))
        assert finishing(shop, "2026-01-12", "2026-01-18") == 50
        assert finishing(shop, "2026-01-05", "2026-01-11") == 46

    def test_goes_back_to_the_engine(self) -> None:
        shop = mill()
        desk, before = Desk(shop.site), sorted(lots(shop).values())
        done(desk, shop, quantity(shop, WEEK_2, "30"))
        done(desk, shop, quantity(shop, WEEK_2, None))
        assert sorted(lots(shop).values()) == before

    def test_is_made_in_lots_no_larger_than_the_maximum(self) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(lot_maximum=20)
        done(Desk(shop.site), shop, quantity(shop, DUE, "50"))
        assert sorted(one[0] for one in lots(shop).values() if one[2] == "firm") == [10, 20, 20]

    def test_for_days_that_overlap_ends_what_was_fixed_before_and_says_so(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        done(desk, shop, quantity(shop, "2026-01-12", "50", until="2026-01-18"))
        done(desk, shop, quantity(shop, DUE, "10"))
        assert [row.quantity for row in Steering.objects.filter(ended_by=None)] == [10]
        assert finishing(shop, DUE, DUE) == 10

    def test_that_cant_be_is_refused(self) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=3)
        ItemSite.objects.filter(item=shop.casing).update(lead_time_days=4)
        stranger = given.item(at=given.site("S2"))
        refused = Desk(shop.site).publish(
            quantity(shop, WEEK_2, None),
            quantity(shop, "2026-01-07", "5"),
            {**quantity(shop, WEEK_2, "5"), "item_id": stranger.pk},
            {**quantity(shop, "2026-01-08", "5"), "item_id": shop.casing.pk},
            quantity(shop, "2025-01-01", "5"),
            quantity(shop, "2025-01-01", "5", until="2025-01-02"),
            quantity(shop, "2099-01-01", "5", until="2099-01-02"),
        )
        assert codes(refused) == [
            (0, "not_firm"), (1, "frozen_fence"), (2, "unknown_item"), (3, "in_the_past"), (4, "unknown_bucket"),
            (5, "in_the_past"), (6, "after_horizon"),
        ]  # fmt: skip

    def test_just_behind_the_fence_and_the_lead_time_is_allowed(self) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=3)
        ItemSite.objects.filter(item=shop.casing).update(lead_time_days=4)
        done(
            Desk(shop.site), shop, quantity(shop, "2026-01-08", "5"),
            {**quantity(shop, "2026-01-09", "5"), "item_id": shop.casing.pk},
        )  # fmt: skip
        assert finishing(shop, "2026-01-08", "2026-01-08") == 5


class TestWorkCenter:
    def other(self, shop: Plant) -> int:
        other = given.work_center(at=shop.site)
        step = shop.pump.routings.get().operations.get()
        OperationAlternative.objects.create(operation=step, work_center=other, factor=2)
        replanned(shop)
        return other.pk

    def rule(self, shop: Plant, center: int, rule: str, step: int = 10) -> dict[str, Any]:
        return {
            "kind": "work_center", "item_id": shop.pump.pk, "step": step, "work_center_id": center, "rule": rule,
        }  # fmt: skip

    def minutes(self, shop: Plant, center: int) -> float:
        plan = SitePlanning.objects.get(site=shop.site).current_plan
        return sum(PlanLoad.objects.get(plan=plan, work_center_id=center).load_minutes)

    def test_forced_does_all_of_the_step_in_its_own_time_and_undo_gives_it_back(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), self.other(shop)
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

        forced = done(desk, shop, self.rule(shop, other, "force"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (0, 1920)

        undone(desk, shop, forced)
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

    def test_forbidden_does_nothing_of_the_step_until_it_is_free(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), self.other(shop)
        done(desk, shop, self.rule(shop, shop.center.pk, "forbid"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (0, 1920)
        done(desk, shop, self.rule(shop, shop.center.pk, "free"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

    def test_that_cant_be_is_refused(self) -> None:
        shop = mill()
        other = self.other(shop)
        stranger = given.work_center(at=shop.site).pk
        refused = Desk(shop.site).publish(
            self.rule(shop, other, "force", step=20),
            self.rule(shop, stranger, "force"),
            self.rule(shop, other, "free"),
            self.rule(shop, other, "forbid"),
            self.rule(shop, shop.center.pk, "forbid"),
        )
        assert codes(refused) == [(0, "unknown_step"), (1, "not_on_routing"), (2, "not_firm"), (4, "no_work_center")]

    def test_gone_from_the_routing_leaves_a_plan_there_is(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), self.other(shop)
        done(desk, shop, self.rule(shop, other, "force"))
        OperationAlternative.objects.all().delete()
        replanned(shop)
        assert self.minutes(shop, shop.center.pk) == 960


class TestCapacity:
    def change(self, shop: Plant, kind: str, minutes: int = 60) -> dict[str, Any]:
        return {
            "kind": "capacity", "work_center_id": shop.center.pk, "from": "2026-01-12", "to": "2026-01-13",
            "minutes_per_day": minutes, "change": kind,
        }  # fmt: skip

    def available(self, shop: Plant) -> list[float]:
        [center] = snapshot.load(shop.site.pk).problem.work_centers
        return list(center.available_minutes[6:10])

    def test_is_won_and_lost_and_undone_to_the_minute(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        CapacityException.objects.create(
            work_center=shop.center, from_date="2026-01-12", to_date="2026-01-13", minutes_per_day=30, kind="overtime"
        )
        before = list(CapacityException.objects.values("minutes_per_day", "kind"))
        added = desk.publish(
            self.change(shop, "overtime"), self.change(shop, "shift", 100), self.change(shop, "downtime", 10)
        ).json()["publication"]
        assert self.available(shop) == [0, 480 + 90 + 100 - 10, 480 + 90 + 100 - 10, 480]

        assert desk.undo(added).status_code == 200
        assert list(CapacityException.objects.values("minutes_per_day", "kind")) == before

    def test_that_somebody_has_changed_since_is_not_taken_back(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        added = desk.publish(self.change(shop, "overtime")).json()["publication"]
        CapacityException.objects.all().delete()
        assert desk.undo(added).status_code == 409
        assert Steering.objects.filter(ended_by=None).exists()

    def test_that_cant_be_is_refused(self) -> None:
        shop = mill()
        stranger = given.work_center(at=given.site("S2")).pk
        refused = Desk(shop.site).publish(
            {**self.change(shop, "shift"), "from": "2025-01-01", "to": "2025-01-02"},
            {**self.change(shop, "shift"), "work_center_id": stranger},
        )
        assert codes(refused) == [(0, "in_the_past"), (1, "unknown_work_center")]


class TestForecast:
    def step(self, shop: Plant, bucket: str, wanted: str, **more: Any) -> dict[str, Any]:
        return {"kind": "forecast", "item_id": shop.pump.pk, "bucket": bucket, "quantity": wanted, **more}

    def rows(self) -> list[tuple[str, str, int, Decimal]]:
        found = Forecast.objects.order_by("period_start", "customer_class")
        return [(row.customer_class, row.period_start.isoformat(), row.period_days, row.quantity) for row in found]

    def test_is_written_where_there_was_none_and_gone_when_undone(self) -> None:
        shop = mill(quantity=1)
        desk = Desk(shop.site)
        written = done(desk, shop, self.step(shop, "2026-02-02", "40", until="2026-02-08"))
        assert self.rows() == [("", "2026-02-02", 7, Decimal(40))]
        assert sum(one[0] for one in lots(shop).values()) == 41
        undone(desk, shop, written)
        assert self.rows() == []

    def test_keeps_the_proportions_of_the_classes_and_comes_back_as_it_was(self) -> None:
        shop = mill(quantity=1)
        desk = Desk(shop.site)
        for name, amount in (("A", 10), ("B", 20)):
            Forecast.objects.create(
                item=shop.pump, site=shop.site, customer_class=name, period_start="2026-01-19", quantity=amount
            )
        published(shop.site)
        before = self.rows()
        # a week's forecast counts on its last working day, the Friday
        first = done(desk, shop, self.step(shop, "2026-01-23", "60"))
        assert [row[3] for row in self.rows()] == [20, 40]
        second = done(desk, shop, self.step(shop, "2026-01-23", "0.0001"))
        assert sum(row[3] for row in self.rows()) == Decimal("0.0001")

        assert desk.undo(first).status_code == 409
        undone(desk, shop, second)
        assert [row[3] for row in self.rows()] == [20, 40]
        undone(desk, shop, first)
        assert self.rows() == before

    def test_that_somebody_has_changed_since_is_not_taken_back(self) -> None:
        shop = mill(quantity=1)
        desk = Desk(shop.site)
        written = done(desk, shop, self.step(shop, "2026-02-02", "40", until="2026-02-08"))
        Forecast.objects.update(quantity=41)
        assert desk.undo(written).status_code == 409
        assert [row[3] for row in self.rows()] == [41]

    def test_of_a_longer_period_is_changed_where_it_counts(self) -> None:
        shop = mill(quantity=1)
        Forecast.objects.create(item=shop.pump, site=shop.site, period_start="2026-01-19", quantity=10)
        assert codes(Desk(shop.site).publish(self.step(shop, "2026-01-19", "5"))) == [(0, "forecast_period")]
