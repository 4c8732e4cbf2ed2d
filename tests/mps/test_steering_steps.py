"""Steps about lots and quantities: what each makes of the plan, refuses and warns of, and that it can be undone."""

from __future__ import annotations

import pytest

from materials.models import ItemSite
from mps.models import PlannedOrder, Steering
from tests import given
from tests.mps.plant import Plant
from tests.mps.steering import WEEK_2, Desk, codes, done, finishing, lots, mill, quantity, replanned, undone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

DUE = "2026-01-16"  # the Friday for which the mill's order is wanted


def one_lot(shop: Plant) -> str:
    [key] = lots(shop)
    return key


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

    def test_is_refused_where_nobody_works_by_the_item_and_the_days(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        nothing = quantity(shop, "2026-01-17", "0")  # a Saturday
        refused = desk.publish(
            nothing, quantity(shop, "2026-01-18", "5"), quantity(shop, "2026-01-17", "5", until="2026-01-18"),
        )  # fmt: skip
        assert codes(refused) == [(1, "closed"), (2, "closed")]
        assert [one["text"] for one in refused.json()["violations"]] == [
            f"Nobody works on 18 Jan: nothing more of {shop.pump.code} can be finished then.",
            f"Nobody works from 17 Jan to 18 Jan: nothing more of {shop.pump.code} can be finished then.",
        ]
        assert refused.json()["violations"][0]["bucket"] == "2026-01-18"
        done(desk, shop, nothing)

    def test_where_nobody_works_may_be_what_is_planned_there_and_less(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        done(desk, shop, {"kind": "move", "lot_key": one_lot(shop), "finish_date": "2026-01-18"})
        assert codes(desk.publish(quantity(shop, "2026-01-18", "97"))) == [(0, "closed")]
        assert desk.publish(quantity(shop, "2026-01-18", "95")).status_code == 200

    def test_just_behind_the_fence_and_the_lead_time_is_allowed(self) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=3)
        ItemSite.objects.filter(item=shop.casing).update(lead_time_days=4)
        done(
            Desk(shop.site), shop, quantity(shop, "2026-01-08", "5"),
            {**quantity(shop, "2026-01-09", "5"), "item_id": shop.casing.pk},
        )  # fmt: skip
        assert finishing(shop, "2026-01-08", "2026-01-08") == 5
