"""Files as they come: odd headers, dirty workbooks, and archives that are bombs."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from connectors.tables import archives, sheets
from connectors.tables.checking import read_rows
from connectors.tables.problems import Problem, Unreadable
from connectors.tables.sheets import SheetSet, read_files
from tests.connectors.sets import told, workbook


def read(name: str, content: bytes | str) -> SheetSet:
    return read_files([(name, content.encode() if isinstance(content, str) else content)])


def records(name: str, content: bytes | str) -> list[dict[str, object]]:
    [sheet] = read(name, content).sheets
    rows, problems, _unknown = read_rows(sheet)
    assert problems == []
    assert rows is not None
    return [record.values for record in rows.records]


def problems_of(name: str, content: bytes | str) -> list[tuple[str, int, str, str, str]]:
    found = read(name, content)
    problems: list[Problem] = list(found.problems)
    for sheet in found.sheets:
        problems += read_rows(sheet)[1]
    return told(problems)


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_is_separated_by_commas_semicolons_or_tabs(self, delimiter: str) -> None:
        text = "parent,component,quantity_per\nA,B,2\n".replace(",", delimiter)

        [line] = records("bom.csv", text)

        assert (line["parent"], line["component"], line["quantity_per"]) == ("A", "B", 2)

    def test_has_headers_in_any_case_with_aliases_in_any_order(self) -> None:
        [line] = records("BOM.CSV", "用量,Parent Item,CHILD\n2,A,B\n")

        assert (line["parent"], line["component"], line["quantity_per"]) == ("A", "B", 2)

    def test_names_the_line_in_the_file_also_after_a_note_of_several_lines(self) -> None:
        text = (
            "order,line,customer,item,quantity,requested_date,note\n"
            'SO1,1,C,P,1,2026-01-05,"two\nlines"\n\nSO1,2,C,P,none,2026-01-05,\n'
        )

        assert problems_of("orders.csv", text) == [("orders.csv", 5, "quantity", "none", "number")]

    def test_reports_every_bad_cell_of_a_row(self) -> None:
        text = "parent,component,quantity_per\n,B,x\n"

        assert problems_of("bom.csv", text) == [
            ("bom.csv", 2, "parent", "", "filled"), ("bom.csv", 2, "quantity_per", "x", "number"),
        ]

    def test_may_have_short_rows_but_not_more_cells_than_its_header(self) -> None:
        text = "parent,component,quantity_per,scrap\nA,B,1\nA,C,1,0.1,what\n"

        assert problems_of("bom.csv", text) == [("bom.csv", 3, "", "what", "width")]

    @pytest.mark.parametrize(
        ("text", "column", "expected"),
        [
            ("parent,component\nA,B\n", "quantity_per", "column"),
            ("parent,component,quantity_per,quantity\nA,B,1,1\n", "quantity_per", "column_once"),
            ("", "", "header"), ("\n\n", "", "header"), ('parent,component,quantity_per\n"A,B,1\n', "", "csv"),
        ],
    )
    def test_is_refused_as_a_whole_without_its_columns(self, text: str, column: str, expected: str) -> None:
        [(_file, _line, named, _value, told_expected)] = problems_of("bom.csv", text)

        assert (named, told_expected) == (column, expected)

    def test_is_refused_beyond_the_row_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "MOST_ROWS", 3)
        header = "parent,component,quantity_per\n"

        assert problems_of("bom.csv", header + "A,B,1\n" * 3) == []
        assert problems_of("bom.csv", header + "A,B,1\n" * 4) == [("bom.csv", 0, "", "", "rows")]

    def test_of_no_table_is_named_not_read(self) -> None:
        found = read_files([("bom.csv", b"parent,component,quantity_per\nA,B,1\n"), ("prices.csv", b"a\n1\n")])

        assert ([sheet.table.name for sheet in found.sheets], found.ignored) == (["bom"], ["prices.csv"])

    def test_of_a_table_that_is_there_already_is_refused(self) -> None:
        found = read_files([(name, b"parent,component,quantity_per\nA,B,1\n") for name in ("bom.csv", "boms.csv")])

        assert told(found.problems) == [("boms.csv", 0, "", "", "table_once")]

    def test_there_must_be_a_table_at_all(self) -> None:
        assert told(read_files([]).problems) == [("", 0, "", "", "tables")]


class TestWorkbook:
    def test_is_read_with_real_dates_numbers_and_codes_that_look_like_numbers(self) -> None:
        content = workbook({
            "Sheet1": [
                ["Order", "Line", "Customer", "Item", "Quantity", "Requested date", "may_split"],
                [1001.0, 1, 77, "P1", 0.1 + 0.2, datetime.fromisoformat("2026-01-05"), True],
                [None, None, None, None, None, None, None],
                ["SO2", 1.0, "C", 4711, 3, date(2026, 1, 6), False],
            ]
        })  # fmt: skip

        first, second = records("orders.xlsx", content)

        assert (first["order"], first["customer"], str(first["quantity"])) == ("1001", "77", "0.3")
        assert (first["requested_date"], first["may_split"]) == (date(2026, 1, 5), True)
        assert (second["item"], second["requested_date"]) == ("4711", date(2026, 1, 6))

    def test_names_lines_as_excel_does_and_shows_error_cells(self) -> None:
        content = workbook({"x": [["parent", "component", "quantity_per"], [], ["A", "B", "#N/A"], ["", " ", None]]})

        assert problems_of("bom.xlsx", content) == [("bom.xlsx", 3, "quantity_per", "#N/A", "number")]

    def test_of_another_name_gives_the_sheets_that_are_named_after_tables(self) -> None:
        bom: list[list[object]] = [["parent", "component", "quantity_per"], ["A", "B", 1]]
        content = workbook({"物料清单": bom, "Remarks": [["hello"]], "stock": [["item", "quantity"], ["A", 1]]})

        found = read("everything.xlsx", content)

        assert [(sheet.table.name, sheet.file) for sheet in found.sheets] == [
            ("bom", "everything.xlsx[物料清单]"), ("stock", "everything.xlsx[stock]"),
        ]

    @pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0 old xls"])
    def test_that_is_none_is_refused(self, content: bytes) -> None:
        [(_file, _line, _column, _value, expected)] = problems_of("bom.xlsx", content)

        assert expected == "xlsx"

    def test_with_entities_in_its_xml_is_refused(self) -> None:
        content = replaced(
            workbook({"bom": [["parent", "component", "quantity_per"], ["A", "B", 1]]}), "xl/worksheets/sheet1.xml",
            lambda xml: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + xml.split(b"?>")[-1],
        )

        assert problems_of("bom.xlsx", content) == [("bom.xlsx", 0, "", "", "xlsx")]

    def test_far_too_wide_is_refused(self) -> None:
        content = workbook({"bom": [["parent", "component", "quantity_per"], ["A", "B", 1, *[1] * 300]]})

        assert problems_of("bom.xlsx", content) == [("bom.xlsx", 0, "", "", "columns")]


def replaced(content: bytes, entry: str, change: object) -> bytes:
    """Return an archive with one entry changed."""
    assert callable(change)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == entry else data)
    return buffer.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


class TestArchive:
    def test_gives_its_tables_by_their_plain_names(self) -> None:
        content = archive({
            "set/bom.csv": b"b", "../../items.csv": b"i", "set\\site.csv": b"s", "readme.txt": b"r",
            "__MACOSX/._bom.csv": b"x", "~$orders.xlsx": b"lock",
        })  # fmt: skip

        assert list(archives.unpack("set.zip", content)) == [("bom.csv", b"b"), ("items.csv", b"i"), ("site.csv", b"s")]

    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            ({"bom.csv": b"0" * 2_000_000}, "archive_ratio"),
            ({f"{number}.csv": b"x" for number in range(201)}, "archive_entries"),
            ({"inner.zip": archive({"bom.csv": b"x"})}, "archive_nested"),
        ],
    )
    def test_that_is_a_bomb_is_refused(self, entries: dict[str, bytes], expected: str) -> None:
        with pytest.raises(Unreadable) as refusal:
            list(archives.unpack("set.zip", archive(entries)))

        assert refusal.value.problem.expected == expected

    def test_that_grows_beyond_the_limit_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", 1000)

        with pytest.raises(Unreadable) as refusal:
            list(archives.unpack("set.zip", archive({"bom.csv": bytes(range(200)) * 6})))

        assert refusal.value.problem.expected == "archive_size"

    def test_whose_directory_lies_about_sizes_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", 100_000)
        honest = archive({"bom.csv": bytes(1_000_000)})
        lying = honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        assert lying != honest

        with pytest.raises(Unreadable):
            list(archives.unpack("set.zip", lying))

    def test_a_workbook_that_is_a_bomb_never_reaches_the_workbook_reader(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def opened(*_args: object, **_values: object) -> None:
            raise AssertionError("the workbook was opened")

        monkeypatch.setattr("openpyxl.load_workbook", opened)
        bomb = archive({"xl/worksheets/sheet1.xml": b"<row/>" * 1_000_000})

        assert problems_of("bom.xlsx", bomb) == [("bom.xlsx", 0, "", str(6_000_000 // len(bomb)), "archive_ratio")]
