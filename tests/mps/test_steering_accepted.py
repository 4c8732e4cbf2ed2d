"""Some steps of a draft are checked and published, the others stay: exactly what was checked, nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from materials.models import Item
from mps.models import PlannedOrder, SteeringPublication
from mps.queries import grid
from tests import given
from tests.mps.plant import Plant, published
from tests.mps.steering import PAGE, WEEK_2, Desk, codes, finishing, lots, mill, quantity, replanned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold", "_worker")]

THURSDAY = "2026-01-15"


def check(desk: Desk, **body: Any) -> Any:
    return desk.client.post(f"{PAGE}draft/check/?site={desk.site.code}", body, content_type="application/json")


def publish(desk: Desk, **body: Any) -> Any:
    values = {"version": desk.draft()["version"], "reason": "as agreed", **body}
    return desk.client.post(f"{PAGE}draft/publish/?site={desk.site.code}", values, content_type="application/json")


def two_steps() -> tuple[Plant, Desk]:
    shop = mill()
    desk = Desk(shop.site)
    desk.put(quantity(shop, WEEK_2, "30"), quantity(shop, THURSDAY, "12"))
    return shop, desk


class TestPublishingSome:
    def test_leaves_the_others_in_the_draft_as_they_were(self) -> None:
        shop, desk = two_steps()
        kept = desk.draft()

        done = publish(desk, accepted=[1])

        assert done.status_code == 200, done.content
        left = desk.draft()
        assert left["steps"] == [kept["steps"][0]]
        assert (left["version"], done.json()["version"]) == (kept["version"] + 1, kept["version"] + 1)
        assert left["plan"] == kept["plan"]
        [step] = SteeringPublication.objects.get().steps
        assert {name: value for name, value in step.items() if name != "was"} == kept["steps"][1]
        replanned(shop)
        assert finishing(shop, THURSDAY, THURSDAY) == 12
        assert finishing(shop, WEEK_2, WEEK_2) != 30

    def test_of_none_named_publishes_all(self) -> None:
        _shop, desk = two_steps()
        assert publish(desk).status_code == 200
        assert desk.draft()["steps"] == []

    @pytest.mark.parametrize("accepted", [[2], [-1], [0, 0]])
    def test_needs_places_of_the_draft(self, accepted: list[int]) -> None:
        _shop, desk = two_steps()
        for answer in (publish(desk, accepted=accepted), check(desk, accepted=accepted)):
            assert answer.status_code == 422
            assert list(answer.json()["errors"]) == ["accepted"]

    def test_of_nothing_is_refused(self) -> None:
        _shop, desk = two_steps()
        assert publish(desk, accepted=[]).status_code == 409

    def test_names_a_refused_step_by_its_place_in_the_draft(self) -> None:
        shop, desk = two_steps()
        desk.put(quantity(shop, WEEK_2, "30"), quantity(shop, "2020-01-06", "12"))
        got = publish(desk, accepted=[1])
        assert [place for place, _code in codes(got)] == [1]
        assert list(got.json()["errors"]) == ["steps[1]"]
        assert publish(desk, accepted=[0]).status_code == 200


class TestCheckingSome:
    def test_is_the_plan_of_these_and_of_no_others(self) -> None:
        shop, desk = two_steps()

        found = check(desk, accepted=[1]).json()
        done = publish(desk, accepted=found["accepted"], checked=found["checked"])
        plan = published(shop.site)

        assert done.status_code == 200, done.content
        assert found["accepted"] == [1]
        rows = {row.id: row for row in grid.grid(plan.pk).items}
        assert found["items"][str(shop.pump.pk)]["mps"] == list(rows[shop.pump.pk].mps)

    def test_names_problems_by_their_place_in_the_draft(self) -> None:
        shop, desk = two_steps()
        desk.put(quantity(shop, WEEK_2, "30"), {"kind": "firm", "lot_key": "gone-1"})
        found = check(desk, accepted=[1]).json()
        assert [(one["step"], one["code"]) for one in found["violations"]] == [(1, "lot_gone")]

    def test_of_other_steps_than_are_published_is_no_check_of_these(self) -> None:
        _shop, desk = two_steps()
        checked = check(desk, accepted=[1]).json()["checked"]
        for accepted in ([0], [0, 1], None):
            assert publish(desk, accepted=accepted, checked=checked).status_code == 409
        assert not SteeringPublication.objects.exists()
        assert publish(desk, accepted=[1], checked=checked).status_code == 200

    def test_of_another_version_is_refused_with_the_current_one(self) -> None:
        _shop, desk = two_steps()
        got = check(desk, version=desk.draft()["version"] - 1, accepted=[0])
        assert got.status_code == 412
        assert got.json()["current"]["version"] == desk.draft()["version"]

    def test_tells_the_figures_of_the_plan_without_and_with_them(self) -> None:
        shop, desk = two_steps()
        Item.objects.update(unit_cost=7)
        line = given.order_line(due="D7", of=shop.pump, at=shop.site, quantity=40)
        published(shop.site)
        desk.put(*(quantity(shop, f"2026-01-{day:02}", "0") for day in (5, 6, 7, 8, 9, 12)))

        changed = check(desk).json()["changed"]

        before, after = changed["figures_before"], changed["figures_after"]
        assert (before["on_time_promised_share"], after["on_time_promised_share"]) == (1, 0.5)
        assert before["on_time"] + before["at_risk"] + before["late"] + before["not_planned"] == 2
        assert (before["late"], after["late"]) == (0, 1)
        assert after["stock_value"] != before["stock_value"] > 0
        [moved] = [one for one in changed["orders"] if one["line_id"] == line.pk]
        assert moved["customer"] == str(line.order.customer)


def test_a_draft_names_the_items_of_its_lots() -> None:
    shop = mill()
    desk = Desk(shop.site)
    key = next(iter(lots(shop)))
    desk.put({"kind": "firm", "lot_key": key}, {"kind": "firm", "lot_key": "gone-1"})
    assert desk.draft()["items_of_lots"] == {key: shop.pump.pk}



def test_a_draft_tells_of_its_lots_as_the_current_plan_has_them() -> None:
    shop = mill()
    desk = Desk(shop.site)
    key = next(iter(lots(shop)))
    desk.put({"kind": "firm", "lot_key": key}, {"kind": "firm", "lot_key": "gone-1"})
    told = desk.draft()["planned_lots"]
    plan_id = grid.current_plan_id(shop.site)
    assert plan_id is not None
    planned = PlannedOrder.objects.get(plan_id=plan_id, lot_key=key)
    assert told == {
        key: {"item_id": shop.pump.pk, "quantity": float(planned.quantity), "finish": planned.finish_date.isoformat()}
    }
