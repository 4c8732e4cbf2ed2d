"""Sets of several sites, and people who may import at some of them."""

from __future__ import annotations

import pytest

from company.models import Site
from connectors.tables import importing
from connectors.tables.problems import ImportRefused
from materials.models import Item, ItemSite
from tests.connectors.sets import found, imported, refused, told

pytestmark = pytest.mark.django_db(transaction=True)

TWO = "site,name\nS1,One\nS2,Two\n"


def revision(code: str) -> int:
    return Site.objects.get(code=code).order_revision


class TestSeveralSites:
    def test_rows_must_name_theirs(self) -> None:
        problems = refused({"site": TWO, "items": "item,make_or_buy\nPUMP,make\n"})

        assert told(problems) == [("items.csv", 0, "site", "", "site_named")]

    def test_rows_that_name_none_go_to_the_one_asked_for(self) -> None:
        imported({"site": TWO, "items": "item,make_or_buy\nPUMP,make\n"}, site_code="S2")

        assert list(ItemSite.objects.values_list("site__code", flat=True)) == ["S2"]

    def test_an_item_is_planned_by_each_site_that_names_it_and_is_the_same_thing_everywhere(self) -> None:
        items = "site,item,make_or_buy,unit_cost,lead_time_days\nS1,PUMP,make,5,1\nS2,PUMP,make,5,9\n"
        imported({"site": TWO, "items": items})

        assert dict(ItemSite.objects.values_list("site__code", "lead_time_days")) == {"S1": 1, "S2": 9}
        problems = refused({"site": TWO, "items": items.replace("S2,PUMP,make,5", "S2,PUMP,make,6")})
        assert told(problems) == [("items.csv", 3, "unit_cost", "6", "same_as")]

    def test_a_site_that_does_not_plan_an_item_can_not_order_it(self) -> None:
        orders = "site,order,line,customer,item,quantity,requested_date\nS2,SO1,1,C,PUMP,1,2026-01-20\n"

        problems = refused({"site": TWO, "items": "site,item,make_or_buy\nS1,PUMP,make\n", "orders": orders})

        assert told(problems) == [("orders.csv", 2, "item", "PUMP", "item_at_site")]

    def test_a_bill_of_material_needs_no_site(self) -> None:
        items = "site,item,make_or_buy\nS1,PUMP,make\nS2,SHAFT,buy\n"

        report = imported({"site": TWO, "items": items, "bom": "parent,component,quantity_per\nPUMP,SHAFT,1\n"})

        assert report.counts["bom"]["new"] == 1

    def test_a_change_at_one_site_is_no_revision_of_the_other(self) -> None:
        items = "site,item,make_or_buy,safety_stock\nS1,A,buy,0\nS2,B,buy,0\n"
        imported({"site": TWO, "items": items})

        imported({"items": items.replace("S2,B,buy,0", "S2,B,buy,4")})

        assert (revision("S1"), revision("S2")) == (1, 2)


class TestPeople:
    def test_who_may_import_at_one_site_can_not_change_what_another_plans_with(self) -> None:
        imported({"site": TWO, "items": "site,item,make_or_buy,unit_cost\nS1,A,buy,1\nS2,A,buy,1\n"})
        changed = found({"items": "site,item,make_or_buy,unit_cost\nS1,A,buy,2\n"})

        with pytest.raises(ImportRefused) as refusal:
            importing.run(changed, own_sites=frozenset({"S1"}))

        assert told(refusal.value.problems) == [("", 0, "site", "S2", "own_site")]
        assert (float(Item.objects.get().unit_cost), revision("S1"), revision("S2")) == (1, 1, 1)
        assert importing.run(changed, own_sites=frozenset({"S1", "S2"})).changes() == 1

    def test_who_may_import_at_one_site_can_not_write_rows_of_another_or_found_one(self) -> None:
        imported({"site": TWO, "items": "site,item,make_or_buy\nS1,A,buy\nS2,A,buy\n"})
        foreign = "site,item,week_start,quantity\nS2,A,2026-01-05,1\n"

        for tables in ({"demand_history": foreign}, {"site": "site,name\nS3,Three\n"}):
            with pytest.raises(ImportRefused) as refusal:
                importing.run(found(tables), own_sites=frozenset({"S1"}))
            assert [problem.expected for problem in refusal.value.problems] == ["own_site"]
