"""The real set: a bicycle maker's 15,495 order lines, where the data folder is at hand."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from capacity.models import Operation, WorkCenter
from company.models import Site
from connectors.tables import importing
from connectors.tables.folders import files_of
from connectors.tables.importing import Report
from connectors.tables.sheets import read_files
from materials.models import BomLine, Item, ScheduledReceipt
from orders.models import DemandHistory, OrderLine, SalesOrder

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "adventureworks"


def import_folder() -> Report:
    return importing.run(read_files(files_of(FOLDER)))


@pytest.mark.django_db(transaction=True)
def test_goes_in_whole_and_a_second_time_changes_nothing() -> None:
    if not FOLDER.is_dir():
        warnings.warn("NOT TESTED: the bicycle maker's set is not beside this checkout.", stacklevel=1)
        pytest.skip("the bicycle maker's set is not beside this checkout")

    first, second = import_folder(), import_folder()

    assert first.revisions == second.revisions == {"AW": 1}
    assert (first.changes(), second.changes()) == (24_093, 0)
    assert (SalesOrder.objects.count(), OrderLine.objects.count()) == (6_179, 15_495)
    assert DemandHistory.objects.count() == 5_151
    assert (Item.objects.count(), BomLine.objects.count(), Operation.objects.count()) == (336, 2_159, 513)
    assert (WorkCenter.objects.count(), ScheduledReceipt.objects.count()) == (7, 431)
    assert str(Site.objects.get().horizon_start) == "2026-01-05"
