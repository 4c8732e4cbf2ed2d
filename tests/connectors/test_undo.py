"""Undoing an import: what was before comes back, and nothing that somebody has done since is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from capacity.models import Shift
from company.models import Role, Site, User
from connectors.tables import staging
from connectors.tables.models import ImportImage, ImportRun
from connectors.tables.problems import ImportRefused
from connectors.tables.undo import undoing
from connectors.tables.undo.rows import Reason
from connectors.tables.undo.traced import MODELS
from materials.models import ItemSite
from orders import changes
from orders.changes import LineChange
from orders.models import Customer, OrderLine, SalesOrder
from tests import given
from tests.connectors.sets import imported, small
from tests.connectors.undone import MORE, everything, run_of, undone

pytestmark = pytest.mark.django_db(transaction=True)

@pytest.fixture
def planner() -> User:
    imported()
    return given.user(Role.PLANNER, at=Site.objects.get(), first_name="Ada")


class TestUndo:
    def test_leaves_everything_as_it_was_and_the_same_import_does_it_again(self, planner: User) -> None:
        changed = small(
            site="site,name,working_days\nS1,Other,Mon-Thu\n",
            items=(
                "item,name,make_or_buy,list_price,on_hand,supplier,mps\nPUMP,Pump,make,120,7,,yes\n"
                "CASING,Casing,make,0,5,,\n"
                "SHAFT,Shaft,buy,0,60,Iron & Co,yes\nGEAR,Gear,buy,3,9,Steel & Co,\n"
            ),
            bom="parent,component,quantity_per\nPUMP,CASING,2\nCASING,SHAFT,2\nPUMP,GEAR,1\n",
            work_centers="work_center,hours_per_week,days_per_week\nWC1,80,5\nWC2,40,5\n",
            routings=(
                "item,routing,step,work_center,setup_minutes,run_minutes_per_unit\nPUMP,1,10,WC2,5,10\n"
                "CASING,1,10,WC1,5,4\nPUMP,2,20,WC1,0,3\n"
            ),
            receipts="receipt,item,quantity,arrives\nPO1,SHAFT,25,2026-01-12\nPO2,GEAR,25,2026-01-12\n",
            orders=MORE, demand_history="item,week_start,quantity\nPUMP,2025-12-01,5\nPUMP,2025-12-08,5\n",
            calendars="calendar,weekdays,date,shift,minutes\nSITE,Mon-Wed,,1,400\nSITE,,2026-05-01,,0\n",
            forecast="item,period_start,quantity\nPUMP,2026-03-02,4\n",
            deliveries="delivery,item,due_date,actual_date,quantity\nPO0,SHAFT,2025-12-01,2025-12-03,5\n",
        )
        before, revision = everything(), Site.objects.get().order_revision
        run = run_of(planner, changed)
        after = everything()
        assert [model for model in MODELS if after[model.__name__] == before[model.__name__]] == []

        undone(run, planner)

        assert everything() == before
        assert Site.objects.get().order_revision == revision + 2
        run_of(planner, changed)
        assert OrderLine.objects.get(order__number="SO1", line_number=1).quantity == 9
        assert Shift.objects.filter(calendar__code="SITE", weekday=3).count() == 0

    def test_is_a_change_of_which_the_history_tells(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        undone(run, planner)

        event = apps.get_model("orders", "OrderLineEvent")._default_manager.filter(pgh_label="update").latest("pgh_id")
        told = event.pgh_context.metadata
        assert (told["user"], told["channel"], told["undoes"]) == (planner.pk, "import undo", str(run.pk))
        assert event.quantity == 3
        gone = apps.get_model("orders", "OrderLineEvent")._default_manager.get(pgh_label="delete")
        assert gone.pgh_context.metadata["channel"] == "import undo"

    def test_is_done_once(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        undone(run, planner)

        with pytest.raises(undoing.NothingToUndo):
            undone(run, planner)

    def test_is_possible_as_long_as_what_was_before_is_kept(self, planner: User) -> None:
        run = run_of(planner, {"items": "item,make_or_buy,unit_cost\nPUMP,make,4\n"})
        assert ImportImage.objects.filter(run=run).exists()
        ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=91))

        with pytest.raises(undoing.NothingToUndo):
            undone(run, planner)
        staging.forget_old()
        assert not ImportImage.objects.exists()

    def test_does_not_reach_a_site_that_is_not_ones_own(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})

        with pytest.raises(ImportRefused):
            undoing.undo(run_id=run.pk, by=planner, own_sites=frozenset({"S2"}))
        assert OrderLine.objects.count() == 3

    def test_looking_writes_nothing(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        before, revision = everything(), Site.objects.get().order_revision

        counts = undoing.look(run).counts()

        assert counts["orders_orderline"] == {"put_back": 1, "remove": 1, "bring_back": 0, "left": 0}
        assert (everything(), Site.objects.get().order_revision) == (before, revision)


class TestChangedSince:
    def test_a_value_that_somebody_set_since_is_left_alone_with_who_and_when(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        line = OrderLine.objects.get(order__number="SO1", line_number=1)
        bob = given.user(Role.PLANNER, at=Site.objects.get(), first_name="Bob", last_name="Ray")
        changes.submit(
            changes=[LineChange(line.pk, line.version, {"quantity": "4"})], by=bob, channel="web", keep_good=False
        )

        decided = undone(run, planner)

        run.refresh_from_db()
        line.refresh_from_db()
        assert (int(line.quantity), [row.reason for row in decided.left()]) == (4, [Reason.CHANGED])
        [left] = run.left
        [cell] = left["cells"]
        assert (left["label"], cell["before"], cell["imported"], cell["now"], cell["who"]) == (
            "SO1/1", "3", "9", "4", "Bob Ray",
        )
        assert cell["at"]

    def test_it_is_put_back_all_the_same_where_one_says_so_of_what_one_has_seen(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        line = OrderLine.objects.get(order__number="SO1", line_number=1)
        OrderLine.objects.filter(pk=line.pk).update(quantity=4)
        [left] = undoing.look(run).left()
        OrderLine.objects.filter(pk=line.pk).update(quantity=5)

        undone(run, planner, forced=[left.place])  # 5 is not what was seen
        assert OrderLine.objects.get(pk=line.pk).quantity == 5

        run.refresh_from_db()
        undone(run, planner, forced=[run.left[0]["place"]])
        assert OrderLine.objects.get(pk=line.pk).quantity == 3
        run.refresh_from_db()
        assert not undoing.can_be_undone(run)

    def test_what_the_import_did_not_touch_stays_as_somebody_made_it(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        OrderLine.objects.filter(order__number="SO1", line_number=1).update(note="call first")

        undone(run, planner)

        line = OrderLine.objects.get(order__number="SO1", line_number=1)
        assert (int(line.quantity), line.note) == (3, "call first")

    def test_a_new_row_that_somebody_changed_is_not_removed_and_its_order_neither(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        OrderLine.objects.filter(order__number="SO9").update(note="wait")

        left = undone(run, planner).left()

        reasons = [(row.model, row.reason) for row in left]
        assert reasons == [
            (Customer, Reason.REFERRED_TO), (SalesOrder, Reason.REFERRED_TO), (OrderLine, Reason.CHANGED)
        ]

    def test_a_row_that_somebody_removed_is_named(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        OrderLine.objects.filter(order__number="SO1", line_number=1).delete()

        assert [row.reason for row in undone(run, planner).left()] == [Reason.GONE]

    def test_a_later_import_and_the_admin_site_are_named_as_who_changed_it(self, planner: User) -> None:
        run = run_of(planner, {"items": "item,make_or_buy,unit_cost,lead_time_days\nPUMP,make,4,9\n"})
        run_of(planner, {"items": "item,make_or_buy,unit_cost\nPUMP,make,5\n"})
        planned, boss = ItemSite.objects.get(item__code="PUMP"), given.user(Role.ADMIN, first_name="Eve")
        ItemSite.objects.filter(pk=planned.pk).update(lead_time_days=3)
        LogEntry.objects.create(
            user=boss, content_type=ContentType.objects.get_for_model(ItemSite), object_id=str(planned.pk),
            object_repr="", action_flag=CHANGE,
        )

        undone(run, planner)

        run.refresh_from_db()
        assert [(row["relation"], row["who"]) for row in run.left] == [
            ("materials_item", "Ada"), ("materials_itemsite", "Eve")
        ]

    def test_a_plans_promise_is_nobodys_change(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SELECT set_config('lockstep.publishing', 'on', true)")
            cursor.execute(
                "UPDATE orders_orderline SET promised_date = '2026-02-03', plan_promised_date = '2026-02-03',"
                " plan_promised_at = now(); COMMIT"
            )

        assert undone(run, planner).left() == []
        assert OrderLine.objects.count() == 2

    def test_a_promise_that_the_import_found_comes_back(self, planner: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SELECT set_config('lockstep.publishing', 'on', true)")
            cursor.execute(
                "UPDATE orders_orderline SET promised_date = '2026-02-03', plan_promised_date = '2026-02-03',"
                " plan_promised_at = now(); COMMIT"
            )
        run = run_of(planner, {"orders": MORE})

        undone(run, planner)

        assert {f"{line.promised_date}" for line in OrderLine.objects.all()} == {"2026-02-03"}
