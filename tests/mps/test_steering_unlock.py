"""Quantities inside the frozen fence: unlocked with a reason, obeyed by the plan, told, and undone."""

from __future__ import annotations

from typing import Any

import pytest

from company import access
from company.models import Role
from materials.models import ItemSite
from mps.models import Steering, SteeringPublication
from tests import given
from tests.mps.plant import Plant
from tests.mps.steering import WEEK_2, Desk, codes, done, finishing, lots, mill, quantity, replanned, undone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

DUE = "2026-01-16"  # the Friday for which the mill's order of 96 is wanted
WHY = "the mould broke"


def frozen_mill() -> Plant:
    """A plant whose one lot begins inside its item's frozen fence of three weeks."""
    shop = mill()
    ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=21)
    replanned(shop)
    assert finishing(shop, DUE, DUE) == 96
    return shop


def unlock(shop: Plant, first: str = DUE, last: str = DUE, **more: Any) -> dict[str, Any]:
    return {"kind": "unlock", "item_id": shop.pump.pk, "bucket": first, "until": last, "reason": WHY, **more}


class TestUnlocked:
    def test_less_is_made_of_what_the_fence_froze(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        done(desk, shop, quantity(shop, DUE, "0"))  # without unlocking, what is frozen stays
        assert finishing(shop, DUE, DUE) == 96

        done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))

        assert finishing(shop, DUE, DUE) == 40
        given.order_line(due="D19", of=shop.pump, at=shop.site, quantity=1)
        replanned(shop)
        assert finishing(shop, DUE, DUE) == 40

    def test_more_is_made_where_without_it_nothing_may_begin(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        assert codes(desk.publish(quantity(shop, WEEK_2, "30"))) == [(0, "frozen_fence")]

        done(desk, shop, quantity(shop, WEEK_2, "30"), unlock(shop, WEEK_2, WEEK_2))  # wherever in the draft it stands

        assert (finishing(shop, WEEK_2, WEEK_2), finishing(shop, DUE, DUE)) == (30, 96)

    def test_it_is_for_its_item_and_days_only(self) -> None:
        shop = frozen_mill()
        ItemSite.objects.filter(item=shop.casing).update(demand_time_fence_days=21)
        refused = Desk(shop.site).publish(
            unlock(shop, WEEK_2, WEEK_2),
            quantity(shop, "2026-01-13", "5"),
            quantity(shop, WEEK_2, "5", until="2026-01-13"),
            {**quantity(shop, WEEK_2, "5"), "item_id": shop.casing.pk},
        )
        assert codes(refused) == [(1, "frozen_fence"), (2, "frozen_fence"), (3, "frozen_fence")]

    def test_days_of_which_only_those_inside_the_fence_are_unlocked_are_open(self) -> None:
        shop = mill()
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=8, lead_time_days=5)
        steps = unlock(shop, WEEK_2, WEEK_2), quantity(shop, WEEK_2, "7", until="2026-01-14")
        assert codes(Desk(shop.site).publish(steps[1])) == [(0, "frozen_fence")]
        done(Desk(shop.site), shop, *steps)
        assert finishing(shop, WEEK_2, "2026-01-14") == 7

    def test_the_past_stays_past(self) -> None:
        shop = frozen_mill()
        ItemSite.objects.filter(item=shop.pump).update(lead_time_days=8)
        refused = Desk(shop.site).publish(unlock(shop, WEEK_2, WEEK_2), quantity(shop, WEEK_2, "5"))
        assert codes(refused) == [(1, "in_the_past")]

    def test_by_itself_it_changes_nothing(self) -> None:
        shop = frozen_mill()
        assert Desk(shop.site).publish(unlock(shop)).status_code == 409
        assert not SteeringPublication.objects.exists()


