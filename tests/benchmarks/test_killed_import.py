"""`benchmark killed_import` makes a plant that can be planned and a file of as many lines as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.many_orders import SITE, write_orders, write_plant
from company.models import Site
from connectors.tables import importing
from connectors.tables.folders import files_of
from connectors.tables.sheets import read_files
from orders.models import OrderLine

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_file_is_imported_whole_in_one_revision_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    write_plant(tmp_path / "plant")
    write_orders(tmp_path / "orders", rows=25)
    importing.run(read_files(files_of(tmp_path / "plant")))
    before = OrderLine.objects.count()

    first = importing.run(read_files(files_of(tmp_path / "orders")))
    again = importing.run(read_files(files_of(tmp_path / "orders")))

    assert (OrderLine.objects.count() - before, first.counts["orders"]["new"]) == (25, 25)
    assert (again.changes(), again.counts["orders"]["same"]) == (0, 25)
    assert Site.objects.get(code=SITE).order_revision == 2
