"""What holds a row when an import is undone, and how what was before is kept."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pytest
from django.db import connection, models

from capacity.models import Shift
from company.models import Role, Site, User
from connectors.tables.models import ImportImage
from connectors.tables.undo.rows import Kind, Reason
from connectors.tables.undo.traced import MODELS, WITH_HISTORY, relation_of
from materials.models import Item, StockBalance
from orders.models import LineOutlook, OrderLine, OutlookStatus
from tests import given
from tests.connectors.sets import imported
from tests.connectors.undone import MORE, run_of, undone
from tests.owner import migrated

pytestmark = pytest.mark.django_db(transaction=True)

@pytest.fixture
def planner() -> User:
    imported()
    return given.user(Role.PLANNER, at=Site.objects.get(), first_name="Ada")


class TestHeld:
    def test_an_item_that_is_ordered_since_is_named_and_stays(self, planner: User) -> None:
        run = run_of(planner, {"items": "item,make_or_buy\nGEAR,buy\n"})
        given.order_line(of=Item.objects.get(code="GEAR"), at=Site.objects.get())

        left = undone(run, planner).left()

        assert [(row.model, row.reason, row.by) for row in left] == [(Item, Reason.REFERRED_TO, "order lines")]
        assert Item.objects.filter(code="GEAR").exists()

    def test_a_line_of_which_more_is_shipped_than_was_ordered_keeps_its_quantity(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        OrderLine.objects.filter(order__number="SO1", line_number=1).update(shipped_quantity=8)

        assert [row.reason for row in undone(run, planner).left()] == [Reason.SHIPPED]

    def test_a_line_goes_with_what_a_plan_says_of_it(self, planner: User) -> None:
        run = run_of(planner, {"orders": MORE})
        LineOutlook.objects.create(
            line=OrderLine.objects.get(order__number="SO9"), status=OutlookStatus.ON_TIME, plan_id=1, revision=1
        )

        assert undone(run, planner).left() == []
        assert not LineOutlook.objects.exists()

    def test_what_has_a_successor_in_its_place_does_not_come_back(self, planner: User) -> None:
        run = run_of(planner, {"site": "site,working_days\nS1,Mon-Thu\n"})
        Shift.objects.create(calendar_id=Shift.objects.filter(weekday=0)[0].calendar_id, weekday=4, minutes=60)

        left = undone(run, planner).left()

        assert [(row.kind, row.reason) for row in left] == [(Kind.BRING_BACK, Reason.TAKEN)]


class TestImages:
    @pytest.mark.parametrize("model", [model for model in MODELS if model not in WITH_HISTORY])
    def test_every_table_that_an_import_writes_keeps_them(self, db: None, model: type[models.Model]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'tables_images_%%'",
                [relation_of(model)],
            )
            assert cursor.fetchone() == (3,)

    def test_are_kept_of_imports_only(self, planner: User) -> None:
        Item.objects.update(unit_cost=Decimal("7.5"))
        StockBalance.objects.all().delete()

        assert not ImportImage.objects.exists()

    def test_can_be_taken_back_and_made_again(self, db: None) -> None:
        migrated(("tables", "0001_initial"))
        migrated()

        with pghistory.context(channel="import"):
            imported()
