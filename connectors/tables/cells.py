"""From the text of a cell to a value: numbers, dates and words as people write them, Chinese ones too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from company import typed

# What a cell means: a date, a Decimal, a str, a bool, an int, or a tuple of weekdays (0 is Monday).
Value = Any


class CellRefused(Exception):
    """A cell does not say what its column is about; `expected` is a key of `problems.EXPECTED`."""

    def __init__(self, expected: str, **numbers: object) -> None:
        """Keep what was expected, and the numbers of its sentence."""
        super().__init__(expected)
        self.expected = expected
        self.numbers = numbers


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most `most` characters, NFC, without control characters."""

    most: int
    lines: bool = False

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return the text; raises CellRefused."""
        text = unicodedata.normalize("NFC", raw).strip()
        if len(text) > self.most:
            raise CellRefused("text_length", most=self.most)
        if any(unicodedata.category(sign) == "Cc" and not (self.lines and sign in "\n\t") for sign in text):
            raise CellRefused("text_control")
        return text


def number_of(raw: str, *, decimal_comma: bool | None = False) -> Decimal:
    """
    Return the number that a text says, as people write numbers (`company.typed`): full-width digits, 1.5万, ¥ 1,200.

    `decimal_comma`: how a file sets fractions apart; None: a comma is one where it can't be a thousand's. Raises
    CellRefused for anything else: a number is never guessed.
    """
    try:
        return typed.read_number(raw, decimal_comma=decimal_comma)
    except typed.Unread:
        raise CellRefused("number") from None


@dataclass(frozen=True, slots=True)
class Number:
    """A number with at most `decimals` decimals and `digits` digits in all; more would be rounded without a word."""

    least: Decimal | None = Decimal(0)
    above: Decimal | None = None
    most: Decimal | None = None
    below: Decimal | None = None
    decimals: int = 4
    digits: int = 18

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return a Decimal; raises CellRefused."""
        number = number_of(raw, decimal_comma=decimal_comma)
        if self.least is not None and number < self.least:
            raise CellRefused("number_least", least=self.least)
        if self.above is not None and number <= self.above:
            raise CellRefused("number_above", above=self.above)
        if self.below is not None and number >= self.below:
            raise CellRefused("number_below", below=self.below)
        room = Decimal(10) ** (self.digits - self.decimals) - Decimal(1).scaleb(-self.decimals)
        most = room if self.most is None else self.most
        if number > most:
            raise CellRefused("number_most", most=most)
        if number != round(number, self.decimals):
            raise CellRefused("number_decimals", most=self.decimals)
        return number


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 32767

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return an int; raises CellRefused."""
        number = number_of(raw, decimal_comma=decimal_comma)
        if number != number.to_integral_value():
            raise CellRefused("whole_number")
        if number < self.least:
            raise CellRefused("number_least", least=self.least)
        if number > self.most:
            raise CellRefused("number_most", most=self.most)
        return int(number)


FIRST_YEAR, LAST_YEAR = 2000, 2100  # as for an order line that is typed (orders/line_values.py)


@dataclass(frozen=True, slots=True)
class Day:
    """
    A date as people write it; a time of day behind it is not read, a plan is made by the day.

    `order` decides where day and month could be either (None: refused), `near` the year of a date without one, and
    `serial` reads the day number of a spreadsheet.
    """

    order: str | None = None
    near: date | None = None
    serial: bool = False

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return a date; raises CellRefused."""
        try:
            when = typed.read_day(raw, order=self.order, near=self.near, serial=self.serial)
        except typed.Unread:
            raise CellRefused("date") from None
        if not FIRST_YEAR <= when.year <= LAST_YEAR:
            raise CellRefused("date_range")
        return when


def folded(word: str) -> str:
    """Return a word as it is compared: NFKC, no case, and one underscore for spaces, dashes and dots."""
    return re.sub(r"[\s\-_./]+", "_", unicodedata.normalize("NFKC", word).strip().casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, each with its aliases."""

    words: Mapping[str, str]

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return the word that is stored; raises CellRefused."""
        try:
            return self.words[folded(raw)]
        except KeyError:
            raise CellRefused("choice", choices=", ".join(dict.fromkeys(self.words.values()))) from None


YES = frozenset({"yes", "y", "true", "1", "x", "是", "有", "√"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "無"})


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return a bool; raises CellRefused."""
        word = folded(raw)
        if word not in YES | NO:
            raise CellRefused("yes_or_no")
        return word in YES


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHINESE_DAYS = "一二三四五六日"


def weekday_of(word: str) -> int:
    """Return 0 for Monday to 6 for Sunday; raises CellRefused."""
    word = word.removeprefix("周").removeprefix("週").removeprefix("星期").replace("天", "日")
    if word in CHINESE_DAYS and len(word) == 1:
        return CHINESE_DAYS.index(word)
    if word.isdecimal() and len(word) == 1 and 1 <= int(word) <= len(DAYS):
        return int(word) - 1
    if word[:3] in DAYS:
        return DAYS.index(word[:3])
    raise CellRefused("weekdays")


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Weekdays and ranges of them: Mon-Sat, Mon,Wed, 周一至周六, 1-5."""

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return the weekdays in order, 0 is Monday; raises CellRefused."""
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw).casefold())
        found: set[int] = set()
        for part in re.split(r"[,;、+]", text):
            ends = [weekday_of(word) for word in re.split(r"[-–~至到]", part)]
            if len(ends) > 2 or ends[0] > ends[-1]:
                raise CellRefused("weekdays")
            found.update(range(ends[0], ends[-1] + 1))
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that a rule of its own accepts."""

    expected: str
    accepts: Callable[[str], bool]
    upper: bool = False

    def read(self, raw: str, *, decimal_comma: bool) -> Value:
        """Return the text; raises CellRefused."""
        text = unicodedata.normalize("NFKC", raw).strip()
        text = text.upper() if self.upper else text
        if not self.accepts(text):
            raise CellRefused(self.expected)
        return text


def is_currency(code: str) -> bool:
    """Say whether this looks like an ISO 4217 code."""
    return re.fullmatch(r"[A-Z]{3}", code) is not None


Kind = Text | Number | Whole | Day | Choice | Flag | Weekdays | Checked
