"""A sheet of orders goes out, is edited, and comes back to be looked at: nothing is written yet."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from company.models import Role, User
from connectors.order_sheet.layout import MARK
from orders.models import ChangeRequest, OrderLine
from tests import given
from tests.connectors.order_sheets import PLACES, brought, client_of, edited, exported, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    return given.order_line(date(2026, 12, 1), quantity=10, note="call first")


class TestExport:
    def test_has_the_lines_asked_for_in_that_order_as_numbers_and_dates(self, line: OrderLine) -> None:
        other = given.order_line(quantity="2.5")

        book = load_workbook(io.BytesIO(exported(client_of(given.user()), other, line)))

        rows_of: Any = book.worksheets[0].iter_rows(values_only=True)
        _head, first, second = rows_of
        assert (first[0], second[0]) == (other.order.number, line.order.number)
        assert (first[PLACES["quantity"] - 1], second[PLACES["quantity"] - 1]) == (2.5, 10)
        assert second[PLACES["requested_date"] - 1].date() == date(2026, 12, 1)

    def test_says_which_revision_it_covers(self, line: OrderLine) -> None:
        book = load_workbook(io.BytesIO(exported(client_of(given.user()), line)))

        told = " ".join(str(cell.value) for cell in book.worksheets[1]["A"])
        line.site.refresh_from_db()
        assert f"revision {line.site.order_revision}" in told
        assert "no plan yet" in told

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_has_no_formula(self, line: OrderLine, kind: str) -> None:
        OrderLine.objects.update(note='=HYPERLINK("http://evil")')

        content = exported(client_of(given.user()), line, kind=kind)

        if kind == "csv":
            assert "\"'=HYPERLINK(" in content.decode("utf-8-sig")
        else:
            assert load_workbook(io.BytesIO(content)).worksheets[0].cell(2, PLACES["note"]).data_type == "s"

    def test_leaves_out_what_one_may_not_see(self, line: OrderLine) -> None:
        foreign = given.order_line(order=given.order(customer=given.customer(territory="WEST")))
        sales = given.user(Role.SALES, territory="EAST")

        book = load_workbook(io.BytesIO(exported(client_of(sales), line, foreign)))

        assert book.worksheets[0].max_row == 1

    def test_is_refused_for_what_are_no_ids(self) -> None:
        given.site()
        answer = client_of(given.user()).post("/orders/sheet/export/", {"lines": "1,drop"})

        assert answer.status_code == 400


class TestReview:
    def review(self, line: OrderLine, *edits: tuple[str, object], by: User | None = None) -> Any:
        client = client_of(by or given.user())
        return brought(client, edited(exported(client, line), *[(0, field, value) for field, value in edits]))

    def test_of_an_untouched_sheet_shows_no_change(self, line: OrderLine) -> None:
        assert rows(self.review(line)) == []

    @pytest.mark.parametrize(
        ("field", "value", "mine"),
        [
            ("quantity", 40, "40"), ("quantity", "４０", "40"), ("requested_date", date(2027, 1, 4), "2027-01-04"),
            ("requested_date", "2027年1月4日", "2027-01-04"), ("promised_date", "2027/1/4", "2027-01-04"),
            ("quantity", "1.5万", "15000"), ("quantity", " 45,000.00\u00a0", "45000"),
            ("requested_date", "31.12.26", "2026-12-31"), ("requested_date", "十二月三十一日", "2026-12-31"),
            ("requested_date", 46388, "2027-01-01"),
            ("promised_date", "24-Dec", "2026-12-24"), ("requested_date", "5/1/2027", "2027-01-05"),
            ("priority", "2", "2"), ("note", "你好", "你好"),
        ],
    )  # fmt: skip
    def test_reads_what_people_write(self, line: OrderLine, field: str, value: object, mine: str) -> None:
        ((_label, _base, found, fate),) = rows(self.review(line, (field, value)))

        assert (found, fate) == (mine, "saved")

    def test_writes_nothing(self, line: OrderLine) -> None:
        line.site.refresh_from_db()
        revision = line.site.order_revision

        self.review(line, ("quantity", 40))

        line.refresh_from_db()
        line.site.refresh_from_db()
        assert (int(line.quantity), line.version, line.site.order_revision) == (10, 1, revision)
        assert not ChangeRequest.objects.exists()

    def test_names_a_cell_that_makes_no_sense_and_reads_the_others(self, line: OrderLine) -> None:
        answer = self.review(line, ("quantity", "many"), ("priority", 1))

        assert [mine for _label, _base, mine, _fate in rows(answer)] == ["1"]
        assert "a number, like 12.5" in answer.content.decode()

    def test_names_no_two_landmarks_alike(self, line: OrderLine) -> None:
        page = self.review(line, ("quantity", "many"), ("priority", 1)).content.decode()

        names = re.findall(r'<(?:section|[^>]*role="region")[^>]*aria-labelledby="([^"]+)"', page)
        assert "problems-head" in names
        assert len(names) == len(set(names))

    def test_says_why_a_value_would_not_be_taken(self, line: OrderLine) -> None:
        answer = self.review(line, ("priority", 12))

        assert rows(answer)[0][3] == "invalid"
        assert "from 1 to 9" in answer.content.decode()

    def test_names_rows_that_were_not_exported_or_come_twice(self, line: OrderLine) -> None:
        client = client_of(given.user())
        book = load_workbook(io.BytesIO(exported(client, line)))
        sheet = book.worksheets[0]
        sheet.append([cell.value for cell in sheet[2]])
        sheet.append(["SO-NEW", 1, 1])
        content = io.BytesIO()
        book.save(content)

        answer = brought(client, content.getvalue())

        assert [problem["line"] for problem in answer.context["problems"]] == [3, 4]

    def test_knows_the_rows_in_any_order(self, line: OrderLine) -> None:
        client, other = client_of(given.user()), given.order_line(quantity=3)
        book = load_workbook(io.BytesIO(exported(client, line, other)))
        sheet = book.worksheets[0]
        sheet.cell(3, PLACES["quantity"], 7)
        sheet.delete_rows(2)
        content = io.BytesIO()
        book.save(content)

        assert rows(brought(client, content.getvalue())) == [(str(other), "3", "7", "saved")]

    def careless(self, line: OrderLine, spoil: Any) -> Any:
        """The review of a sheet with a quantity of 40, after `spoil` has been at it."""
        client = client_of(given.user())
        book = load_workbook(io.BytesIO(edited(exported(client, line), (0, "quantity", 40))))
        spoil(book, book.worksheets[0])
        content = io.BytesIO()
        book.save(content)
        return brought(client, content.getvalue())

    def test_finds_the_lines_in_a_renamed_sheet_behind_others_under_a_title(self, line: OrderLine) -> None:
        def spoil(book: Workbook, sheet: Any) -> None:
            sheet.title = "my orders"
            sheet.insert_rows(1, 2)
            sheet.cell(1, 1, "Orders of the week")
            book.create_sheet("sums", 0).append(["sum", 40])

        assert rows(self.careless(line, spoil)) == [(str(line), "10", "40", "saved")]

    def test_says_which_columns_are_gone_and_which_were_added(self, line: OrderLine) -> None:
        def spoil(book: Workbook, sheet: Any) -> None:
            sheet.delete_cols(PLACES["note"])
            sheet.cell(1, PLACES["promised_date"], "Promise?")
            sheet.insert_cols(1)
            sheet.cell(1, 1, "mine")

        answer = self.careless(line, spoil)

        assert rows(answer) == [(str(line), "10", "40", "saved")]
        text = answer.content.decode()
        assert "The sheet has no columns Promised, Note any more: what stands there stays." in text
        assert "columns mine, Promise?." in text

    def test_refuses_a_column_that_stands_there_twice(self, line: OrderLine) -> None:
        answer = self.careless(line, lambda book, sheet: sheet.cell(1, 30, "Quantity"))

        assert answer.status_code == 422
        assert "each column once" in answer.content.decode()

    def test_names_the_column_without_which_no_line_is_known(self, line: OrderLine) -> None:
        answer = self.careless(line, lambda book, sheet: sheet.delete_cols(PLACES["delivery"]))

        assert answer.status_code == 422
        assert "a column named delivery" in answer.content.decode()

    def test_refuses_what_was_not_exported_here(self) -> None:
        given.site()
        content = io.BytesIO()
        Workbook().save(content)

        for bad in (content.getvalue(), b"order,line\n", b""):
            answer = brought(client_of(given.user()), bad)
            assert answer.status_code == 422
            assert "Expected" in answer.content.decode() or "Choose" in answer.content.decode()

    def test_refuses_another_mark(self, line: OrderLine) -> None:
        client = client_of(given.user())
        book = load_workbook(io.BytesIO(exported(client, line)))
        book["lockstep"]["A1"] = MARK + "0"
        content = io.BytesIO()
        book.save(content)

        assert brought(client, content.getvalue()).status_code == 422