class TestUndone:
    def test_the_lots_that_were_frozen_are_there_again(self) -> None:
        shop = frozen_mill()
        desk, before = Desk(shop.site), {key: lot[:2] for key, lot in lots(shop).items()}
        made = done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))
        undone(desk, shop, made)
        assert {key: lot[:2] for key, lot in lots(shop).items()} == before

    def test_and_redone_the_other_quantity(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        made = done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))
        undone(desk, shop, made)
        undone(desk, shop, desk.draft()["published"][0]["id"])
        assert finishing(shop, DUE, DUE) == 40
        undone(desk, shop, desk.draft()["published"][0]["id"])
        assert finishing(shop, DUE, DUE) == 96

    def test_of_one_after_another_the_earlier_one_holds(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))
        second = done(desk, shop, unlock(shop), quantity(shop, DUE, "70"))
        assert finishing(shop, DUE, DUE) == 70
        undone(desk, shop, second)
        assert finishing(shop, DUE, DUE) == 40

    def test_given_back_to_the_engine_what_was_made_stays_frozen(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))
        done(desk, shop, quantity(shop, DUE, None))
        assert finishing(shop, DUE, DUE) == 40


class TestTold:
    def test_the_reason_is_kept_with_the_publication_and_shown_to_all_who_see_the_plan(self) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        made = done(desk, shop, unlock(shop), quantity(shop, DUE, "40"))
        assert SteeringPublication.objects.get(pk=made).steps[0]["reason"] == WHY
        (told,) = desk.draft()["published"][0]["unlocked"]
        assert (told["item"], told["first"], told["reason"]) == (shop.pump.code, DUE, WHY)
        reader = Desk(shop.site, given.user(Role.FLOOR, at=shop.site))
        assert WHY in reader.client.get(f"/needs/?site={shop.site.code}").content.decode()

        undone(desk, shop, made)
        assert WHY not in desk.client.get(f"/needs/?site={shop.site.code}").content.decode()

    def test_the_others_who_may_are_named(self) -> None:
        shop = mill()
        manager = given.user(Role.MANAGER, at=shop.site)
        given.user(Role.FLOOR, at=shop.site)
        given.user(Role.MANAGER, at=given.site("S2"))
        told = Desk(shop.site).draft()
        assert (told["may_unlock"], told["told"]) == (True, [manager.shown_name()])

    @pytest.mark.parametrize("reason", ["", "  ", "a\0b", "x" * 501])
    def test_a_reason_is_needed(self, reason: str) -> None:
        shop = mill()
        assert Desk(shop.site).put(unlock(shop, reason=reason)).status_code == 422

    def test_it_is_for_whom_the_table_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shop = frozen_mill()
        desk = Desk(shop.site)
        assert desk.put(unlock(shop), quantity(shop, DUE, "40")).status_code == 200
        table = {role: {**actions} for role, actions in access.ACCESS.items()}
        del table[Role.PLANNER]["plan.unlock"]
        monkeypatch.setattr(access, "ACCESS", table)

        assert desk.publish().status_code == 409  # of a draft that was kept while the person still might
        assert desk.put(unlock(shop)).status_code == 403
        assert desk.put(quantity(shop, WEEK_2, "3")).status_code == 200
        assert not Steering.objects.exists()


def of_lot(shop: Plant, key: str, **more: Any) -> dict[str, Any]:
    return unlock(shop, lot_key=key, **more)


def facts(shop: Plant) -> dict[str, tuple[float, str]]:
    """Return the lots' quantities and finishes by key."""
    return {key: lot[:2] for key, lot in lots(shop).items()}


