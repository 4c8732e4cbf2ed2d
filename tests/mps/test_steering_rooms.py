"""Steps about work centres, capacity and forecast: what each makes of the plan and refuses, and that it is undone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from capacity.models import CapacityException, OperationAlternative, WorkCenter
from mps import snapshot
from mps.models import PlanLoad, SitePlanning, Steering
from mps.queries.kept_plan import kept_plan
from orders.models import Forecast
from tests import given
from tests.mps.plant import Plant, published
from tests.mps.steering import Desk, codes, done, lots, mill, replanned, undone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def another(shop: Plant) -> int:
    """Return a work centre that can do the step, too, in twice the time."""
    other = given.work_center(at=shop.site)
    step = shop.pump.routings.get().operations.get()
    OperationAlternative.objects.create(operation=step, work_center=other, factor=2)
    replanned(shop)
    return other.pk


def rule(shop: Plant, center: int, rule: str, step: int = 10) -> dict[str, Any]:
    return {
        "kind": "work_center", "item_id": shop.pump.pk, "step": step, "work_center_id": center, "rule": rule,
    }  # fmt: skip


class TestWorkCenter:
    def minutes(self, shop: Plant, center: int) -> float:
        plan = SitePlanning.objects.get(site=shop.site).current_plan
        return sum(PlanLoad.objects.get(plan=plan, work_center_id=center).load_minutes)

    def test_forced_does_all_of_the_step_in_its_own_time_and_undo_gives_it_back(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), another(shop)
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

        forced = done(desk, shop, rule(shop, other, "force"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (0, 1920)

        undone(desk, shop, forced)
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

    def test_forbidden_does_nothing_of_the_step_until_it_is_free(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), another(shop)
        done(desk, shop, rule(shop, shop.center.pk, "forbid"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (0, 1920)
        done(desk, shop, rule(shop, shop.center.pk, "free"))
        assert (self.minutes(shop, shop.center.pk), self.minutes(shop, other)) == (960, 0)

    def test_that_cant_be_is_refused(self) -> None:
        shop = mill()
        other = another(shop)
        stranger = given.work_center(at=shop.site).pk
        refused = Desk(shop.site).publish(
            rule(shop, other, "force", step=20),
            rule(shop, stranger, "force"),
            rule(shop, other, "free"),
            rule(shop, other, "forbid"),
            rule(shop, shop.center.pk, "forbid"),
        )
        assert codes(refused) == [(0, "unknown_step"), (1, "not_on_routing"), (2, "not_firm"), (4, "no_work_center")]

    def test_gone_from_the_routing_leaves_a_plan_there_is(self) -> None:
        shop = mill()
        desk, other = Desk(shop.site), another(shop)
        done(desk, shop, rule(shop, other, "force"))
        OperationAlternative.objects.all().delete()
        replanned(shop)
        assert self.minutes(shop, shop.center.pk) == 960


class TestWorkCenterOfOneLot:
    """Two days' work of one lot, which a person gives to the other work centre; later orders stay where they were."""

    def wish(self, key: str, center: int | None, step: int = 10) -> dict[str, Any]:
        return {"kind": "lot_work_center", "lot_key": key, "step": step, "work_center_id": center}

    def places(self, shop: Plant) -> dict[str, set[str]]:
        plan = SitePlanning.objects.get(site=shop.site).current_plan
        assert plan is not None
        found: dict[str, set[str]] = {}
        for row in kept_plan(plan.pk).minutes:
            found.setdefault(row.lot, set()).add(row.work_center)
        return found

    def two_lots(self) -> tuple[Plant, int, str, str]:
        shop = mill()
        given.order_line(due="D25", of=shop.pump, at=shop.site, quantity=48)
        other = another(shop)
        one, two = sorted(lots(shop), key=lambda key: lots(shop)[key][1])
        return shop, other, one, two

    def test_is_made_there_firm_and_other_lots_are_not_and_undo_gives_it_back(self) -> None:
        shop, other, one, two = self.two_lots()
        desk, here = Desk(shop.site), {shop.center.code}
        assert self.places(shop) == {one: here, two: here}

        forced = done(desk, shop, self.wish(two, other))
        assert self.places(shop) == {one: here, two: {WorkCenter.objects.get(pk=other).code}}
        assert lots(shop)[two][2] == "firm"

        undone(desk, shop, forced)
        assert self.places(shop) == {one: here, two: here}
        assert lots(shop)[two][2] == "planned"

    def test_goes_with_the_lot_when_it_is_moved_and_ends_when_it_is_set_free(self) -> None:
        shop, other, _one, two = self.two_lots()
        desk, there = Desk(shop.site), {WorkCenter.objects.get(pk=other).code}
        done(desk, shop, self.wish(two, other), {"kind": "move", "lot_key": two, "finish_date": "2026-02-02"})
        assert (self.places(shop)[two], lots(shop)[two][1]) == (there, "2026-02-02")

        done(desk, shop, {"kind": "unfirm", "lot_key": two})
        assert not Steering.objects.filter(ended_by=None).exists()

    def test_given_back_leaves_the_lot_firm(self) -> None:
        shop, other, _one, two = self.two_lots()
        desk = Desk(shop.site)
        done(desk, shop, self.wish(two, other))
        done(desk, shop, self.wish(two, None))
        assert (self.places(shop)[two], lots(shop)[two][2]) == ({shop.center.code}, "firm")

    def test_of_one_lot_that_cant_be_is_refused(self) -> None:
        shop, other, _one, two = self.two_lots()
        refused = Desk(shop.site).publish(
            self.wish(two, other, step=20),
            self.wish(two, given.work_center(at=shop.site).pk),
            self.wish("gone", other),
            self.wish(two, None),
            rule(shop, shop.center.pk, "force"),
            self.wish(two, other),
        )
        assert codes(refused) == [
            (0, "not_on_routing"), (1, "not_on_routing"), (2, "lot_gone"), (3, "not_firm"), (5, "not_on_routing"),
        ]  # fmt: skip

    def test_of_one_lot_gone_from_the_routing_leaves_a_plan_there_is(self) -> None:
        shop, other, _one, two = self.two_lots()
        done(Desk(shop.site), shop, self.wish(two, other))
        OperationAlternative.objects.all().delete()
        replanned(shop)
        assert self.places(shop)[two] == {shop.center.code}


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

    def test_that_somebody_has_written_since_it_was_undone_is_not_written_again(self) -> None:
        shop = mill(quantity=1)
        desk = Desk(shop.site)
        written = done(desk, shop, self.step(shop, "2026-02-02", "40", until="2026-02-08"))
        taken_back = desk.undo(written).json()["publication"]
        Forecast.objects.create(item=shop.pump, site=shop.site, period_start="2026-02-02", quantity=8)
        assert desk.undo(taken_back).status_code == 409
        assert [row[3] for row in self.rows()] == [8]

    def test_of_a_longer_period_is_changed_where_it_counts(self) -> None:
        shop = mill(quantity=1)
        Forecast.objects.create(item=shop.pump, site=shop.site, period_start="2026-01-19", quantity=10)
        assert codes(Desk(shop.site).publish(self.step(shop, "2026-01-19", "5"))) == [(0, "forecast_period")]
