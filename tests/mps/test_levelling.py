"""Level load: what leaves the weeks of a work centre, on random plants; and what a person is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from benchmarks.overloaded import SMALL, overloaded
from mps.queries import load
from mps.queries.kept_plan import KeptPlan
from mps.queries.levelling import Levelled, Wish, level
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.scheduler.plan import SupplyKind
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.steering import Desk, lots
from tests.mps.test_moving import as_long, kept, loads, two_weeks
from tests.random_examples import examples

MONDAY = given.START


def wished(plan: KeptPlan, share: float, **more: Any) -> tuple[Wish, Levelled]:
    found = loads(plan)
    wish = Wish(found.centers[0].code, found.weeks, share, as_long, **more)
    return wish, level(plan, found, wish)


@examples(25)
@over(st.integers(0, 400), st.sampled_from((0.4, 0.7, 1.0)))
def test_no_week_is_filled_above_the_share_by_it_and_nobody_is_late(seed: int, share: float) -> None:
    plan = kept(overloaded(seed, SMALL))
    _wish, found = wished(plan, share)

    assert sum(cell.load for cell in found.before) == pytest.approx(sum(cell.load for cell in found.after))
    for before, after in zip(found.before, found.after, strict=True):
        assert after.load <= max(before.load, before.available * share) + 1e-4
    keys = [one.lot.key for one in found.moved]
    assert len(set(keys)) == len(keys)
    for one in found.moved:
        assert one.start_day >= 0
        for link in plan.drawn_from_lot[one.lot.place]:
            if link.consumer_demand >= 0:
                assert one.finish_day <= max(plan.problem.demands[link.consumer_demand].due_day, one.lot.finish_day)
            else:
                assert plan.lots[link.consumer_lot].key not in keys
        for link in plan.drawn_by_lot[one.lot.place]:
            assert link.kind is not SupplyKind.LOT or plan.lots[link.supply].key not in keys


def test_takes_out_of_a_week_what_is_above_the_share_and_no_more() -> None:
    plan = kept(two_weeks())  # 50 h of 40 in the first week

    _wish, found = wished(plan, 0.8)

    assert [one.lot.key for one in found.moved] == ["F"]
    assert [round(cell.load) for cell in found.after] == [1800, 1200, 0, 0]


def test_changes_nothing_where_all_weeks_are_below_it() -> None:
    plan = kept(replace(two_weeks(), firm_orders=()))
    _wish, found = wished(plan, 1.0)
    assert (found.moved, found.before) == ((), found.after)


def test_does_not_ask_lots_that_stay() -> None:
    _wish, found = wished(kept(two_weeks()), 0.8, staying={"F", "G"})
    assert (found.moved, found.stays) == ((), {})


def crowded() -> Plant:
    """Three orders of 16 h are due in the fourth week; a person has fixed all their lots in the first, 48 h in 40."""
    shop = plant()
    for day in range(3):
        given.order_line(f"D{25 - 2 * day}", shop.pump, shop.site, 96)
    published(shop.site)
    friday = MONDAY + timedelta(days=4)
    moves = [{"kind": "move", "lot_key": key, "finish_date": friday.isoformat()} for key in lots(shop)]
    assert Desk(shop.site).publish(*moves).status_code == 200
    published(shop.site)
    return shop


def asked(desk: Desk, shop: Plant, **more: str) -> Any:
    query = {"center": shop.center.code, "from": MONDAY.isoformat(), "to": (MONDAY + timedelta(27)).isoformat()}
    return desk.client.get("/gantt/level/", {**query, "percent": "50", **more})


@pytest.mark.django_db(transaction=True)
class TestPage:
    def test_what_is_told_comes_true_when_its_steps_are_published(self) -> None:
        shop = crowded()
        desk = Desk(shop.site)

        told = asked(desk, shop).json()

        assert [one["hours_before"] for one in told["weeks"]] == ["48", "0", "0", "0"]
        assert [one["hours_after"] for one in told["weeks"]] == ["16", "16", "16", "0"]
        assert len(told["steps"]) == len(told["lots"]) == 2
        assert desk.publish(*told["steps"]).status_code == 200
        published(shop.site)
        plan_id = desk.draft()["plan"]["id"]
        cells = load.load_map(plan_id).centers[0].cells[:4]
        assert [round(cell.load / MINUTES_IN_AN_HOUR) for cell in cells] == [16, 16, 16, 0]

    def test_leaves_what_the_draft_is_about(self) -> None:
        shop = crowded()
        desk = Desk(shop.site)
        assert desk.put(*({"kind": "firm", "lot_key": key} for key in lots(shop))).status_code == 200

        assert asked(desk, shop).json()["lots"] == []

    @pytest.mark.parametrize(
        ("more", "status", "words"),
        [
            ({"percent": "much"}, 400, "Write a number."),
            ({"percent": "nan"}, 400, "Write a number from 10 to 100."),
            ({"percent": "101"}, 400, "Write a number from 10 to 100."),
            ({"from": "soon"}, 400, "Write the first and the last day."),
            ({"to": MONDAY.isoformat()}, 400, "Choose two weeks"),
            ({"to": "2030-01-01"}, 400, "Choose at most 26 weeks."),
            ({"center": "NONE"}, 404, ""),
        ],
    )
    def test_what_cant_be_read_is_refused_in_words(self, more: dict[str, str], status: int, words: str) -> None:
        shop = plant()
        given.order_line("D25", shop.pump, shop.site, 96)
        published(shop.site)

        answer = asked(Desk(shop.site), shop, **more)

        assert answer.status_code == status
        assert words in answer.content.decode()
