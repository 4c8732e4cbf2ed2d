"""`benchmark factory`: a set of tables read without a database is the very problem that import and snapshot make."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benchmarks.factory_set import read
from company.models import Site
from connectors.tables import importing
from connectors.tables.folders import files_of
from connectors.tables.sheets import read_files
from mps import snapshot
from mps.scheduler.problem import PlanningProblem
from tests.connectors.sets import small

BICYCLE_MAKER = Path(__file__).resolve().parents[3] / "shared" / "data" / "adventureworks"
# Everything a set may say that is planned with.
RICH = {
    "site": (
        "site,planning_date,working_days,working_minutes,holiday_country,demand_time_fence_days,planning_time_fence_days\n"
        "S1,2026-01-05,Mon-Thu,450,DE,5,12\n"
    ),
    "calendars": (
        "calendar,weekdays,date,shift,minutes\nTWO,Mon-Fri,,1,480\nTWO,Mon-Wed,,2,300\nTWO,,2026-01-07,1,100\n"
    ),
    "items": (
        "item,make_or_buy,unit_cost,list_price,safety_stock,safety_time_days,lead_time_days,lot_policy,min_lot,"
        "lot_multiple,max_lot,period_of_supply_days,mps,demand_time_fence_days\n"
        "PUMP,make,50,100,2,1,3,period,2,2,40,7,,\nCASING,make,20,0,0,0,0,fixed,30,1,0,5,no,3\n"
        "SHAFT,buy,5,0,10,0,9,lot_for_lot,0,1,0,1,,\n"
    ),
    "bom": (
        "parent,component,quantity_per,scrap_share,valid_from,valid_to\n"
        "PUMP,CASING,1,0.1,,\nCASING,SHAFT,2,0,2025-01-01,2026-12-31\nPUMP,SHAFT,1,0,2026-02-01,\n"
    ),
    "work_centers": (
        "work_center,hours_per_week,days_per_week,calendar,machines,efficiency_share,overtime_hours_per_week,"
        "overtime_cost_per_hour\nWC1,97.3,6,,2,0.85,7.5,30\nWC2,,,TWO,1,1,3,12\nWC3,,,,1,1,0,0\n"
    ),
    "routings": (
        "item,routing,step,work_center,setup_minutes,run_minutes_per_unit,yield_share\n"
        "PUMP,2,10,WC1,5,10,1\nPUMP,1,10,WC2,5,11,0.9\nPUMP,1,20,WC3,0,2,1\nCASING,1,10,WC1,3,4,1\nSHAFT,1,10,WC1,1,1,1\n"
    ),
    "stock": "item,lot,quantity,blocked\nPUMP,A,3,no\nPUMP,B,4,no\nCASING,A,9,yes\n",
    "receipts": (
        "receipt,line,item,quantity,received_quantity,arrives,confirmed_date\n"
        "PO1,1,SHAFT,20,5,2026-01-09,2026-01-12\nPO1,2,SHAFT,20,20,2026-01-09,\nPO0,1,CASING,4,0,2025-12-01,\n"
    ),
    "orders": (
        "order,line,schedule,customer,item,quantity,shipped_quantity,requested_date,promised_date,priority,price,"
        "may_split,status\nSO1,1,1,C1,PUMP,30,4,2026-01-23,,1,90,yes,confirmed\n"
        "SO1,1,2,C1,PUMP,5,0,2026-01-23,2026-01-28,2,,no,part_shipped\nSO1,2,1,C1,CASING,2,0,2025-12-24,,3,,yes,requested\n"
        "SO2,1,1,C2,PUMP,7,0,2026-02-11,,3,,yes,cancelled\nSO3,1,1,C2,PUMP,7,7,2026-02-11,,3,,yes,confirmed\n"
    ),
    "forecast": (
        "item,customer_class,period_start,period_days,quantity\nPUMP,,2026-01-19,7,40\nPUMP,KEY,2026-01-19,7,15\n"
        "PUMP,,2026-01-26,7,30\nSHAFT,,2026-01-05,2,9\nSHAFT,,2026-02-02,14,0\n"
    ),
}


def folder_of(tables: dict[str, str], folder: Path) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def in_order(problem: PlanningProblem) -> PlanningProblem:
    """The database numbers its lines as it likes; a plan does not depend on their order."""
    return replace(problem, demands=tuple(sorted(problem.demands, key=lambda demand: demand.key)))


@pytest.mark.django_db(transaction=True)
class TestIsTheProblemOfTheSnapshot:
    def same(self, folder: Path) -> None:
        importing.run(read_files(files_of(folder)))
        theirs, ours = (in_order(one) for one in (snapshot.load(Site.objects.get().pk).problem, read(folder)))

        for name in ("horizon", "items", "bom", "operations", "work_centers", "receipts", "demands"):
            assert getattr(ours, name) == getattr(theirs, name), name
        assert ours == theirs

    def test_for_a_small_set(self, tmp_path: Path) -> None:
        self.same(folder_of(small(), tmp_path))

    def test_for_a_set_that_says_all_there_is_to_say(self, tmp_path: Path) -> None:
        self.same(folder_of(RICH, tmp_path))

    def test_for_the_bicycle_maker(self) -> None:
        if not BICYCLE_MAKER.exists():
            pytest.skip("the bicycle maker's set is not beside this checkout: only small sets were compared")
        self.same(BICYCLE_MAKER)


class TestCommand:
    def test_prints_figures_and_what_is_late_by_priority(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("benchmark", "factory", "--json", str(folder_of(RICH, tmp_path)))

        figures, *priorities = map(json.loads, capsys.readouterr().out.splitlines())
        assert (figures["site"], figures["items"], figures["lines"]) == ("S1", 3, 3)
        assert [one["priority"] for one in priorities] == [1, 2, 3]
        assert (priorities[2]["late"], priorities[2]["lines"]) == (1, 1)  # the casing that was due last year

    def test_plans_single_changes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("benchmark", "factory", "--json", "--changes", "4", str(folder_of(RICH, tmp_path)))

        changes = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert changes["changes"] == 4
        assert 0 < changes["p50_cpu_seconds"] <= changes["p95_cpu_seconds"]

    def test_names_the_first_bad_row(self, tmp_path: Path) -> None:
        folder = folder_of(small(bom="parent,component,quantity_per\nPUMP,NOTHING,1\n"), tmp_path)

        with pytest.raises(CommandError, match=r"1 bad rows\. The first: bom\.csv:2 component"):
            call_command("benchmark", "factory", str(folder))

    def test_names_a_site_or_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        folder_of(small(), tmp_path)

        with pytest.raises(CommandError, match="has no site S9"):
            call_command("benchmark", "factory", str(tmp_path), "--site", "S9")
        with pytest.raises(CommandError, match="nowhere can't be read"):
            call_command("benchmark", "factory", str(tmp_path / "nowhere"))