class TestLots:
    LATER = "2026-01-21"

    def test_a_frozen_lot_is_moved_with_a_reason_only(self) -> None:
        shop = frozen_mill()
        desk, (key,) = Desk(shop.site), lots(shop)
        step = {"kind": "move", "lot_key": key, "finish_date": self.LATER}
        assert codes(desk.publish(step)) == [(0, "frozen_fence")]

        done(desk, shop, step, of_lot(shop, key))

        assert facts(shop) == {key: (96, self.LATER)}
        given.order_line(due="D19", of=shop.pump, at=shop.site, quantity=1)
        replanned(shop)
        assert facts(shop)[key] == (96, self.LATER)

    def test_a_frozen_lot_is_split_with_a_reason_only(self) -> None:
        shop = frozen_mill()
        desk, (key,) = Desk(shop.site), lots(shop)
        step = {"kind": "split", "lot_key": key, "quantities": ["60", "36"]}
        assert codes(desk.publish(step)) == [(0, "frozen_fence")]
        done(desk, shop, of_lot(shop, key), step)
        assert facts(shop) == {key: (60, DUE), f"{key}/2": (36, DUE)}

    def test_the_refusal_says_where_the_lot_stands(self) -> None:
        shop = frozen_mill()
        (key,) = lots(shop)
        (refused,) = (
            Desk(shop.site).publish({"kind": "move", "lot_key": key, "finish_date": self.LATER}).json()["violations"]
        )
        assert (refused["item_id"], refused["bucket"]) == (shop.pump.pk, DUE)

    def test_it_is_for_that_lot_only(self) -> None:
        shop = frozen_mill()
        (key,) = lots(shop)
        move = {"kind": "move", "lot_key": key, "finish_date": self.LATER}
        desk = Desk(shop.site)
        assert codes(desk.publish(unlock(shop), move)) == [(1, "frozen_fence")]  # the quantity of its day
        assert codes(desk.publish(of_lot(shop, key), quantity(shop, WEEK_2, "30"))) == [(1, "frozen_fence")]
        assert codes(desk.publish(of_lot(shop, "another"))) == [(0, "lot_gone")]

    def test_nothing_unlocks_the_past(self) -> None:
        shop = frozen_mill()
        (key,) = lots(shop)
        refused = Desk(shop.site).publish(
            of_lot(shop, key), {"kind": "move", "lot_key": key, "finish_date": "2026-01-05"}
        )
        assert codes(refused) == [(1, "in_the_past")]

    @pytest.mark.parametrize(
        "step", [{"kind": "move", "finish_date": LATER}, {"kind": "split", "quantities": ["60", "36"]}]
    )
    def test_undone_the_lot_is_as_it_was_and_redone_as_it_was_made(self, step: dict[str, Any]) -> None:
        shop = frozen_mill()
        desk, (key,) = Desk(shop.site), lots(shop)
        before = facts(shop)
        made = done(desk, shop, of_lot(shop, key), {**step, "lot_key": key})
        after = facts(shop)
        assert after != before

        for expected in (before, after, before):
            undone(desk, shop, made)
            assert facts(shop) == expected
            made = desk.draft()["published"][0]["id"]
        given.order_line(due="D19", of=shop.pump, at=shop.site, quantity=1)
        replanned(shop)
        assert {lot: fact for lot, fact in facts(shop).items() if lot.startswith(key)} == before

    def test_a_lot_that_comes_into_the_fence_leaves_it_with_the_undoing(self) -> None:
        shop = mill()
        desk, (key,) = Desk(shop.site), lots(shop)
        ItemSite.objects.filter(item=shop.pump).update(demand_time_fence_days=9)
        replanned(shop)
        before = facts(shop)
        step = {"kind": "move", "lot_key": key, "finish_date": "2026-01-13"}
        assert codes(desk.publish(step)) == [(0, "frozen_fence")]
        made = done(desk, shop, of_lot(shop, key), step)
        assert facts(shop) == {key: (96, "2026-01-13")}
        undone(desk, shop, made)
        assert facts(shop) == before

    def test_the_reason_names_the_lot(self) -> None:
        shop = frozen_mill()
        desk, (key,) = Desk(shop.site), lots(shop)
        done(desk, shop, of_lot(shop, key), {"kind": "move", "lot_key": key, "finish_date": self.LATER})
        (told,) = desk.draft()["published"][0]["unlocked"]
        assert (told["item"], told["lot"], told["reason"]) == (shop.pump.code, key, WHY)
        page = desk.client.get(f"/needs/?site={shop.site.code}").content.decode()
        assert WHY in page
        assert key in page
