"""Files whose headings are not ours: what is guessed of them, what a person says, and that it is remembered."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from company.models import Role, Site, User
from connectors.tables.grids import FromNumber, Grid
from connectors.tables.layout import TABLES
from connectors.tables.mapping.formats import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    date_order_of,
    decimal_comma_of,
    iso_date,
    plain_number,
)
from connectors.tables.mapping.guess import guessed
from connectors.tables.mapping.names import ELSEWHERE, LABELS
from connectors.tables.models import ImportRun, ImportSource, RunState
from connectors.tables.sheets import Strange
from orders.models import OrderLine
from tests import given
from tests.connectors.sets import imported

SAP = (
    "Kundenauftrag;Pos.;Debitor;料号;Qty.;Wunschtermin;Nettopreis;Bearbeiter\n"
    "SO1;1;C1;PUMP;9;20.01.2026;1.234,50;Maier\nSO9;1;C9;PUMP;5;02.02.2026;99,00;Huber\n"
)
WANTED = {
    "order": "Kundenauftrag", "line": "Pos.", "customer": "Debitor", "item": "料号", "quantity": "Qty.",
    "requested_date": "Wunschtermin", "price": "Nettopreis",
}  # fmt: skip


def strange(text: str, delimiter: str = ";", file: str = "export.csv") -> Strange:
    head, *rows = [line.split(delimiter) for line in text.splitlines()]
    return Strange(Grid(file, tuple(head), rows, range(2, 2 + len(rows)), 1, delimiter == ";"), None)


class TestGuess:
    def test_reads_an_export_in_german_and_chinese(self) -> None:
        guess = guessed(strange(SAP))

        assert guess.map.table is not None
        assert (guess.map.table.name, dict(guess.map.columns)) == ("orders", WANTED)
        assert (guess.date_order, guess.decimal_comma, guess.is_sure, guess.share) == (DAY_FIRST, True, True, 1.0)
        assert guess.map.unused(strange(SAP).grid.headings()) == ["Bearbeiter"]

    @pytest.mark.parametrize(
        ("heading", "column"),
        [
            ("Requested date", "requested_date"), ("客戶", "customer"), ("Sales Order", "order"), ("数量", "quantity"),
            ("Ordr number", "order"), ("Priorität", "priority"), ("优先级", "priority"),
            ("Promised_Date", "promised_date"),
        ],
    )
    def test_knows_our_labels_other_names_and_slips_of_the_pen(self, heading: str, column: str) -> None:
        orders = next(table for table in TABLES if table.name == "orders")

        assert guessed(strange(f"{heading};Nonsense\n1;2\n"), orders).map.columns == {column: heading}

    def test_every_column_of_ours_has_a_label(self) -> None:
        assert {column.name for table in TABLES for column in table.columns} == set(LABELS)
        assert set(ELSEWHERE) <= set(LABELS)

    def test_takes_each_heading_once_and_knows_two_of_the_same_name_apart(self) -> None:
        assert Grid("", ("Qty", "Qty", ""), (), ()).headings() == ("Qty", "Qty (2)", "#3")


class TestFormats:
    @pytest.mark.parametrize(
        ("cells", "order"),
        [
            (["2026-01-05"], YEAR_FIRST), (["05.01.2026"], DAY_FIRST), (["05/01/2026", "13/01/2026"], DAY_FIRST),
            (["01/13/2026"], MONTH_FIRST), (["05/01/2026"], None), (["13/01/2026", "01/13/2026"], None),
            ([], YEAR_FIRST),
        ],
    )
    def test_see_the_order_of_dates_or_say_that_they_do_not(self, cells: list[str], order: str | None) -> None:
        assert date_order_of(cells) == order

    @pytest.mark.parametrize(
        ("cells", "usually", "comma"),
        [
            (["12,5"], False, True), (["1.234,5"], False, True), (["12.5"], True, False), (["1,234.5"], True, False),
            (["1.234"], True, None), (["1,234"], False, None), (["12"], True, True), (["12,5", "12.5"], True, None),
            (["1.234", "12,5"], False, True),
        ],
    )
    def test_see_the_decimal_comma_or_say_that_they_do_not(
        self, cells: list[str], usually: bool, comma: bool | None
    ) -> None:
        assert decimal_comma_of(cells, usually=usually) is comma

    @pytest.mark.parametrize(
        ("raw", "order", "read"),
        [
            ("05.01.26", DAY_FIRST, "2026-01-05"), ("1/5/2026", MONTH_FIRST, "2026-01-05"),
            ("31/12/2026 10:30", DAY_FIRST, "2026-12-31"), ("13/13/2026", DAY_FIRST, "13/13/2026"),
            ("2026-01-05", DAY_FIRST, "2026-01-05"), ("05/01/2026", YEAR_FIRST, "05/01/2026"), ("", DAY_FIRST, ""),
        ],
    )
    def test_read_dates_in_the_order_that_was_said(self, raw: str, order: str, read: str) -> None:
        assert iso_date(raw, order) == read

    def test_read_thousands_as_was_said_but_never_in_a_number_of_excels(self) -> None:
        assert plain_number("1.234", decimal_comma=True) == "1234"
        assert plain_number("1.234,5", decimal_comma=True) == "1234,5"
        assert plain_number("1.234", decimal_comma=False) == "1.234"
        assert plain_number(FromNumber("1.234"), decimal_comma=True) == "1.234"


@pytest.fixture
def planner(transactional_db: None) -> User:
    imported()
    return given.user(Role.PLANNER, at=Site.objects.get(), first_name="Ada")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, files: Mapping[str, bytes | str]) -> ImportRun:
    sent = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in files.items()
    ]
    client.post("/import/", {"files": sent})
    return ImportRun.objects.latest("created_at")


def chosen(columns: Mapping[str, str] = WANTED, *, always: Mapping[str, str] = {}, **more: str) -> dict[str, str]:
    """Return what the form sends of the first file."""
    fields = {f"f0-column-{name}": heading for name, heading in columns.items()}
    first = {"f0-table": "orders", "f0-was": "orders", "f0-dates": DAY_FIRST, "f0-decimals": "comma"}
    said = {f"f0-{key}": text for key, text in more.items()}
    constants = {f"f0-constant-{name}": text for name, text in always.items()}
    return {**first, **constants, **fields, "f0-source": "SAP export, orders", **said}


class TestStep:
    def test_asks_once_and_then_goes_straight_to_the_preview(self, planner: User) -> None:
        client = client_of(planner)
        run = upload(client, {"VA05_2026-01-05.csv": SAP})
        assert run.state == RunState.MAPPING
        page = client.get(f"/import/{run.pk}/columns/").content.decode()
        for shown in ("Kundenauftrag", "20.01.2026", "1.234,50", "Bearbeiter", "not read"):
            assert shown in page

        client.post(f"/import/{run.pk}/columns/", chosen())
        run.refresh_from_db()
        assert (run.state, run.counts["orders"]) == (
            RunState.READY, {"new": 1, "changed": 1, "same": 0, "left_out": 0}
        )
        again = upload(client, {"VA05_2026-01-06.csv": SAP.replace(";9;", ";8;")})
        assert (again.state, again.counts["orders"]["changed"]) == (RunState.READY, 1)
        preview = client.get(f"/import/{again.pk}/").content.decode()
        assert "SAP export, orders" in preview
        assert "<code>Wunschtermin</code>" in preview

        client.post(f"/import/{again.pk}/commit/")
        line = OrderLine.objects.get(order__number="SO1", line_number=1)
        assert (float(line.quantity), float(line.unit_price), f"{line.requested_date}") == (8, 1234.5, "2026-01-20")

    def test_names_what_is_needed_and_nothing_fills(self, planner: User) -> None:
        client = client_of(planner)
        run = upload(client, {"export.csv": SAP})

        answer = client.post(
            f"/import/{run.pk}/columns/",
            chosen({name: heading for name, heading in WANTED.items() if name not in ("item", "customer")}),
        )

        assert answer.status_code == 422
        assert "Say what fills: Customer, Item." in answer.content.decode()
        assert not ImportSource.objects.exists()

    def test_must_be_told_what_can_be_read_both_ways(self, planner: User) -> None:
        client = client_of(planner)
        run = upload(client, {"export.csv": SAP})

        page = client.post(f"/import/{run.pk}/columns/", chosen(dates="", decimals="")).content.decode()

        assert "in which order the dates" in page
        assert "a decimal point or a decimal comma" in page

    def test_fills_a_column_with_a_constant(self, planner: User) -> None:
        client = client_of(planner)
        run = upload(client, {"export.csv": SAP})

        client.post(f"/import/{run.pk}/columns/", chosen(always={"priority": "7", "site": "S1"}))
        client.post(f"/import/{run.pk}/commit/")

        assert {line.priority for line in OrderLine.objects.exclude(line_number=2)} == {7}

    def test_lets_a_file_be_left_out_and_another_table_be_shown(self, planner: User) -> None:
        client = client_of(planner)
        run = upload(client, {"a.csv": SAP, "b.csv": SAP.replace("Bearbeiter", "Other")})

        shown = client.post(f"/import/{run.pk}/columns/", {"f0-table": "receipts", "show": "yes"})
        assert 'name="f0-column-arrives"' in shown.content.decode()
        client.post(f"/import/{run.pk}/columns/", {**chosen(), "f1-leave": "yes"})

        run.refresh_from_db()
        assert (run.state, run.ignored) == (RunState.READY, ["b.csv", "a.csv: Bearbeiter"])

    def test_reads_a_workbook_whose_numbers_are_numbers_and_whose_dates_are_dates(self, planner: User) -> None:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Tabelle1"
        sheet.append(["Kundenauftrag", "Pos.", "Debitor", "料号", "Qty.", "Wunschtermin", "Nettopreis"])
        sheet.append(["SO1", 1, "C1", "PUMP", 4, "20.01.2026", 1.234])
        sheet.append(["SO1", 2, "C1", "PUMP", 4, "20.01.2026", "1.234"])
        stored = io.BytesIO()
        book.save(stored)
        client = client_of(planner)
        run = upload(client, {"export.xlsx": stored.getvalue()})

        client.post(f"/import/{run.pk}/columns/", chosen())
        client.post(f"/import/{run.pk}/commit/")

        prices = OrderLine.objects.order_by("line_number").values_list("unit_price", flat=True)
        assert [float(price) for price in prices] == [1.234, 1234]

    def test_is_no_step_for_files_with_our_headings(self, planner: User) -> None:
        ours = "order,line,customer,item,quantity,requested_date\nSO1,1,C1,PUMP,9,2026-01-20\n"

        assert upload(client_of(planner), {"orders.csv": ours, "readme.csv": "a,b\n1,2\n"}).state == RunState.READY

    def test_is_the_uploaders_alone(self, planner: User) -> None:
        run = upload(client_of(planner), {"export.csv": SAP})
        other = client_of(given.user(Role.PLANNER, at=Site.objects.get()))

        assert other.get(f"/import/{run.pk}/columns/").status_code == 404


class TestSources:
    @pytest.fixture
    def source(self, planner: User) -> ImportSource:
        client = client_of(planner)
        run = upload(client, {"export.csv": SAP})
        client.post(f"/import/{run.pk}/columns/", chosen())
        return ImportSource.objects.get()

    def test_are_seen_renamed_changed_and_forgotten(self, planner: User, source: ImportSource) -> None:
        client, address = client_of(planner), f"/import/sources/{source.pk}/"
        assert "SAP export, orders" in client.get("/import/sources/").content.decode()
        assert "Wunschtermin" in client.get(address).content.decode()

        client.post(address, chosen(source="Bremen", always={"note": "SAP"}))
        source.refresh_from_db()
        assert (source.name, source.columns["constants"], source.columns["source"]) == (
            "Bremen", {"note": "SAP"}, "Bremen"
        )
        client.post(address, {"forget": "yes"})
        assert not ImportSource.objects.exists()
        assert upload(client, {"export.csv": SAP}).state == RunState.MAPPING

    def test_are_a_sites_own(self, source: ImportSource) -> None:
        imported({"site": "site\nS2\n"})
        other = client_of(given.user(Role.PLANNER, at=Site.objects.get(code="S2")))

        assert other.get(f"/import/sources/{source.pk}/").status_code == 404
        assert "SAP export" not in other.get("/import/sources/").content.decode()
        assert upload(other, {"export.csv": SAP}).state == RunState.MAPPING

    def test_have_names_of_their_own(self, planner: User, source: ImportSource) -> None:
        ImportSource.objects.create(site=source.site, name="Taken", table="orders", headings_hash="x")

        answer: Any = client_of(planner).post(f"/import/sources/{source.pk}/", chosen(source="Taken"))

        assert answer.status_code == 422
        source.refresh_from_db()
        assert source.name == "SAP export, orders"

    def test_are_found_whatever_the_order_and_case_of_the_headings(self, planner: User, source: ImportSource) -> None:
        head = "POS.;Kundenauftrag;Debitor;料号;Qty.;Wunschtermin;Nettopreis;Bearbeiter\n"
        swapped = head + "1;SO1;C1;PUMP;9;20.01.2026;1;x\n"

        run = upload(client_of(planner), {"other.csv": swapped})

        assert run.state != RunState.MAPPING
