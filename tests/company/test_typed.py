"""What people type: the same table of examples as static/src/grid/model/typed.test.ts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from company.typed import DAY_FIRST, MONTH_FIRST, Unread, order_of, read_day, read_number

EXAMPLES = json.loads((Path(__file__).parent.parent / "typed_examples.json").read_text(encoding="utf-8"))
NEAR = date(2026, 3, 10)


def name_of(example: dict[str, str]) -> str:
    return ascii(f"{example['text']} {example['order']}")


class TestNumbers:
    @pytest.mark.parametrize("example", EXAMPLES["numbers"], ids=lambda example: ascii(example["text"]))
    def test_are_read_as_people_write_them(self, example: dict[str, str]) -> None:
        assert read_number(example["text"]) == Decimal(example["value"])

    @pytest.mark.parametrize("text", EXAMPLES["not_numbers"], ids=ascii)
    def test_are_not_guessed(self, text: str) -> None:
        with pytest.raises(Unread):
            read_number(text)

    @pytest.mark.parametrize(
        ("text", "number"), [("1,500", "1.5"), ("1.234,5", "1234.5"), ("12.5", "12.5"), ("1,5万", "15000")]
    )
    def test_have_a_decimal_comma_where_it_is_known(self, text: str, number: str) -> None:
        assert read_number(text, decimal_comma=True) == Decimal(number)

    def test_have_none_where_it_is_known_not_to_be(self) -> None:
        with pytest.raises(Unread):
            read_number("1,5", decimal_comma=False)


class TestDays:
    @pytest.mark.parametrize("example", EXAMPLES["days"], ids=name_of)
    def test_are_read_as_people_write_them(self, example: dict[str, str]) -> None:
        near = date.fromisoformat(example["near"])

        assert read_day(example["text"], order=example["order"], near=near) == date.fromisoformat(example["value"])

    @pytest.mark.parametrize("text", EXAMPLES["not_days"], ids=ascii)
    @pytest.mark.parametrize("order", [DAY_FIRST, MONTH_FIRST])
    def test_are_not_guessed(self, text: str, order: str) -> None:
        with pytest.raises(Unread):
            read_day(text, order=order, near=NEAR)

    @pytest.mark.parametrize("example", EXAMPLES["days"], ids=name_of)
    def test_are_refused_where_nothing_says_which_is_meant(self, example: dict[str, str]) -> None:
        near = date.fromisoformat(example["near"])
        if "several" not in example:
            assert read_day(example["text"], near=near) == date.fromisoformat(example["value"])
            return
        with pytest.raises(Unread) as refusal:
            read_day(example["text"], near=near)
        assert date.fromisoformat(example["value"]) in refusal.value.readings
        assert len(refusal.value.readings) == 2

    @pytest.mark.parametrize("text", ["3/16", "3月16日", "W12", "16-Mar", "16.3."])
    def test_have_a_year_where_nothing_is_near(self, text: str) -> None:
        with pytest.raises(Unread):
            read_day(text, order=DAY_FIRST)

    def test_are_numbers_of_a_spreadsheet_where_that_is_asked(self) -> None:
        assert read_day("46097", serial=True) == date(2026, 3, 16)
        with pytest.raises(Unread):
            read_day("46097")


@pytest.mark.parametrize(
    ("language", "accepted", "order"),
    [
        ("en", "", DAY_FIRST), ("en", "en-GB,en;q=0.9", DAY_FIRST), ("en", "en-US,en;q=0.9", MONTH_FIRST),
        ("en", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", DAY_FIRST), ("en", "de", DAY_FIRST),
        ("zh-hans", "en-GB", MONTH_FIRST), ("zh-hant", "", MONTH_FIRST),
    ],
)  # fmt: skip
def test_the_language_says_what_comes_first(language: str, accepted: str, order: str) -> None:
    assert order_of(language, accepted) == order
