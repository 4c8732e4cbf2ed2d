"""A quantity fixed by hand, all the way: a draft, its check, its publication, the plan that obeys, and the undoing."""

from __future__ import annotations

from typing import Any

import pytest

from company.models import Role, Site
from mps.models import Steering, SteeringDraft, SteeringPublication
from tests import given
from tests.mps.plant import published
from tests.mps.steering import WEEK_2, Desk, finishing, lots, mill, quantity, replanned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


class TestDraft:
    def test_is_empty_at_first_and_kept_as_it_is_sent(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        assert (desk.draft()["version"], desk.draft()["steps"]) == (0, [])

        got = desk.put(quantity(shop, WEEK_2, "120"))

        assert got.status_code == 200
        assert got.json()["version"] == 1
        assert [(one["kind"], one["quantity"]) for one in desk.draft()["steps"]] == [("quantity", "120")]

    def test_of_another_version_is_refused_with_the_current_one(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        desk.put(quantity(shop, WEEK_2, "120"))

        got = desk.put(quantity(shop, WEEK_2, "7"), version=0)

        assert got.status_code == 412
        assert got.json()["current"]["version"] == 1
        assert desk.draft()["steps"][0]["quantity"] == "120"

    def test_is_refused_without_a_version(self) -> None:
        shop = mill()
        got = Desk(shop.site).client.put("/master-schedule/draft/", {"steps": []}, content_type="application/json")
        assert got.status_code == 428

    @pytest.mark.parametrize(
        "step",
        [
            {"kind": "sell"},
            {"kind": "quantity", "item_id": 1, "bucket": "2026-01-12", "quantity": "NaN"},
            {"kind": "quantity", "item_id": 1, "bucket": "2026-01-12", "quantity": "-1"},
            {"kind": "quantity", "item_id": 1, "bucket": "2026-01-12", "quantity": "0.00001"},
            {"kind": "quantity", "item_id": 10**30, "bucket": "2026-01-12", "quantity": "1"},
            {"kind": "quantity", "item_id": 1, "bucket": "2026-01-12", "quantity": "1", "until": "2026-01-01"},
            {"kind": "firm", "lot_key": "a\0b"},
            {"kind": "split", "lot_key": "a", "quantities": ["1"]},
            {"kind": "move", "lot_key": "a", "finish_date": "0026-01-01"},
            {"kind": "capacity", "work_center_id": 1, "from": "2026-01-12", "to": "2026-01-12",
             "minutes_per_day": 0, "change": "overtime"},
            7,
        ],
    )  # fmt: skip
    def test_names_a_step_that_cant_be_read(self, step: Any) -> None:
        shop = mill()
        desk = Desk(shop.site)

        got = desk.put(quantity(shop, WEEK_2, "120"), step)

        assert got.status_code == 422
        assert list(got.json()["errors"]) == ["steps[1]"]
        assert desk.draft()["version"] == 0

    def test_is_a_person_s_own_and_plans_nothing(self) -> None:
        shop = mill()
        revision = Site.objects.get(pk=shop.site.pk).order_revision
        Desk(shop.site).put(quantity(shop, WEEK_2, "120"))

        assert Desk(shop.site).draft()["steps"] == []
        assert Site.objects.get(pk=shop.site.pk).order_revision == revision

    def test_says_when_a_newer_plan_is_there(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        desk.put(quantity(shop, WEEK_2, "120"))
        assert desk.draft()["is_behind"] is False

        given.order_line(due="D11", of=shop.pump, at=shop.site, quantity=1)
        published(shop.site)

        assert desk.draft()["is_behind"] is True


class TestPublication:
    def test_of_a_quantity_is_obeyed_by_this_plan_and_the_next(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        before = Site.objects.get(pk=shop.site.pk).order_revision

        done = desk.publish(quantity(shop, WEEK_2, "30"))

        assert done.status_code == 200, done.content
        assert done.json()["revision"] == before + 1 == Site.objects.get(pk=shop.site.pk).order_revision
        told = desk.draft()
        assert told["steps"] == []
        assert [(one["kind"], one["item_id"], one["first"], one["last"], one["quantity"]) for one in told["holds"]] == [
            ("quantity", shop.pump.pk, WEEK_2, WEEK_2, "30")
        ]
        replanned(shop)
        assert finishing(shop, WEEK_2, WEEK_2) == 30
        assert sum(one[0] for one in lots(shop).values()) == 96
        given.order_line(due="D7", of=shop.pump, at=shop.site, quantity=200)
        replanned(shop)
        assert finishing(shop, WEEK_2, WEEK_2) == 30

    def test_of_nothing_keeps_a_day_free(self) -> None:
        shop = mill()
        fridays = "2026-01-16"
        assert finishing(shop, fridays, fridays) > 0

        Desk(shop.site).publish(quantity(shop, fridays, "0"))
        replanned(shop)

        assert finishing(shop, fridays, fridays) == 0
        assert finishing(shop, WEEK_2, "2026-01-15") == 96

    def test_undone_gives_the_plan_there_was_and_redone_the_other(self) -> None:
        shop = mill()
        desk, before = Desk(shop.site), lots(shop)
        first = desk.publish(quantity(shop, WEEK_2, "30")).json()["publication"]
        replanned(shop)
        steered = lots(shop)

        undone = desk.undo(first)
        assert undone.status_code == 200, undone.content
        replanned(shop)
        assert sorted(one[:2] for one in lots(shop).values()) == sorted(one[:2] for one in before.values())

        redone = desk.undo(undone.json()["publication"])
        assert redone.status_code == 200, redone.content
        replanned(shop)
        assert sorted(lots(shop).values()) == sorted(steered.values())
        assert [one["undoes"] for one in desk.draft()["published"]] == [undone.json()["publication"], first, None]
        told = desk.draft()["published"]
        assert [one["can_undo"] for one in told] == [True, False, False]
        assert [(one["took_back"], one["brought_back"]) for one in told] == [
            (False, True), (True, False), (False, False),
        ]  # fmt: skip
        assert [one["steps"] for one in told] == [told[-1]["steps"]] * 3

    def test_is_not_undone_twice_nor_under_a_later_one(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        first = desk.publish(quantity(shop, WEEK_2, "30")).json()["publication"]
        second = desk.publish(quantity(shop, WEEK_2, "40")).json()["publication"]

        assert desk.undo(first).status_code == 409
        assert desk.undo(second).status_code == 200
        assert desk.undo(second).status_code == 409
        assert [one["can_undo"] for one in desk.draft()["published"]] == [True, False, True]
        assert desk.undo(first).status_code == 200
        assert not Steering.objects.filter(ended_by=None).exists()

    def test_that_ended_something_is_not_undone_where_a_new_one_is_in_its_place(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        desk.publish(quantity(shop, WEEK_2, "30"))
        ended = desk.publish(quantity(shop, WEEK_2, None)).json()["publication"]
        desk.publish(quantity(shop, WEEK_2, "40"))

        assert desk.undo(ended).status_code == 409
        assert [row.quantity for row in Steering.objects.filter(ended_by=None)] == [40]

    def test_needs_a_reason_and_steps_and_the_version_seen(self) -> None:
        shop = mill()
        desk = Desk(shop.site)
        assert desk.publish().status_code == 409
        assert desk.publish(quantity(shop, WEEK_2, "30"), reason=" ").status_code == 422
        body = {"version": 0, "reason": "why not"}
        got = desk.client.post("/master-schedule/draft/publish/", body, content_type="application/json")
        assert got.status_code == 412
        assert not SteeringPublication.objects.exists()

    def test_is_refused_whole_where_a_step_is(self) -> None:
        shop = mill()
        desk, revision = Desk(shop.site), Site.objects.get(pk=shop.site.pk).order_revision

        got = desk.publish(quantity(shop, WEEK_2, "30"), {"kind": "firm", "lot_key": "gone-1"})

        assert got.status_code == 409
        assert [(one["step"], one["code"]) for one in got.json()["violations"]] == [(1, "lot_gone")]
        assert not Steering.objects.exists()
        assert len(SteeringDraft.objects.get().steps) == 2
        assert Site.objects.get(pk=shop.site.pk).order_revision == revision

    def test_is_for_planners_and_managers(self) -> None:
        shop = mill()
        floor = Desk(shop.site, given.user(Role.FLOOR, at=shop.site))
        assert floor.draft()["may_steer"] is False
        assert floor.put(quantity(shop, WEEK_2, "30")).status_code == 403
        manager = Desk(shop.site, given.user(Role.MANAGER, at=shop.site))
        assert manager.publish(quantity(shop, WEEK_2, "30")).status_code == 200

    def test_of_another_site_is_not_there_to_be_undone(self) -> None:
        shop = mill()
        first = Desk(shop.site).publish(quantity(shop, WEEK_2, "30")).json()["publication"]
        other = given.site("S2")
        published(other)
        assert Desk(other).undo(first).status_code == 404
