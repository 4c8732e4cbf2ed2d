"""What people write in cells, and what is not guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.tables.cells import CellRefused, Day, Flag, Number, Text, Weekdays, Whole, number_of
from connectors.tables.words import MADE_OR_BOUGHT


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("12.5", "12.5"), (" 1,234 ", "1234"), ("1,234,567.25", "1234567.25"), ("１２．５", "12.5"), ("−3", "-3"),
            ("1.5e2", "150"), (".5", "0.5"), ("+7", "7"),
        ],
    )
    def test_are_read_as_they_are_written(self, text: str, number: str) -> None:
        assert number_of(text) == Decimal(number)

    @pytest.mark.parametrize("text", ["1,5", "1,23", "12,34,567", "abc", "#N/A", "1 2", "--1", "0x10", "1_000", "NaN"])
    def test_are_not_guessed(self, text: str) -> None:
        with pytest.raises(CellRefused) as refusal:
            number_of(text)

        assert refusal.value.expected == "number"

    @pytest.mark.parametrize(("text", "number"), [("1,5", "1.5"), ("1.234,5", "1234.5"), ("12.5", "12.5")])
    def test_have_a_decimal_comma_where_the_file_separates_by_semicolons(self, text: str, number: str) -> None:
        assert number_of(text, decimal_comma=True) == Decimal(number)

    @pytest.mark.parametrize(
        ("kind", "text", "expected"),
        [
            (Number(), "-1", "number_least"), (Number(above=Decimal(0)), "0", "number_above"),
            (Number(below=Decimal(1)), "1", "number_below"), (Number(), "0.00005", "number_decimals"),
            (Number(), "1e15", "number_most"), (Whole(), "1.5", "whole_number"), (Whole(1, 9), "0", "number_least"),
            (Whole(1, 9), "10", "number_most"),
        ],
    )
    def test_keep_their_bounds_and_are_never_rounded(self, kind: Number | Whole, text: str, expected: str) -> None:
        with pytest.raises(CellRefused) as refusal:
            kind.read(text, decimal_comma=False)

        assert refusal.value.expected == expected


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-01-05", "2026/1/5", "20260105", "2026年1月5日", "2026.01.05", "２０２６年１月５日",
            "2026-01-05 00:00", "2026-01-05T08:30:00",
        ],
    )
    def test_are_read_with_the_year_first(self, text: str) -> None:
        assert Day().read(text, decimal_comma=False) == date(2026, 1, 5)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("05/01/2026", "date"), ("1/5/26", "date"), ("2026-02-30", "date"), ("2026-13-01", "date"),
            ("46027", "date"), ("tomorrow", "date"), ("1899-12-30", "date_range"),
        ],
    )
    def test_are_not_guessed(self, text: str, expected: str) -> None:
        with pytest.raises(CellRefused) as refusal:
            Day().read(text, decimal_comma=False)

        assert refusal.value.expected == expected


class TestWords:
    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("Mon-Sat", (0, 1, 2, 3, 4, 5)), ("mon, wed,FRI", (0, 2, 4)), ("1-5", (0, 1, 2, 3, 4)),
            ("周一至周六", (0, 1, 2, 3, 4, 5)), ("星期一、星期日", (0, 6)), ("Sunday", (6,)),
        ],
    )
    def test_weekdays_are_named_and_ranged(self, text: str, days: tuple[int, ...]) -> None:
        assert Weekdays().read(text, decimal_comma=False) == days

    @pytest.mark.parametrize("text", ["Sat-Mon", "8", "Mon-Tue-Wed", "weekend", "周"])
    def test_weekdays_are_not_guessed(self, text: str) -> None:
        with pytest.raises(CellRefused):
            Weekdays().read(text, decimal_comma=False)

    def test_made_and_bought_are_understood_in_both_scripts(self) -> None:
        words = {word: MADE_OR_BOUGHT.read(word, decimal_comma=False) for word in ("Make", "自制", "外購", "BUY")}

        assert words == {"Make": "make", "自制": "make", "外購": "buy", "BUY": "buy"}

    def test_yes_and_no_are_understood_and_nothing_else(self) -> None:
        said = {word: Flag().read(word, decimal_comma=False) for word in ("Yes", "是", "0", "否")}

        assert said == {"Yes": True, "是": True, "0": False, "否": False}
        with pytest.raises(CellRefused):
            Flag().read("maybe", decimal_comma=False)

    def test_a_text_is_refused_with_control_characters_or_beyond_its_length(self) -> None:
        for text, expected in (("a\x00b", "text_control"), ("a\nb", "text_control"), ("x" * 65, "text_length")):
            with pytest.raises(CellRefused) as refusal:
                Text(64).read(text, decimal_comma=False)
            assert refusal.value.expected == expected
        assert Text(64, lines=True).read("a\nb", decimal_comma=False) == "a\nb"
