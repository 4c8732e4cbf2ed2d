"""What the pages read of a published plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from company.models import Role
from materials.models import Item, ItemSite
from mps.models import Plan
from mps.queries import cells, grid, items
from mps.queries.grid import Grid, ItemRow, Numbers
from orders.models import Forecast, OrderLine
from orders.visible import visible_to
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def number(row: Numbers, bucket: int) -> float:
    return float(row[bucket] or 0) if row else 0.0


def row_of(found: Grid, code: str) -> ItemRow:
    return next(row for row in found.items if row.code == code)


def forecast(mill: Plant, due: str, quantity: int) -> None:
    Forecast.objects.create(item=mill.pump, site=mill.site, period_start=given.day(due), quantity=quantity)


def unbalanced(row: ItemRow) -> list[int]:
    """Return the buckets in which the terms of the equation do not add up to the balance."""
    wrong, before = [], row.opening
    for bucket in range(len(row.balance)):
        terms = (row.receipts, row.mps, row.orders, row.counted_forecast, row.dependent)
        receipts, mps, orders, counted, dependent = (number(term, bucket) for term in terms)
        after = number(row.balance, bucket)
        if before + receipts + mps - orders - counted - dependent != pytest.approx(after, abs=0.01):
            wrong.append(bucket)
        before = after
    return wrong


class TestGrid:
    def test_the_terms_of_every_balance_add_up_to_it(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=40)
        given.order_line(due="D60", of=mill.pump, at=mill.site, quantity=15)
        forecast(mill, "W9", 30)
        found = grid.grid(published(mill.site).pk)

        assert [unbalanced(row) for row in found.items] == [[], []]
        assert sum(number(row_of(found, mill.casing.code).dependent, bucket) for bucket in range(56)) > 0

    def test_forecast_inside_the_demand_fence_does_not_count(self) -> None:
        mill = plant()
        mill.site.demand_time_fence_days = 14
        mill.site.save()
        forecast(mill, "W2", 20)
        forecast(mill, "W9", 30)
        row = row_of(grid.grid(published(mill.site).pk), mill.pump.code)

        inside = sum(number(row.counted_forecast, bucket) for bucket in range(14))
        beyond = sum(number(row.counted_forecast, bucket) for bucket in range(14, 56))
        assert (inside, beyond) == (0, 30)
        assert unbalanced(row) == []

    def test_an_item_that_can_not_be_made_in_time_is_short(self) -> None:
        mill = plant()
        given.order_line(due="D0", of=mill.pump, at=mill.site, quantity=500)
        found = grid.grid(published(mill.site).pk)

        assert row_of(found, mill.pump.code).cover == "shortage"
        assert row_of(found, mill.casing.code).cover == "covered"
        assert found.figures.short_items == 1

    def test_figures_are_about_the_open_lines(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=4, unit_price=25)
        given.order_line(due="D0", of=mill.pump, at=mill.site, quantity=500, promised_date=given.day("D0"))
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=4, unit_price=25, status="cancelled")
        figures = grid.grid(published(mill.site).pk).figures

        assert figures.open_order_value == 100
        assert figures.on_time_promised_share == 0.5
        assert figures.on_time_requested_share == 0.5

    def test_load_of_a_work_centre_is_what_the_lots_take(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=12)
        (load,) = grid.grid(published(mill.site).pk).load

        assert sum(number(load.load, bucket) for bucket in range(56)) == 120
        assert number(load.available, 0) == 480

    def test_an_item_says_what_a_lot_asks_of_work_centres(self) -> None:
        mill = plant()
        ItemSite.objects.filter(item=mill.pump, site=mill.site).update(demand_time_fence_days=3)
        Item.objects.filter(pk=mill.pump.pk).update(list_price=40)
        Item.objects.filter(pk=mill.casing.pk).update(list_price=10)
        found = grid.grid(published(mill.site).pk)
        pump, casing = row_of(found, mill.pump.code), row_of(found, mill.casing.code)

        assert [tuple(step) for step in pump.work] == [(mill.center.pk, 0, 10)]
        assert (casing.work, pump.fence_days, casing.fence_days) == ((), 3, 0)
        assert (pump.weight, casing.weight) == (1, 0.25)

    def test_a_site_without_fences_draws_none(self) -> None:
        mill = plant()
        found = grid.grid(published(mill.site).pk)
        assert (found.fences.demand_until, found.fences.planning_until) == (None, None)

    def test_a_fence_of_a_week_ends_on_its_seventh_day(self) -> None:
        mill = plant()
        mill.site.planning_time_fence_days = 7
        mill.site.save()
        assert grid.grid(published(mill.site).pk).fences.planning_until == given.day("D6")


class TestCell:
    def behind(
        self, plan: Plan, item: Item, first: str, last: str, lines: QuerySet[OrderLine] | None = None
    ) -> cells.Cell:
        seen = OrderLine.objects.all() if lines is None else lines
        return cells.cell(plan_id=plan.pk, item=item, first=given.day(first), last=given.day(last), lines=seen)

    def test_lists_the_lines_that_the_plan_saw_due_there(self) -> None:
        mill = plant()
        inside = given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=4)
        given.order_line(due="D30", of=mill.pump, at=mill.site)
        found = self.behind(published(mill.site), mill.pump, "D7", "D13")

        assert [(row.id, row.quantity, row.due) for row in found.lines] == [(inside.pk, 4, given.day("D10"))]
        assert found.lines[0].planned is not None

    def test_lines_past_due_stand_on_the_first_day(self) -> None:
        mill = plant()
        late = given.order_line(due=given.START - timedelta(days=30), of=mill.pump, at=mill.site)
        assert [row.id for row in self.behind(published(mill.site), mill.pump, "D0", "D0").lines] == [late.pk]

    def test_lines_of_another_territory_stay_hidden(self) -> None:
        mill = plant()
        own = given.order_line(due="D10", of=mill.pump, at=mill.site, customer=given.customer(territory="North"))
        given.order_line(due="D10", of=mill.pump, at=mill.site, customer=given.customer(territory="South"))
        seller = given.user(Role.SALES, at=mill.site, territory="North")
        found = self.behind(published(mill.site), mill.pump, "D7", "D13", visible_to(seller))

        assert [row.id for row in found.lines] == [own.pk]
        assert found.line_count == 1

    def test_lots_that_arrive_are_listed_and_those_of_parents(self) -> None:
        mill = plant()
        given.order_line(due="D10", of=mill.pump, at=mill.site, quantity=7)
        plan = published(mill.site)
        of_pump, of_casing = (self.behind(plan, item, "D0", "D60") for item in (mill.pump, mill.casing))

        assert sum(lot.quantity for lot in of_pump.lots) == 7
        assert [lot.code for lot in of_casing.parent_lots] == [mill.pump.code] * len(of_pump.lots)


class TestItems:
    NAMES = (
        items.ItemName("P-1204", "Hydraulic unit S3", "EA"),
        items.ItemName("P-1205", "Hydraulic unit S4", "EA"),
        items.ItemName("V-1", "Valve", "EA"),
    )

    @pytest.mark.parametrize(
        "typed", ["P-1204", "p-1204", " Ｐ-1204 ", "hydraulic unit s3", "P-1204 Hydraulic unit S3"]
    )
    def test_are_found_by_code_or_name_in_any_case_and_width(self, typed: str) -> None:
        assert items.find(self.NAMES, typed) == self.NAMES[0]

    @pytest.mark.parametrize("typed", ["", "P-12", "Hydraulic unit"])
    def test_are_not_guessed(self, typed: str) -> None:
        assert items.find(self.NAMES, typed) is None

    def test_that_hold_what_was_typed_come_before_those_spelled_nearly_so(self) -> None:
        assert items.closest(self.NAMES, "unit s4") == (self.NAMES[1], self.NAMES[0])

    @pytest.mark.parametrize(("typed", "codes"), [("lve xyz12", ["P-1204", "P-1205", "V-1"]), ("qqq", [])])
    def test_that_share_some_letters_are_offered_where_none_is_near(self, typed: str, codes: list[str]) -> None:
        assert sorted(item.code for item in items.closest(self.NAMES, typed)) == sorted(codes)

    def test_nothing_typed_has_nothing_near(self) -> None:
        assert items.closest(self.NAMES, "  ") == ()

    def test_of_another_site_are_not_offered(self) -> None:
        here, there = given.site("S1"), given.site("S2")
        mine = given.item(at=here)
        given.item(at=there)
        assert [name.code for name in items.items_at(here)] == [mine.code]
