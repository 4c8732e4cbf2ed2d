"""
Numbers and days as people type and paste them: full-width signs, Chinese numerals, thousands, day or month first.

The grid reads the same in a browser (static/src/grid/model/date.ts and number.ts); the tests of both read
tests/typed_examples.json. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
# A year of two digits is one near the day that is meant anyway; further off, another order is.
FARTHEST_SHORT_YEAR = 9
CENTURY = 2000
SERIAL_EPOCH = date(1899, 12, 30)  # spreadsheets count days from here


class Unread(ValueError):
    """The text is no number, or no day. `readings`: it could be several days, and nothing says which."""

    def __init__(self, text: str, readings: Sequence[date] = ()) -> None:
        """Keep the text and the days that it could mean."""
        super().__init__(text)
        self.readings = tuple(readings)


SPACES = re.compile(r"[\s\u200b\u200e\u200f\u2060\ufeff]+")
QUOTES = "\"'`´‘’“”„«»"
DASHES = re.compile("[\u2010-\u2015\u2212]")


LONGEST = 80  # characters: more is neither a number nor a day, and costs time to read


def cleaned(text: str) -> str:
    """Return a text in half-width signs, without quotes around it and without what can't be seen."""
    if len(text) > LONGEST:
        raise Unread(text[:LONGEST])
    plain = SPACES.sub(" ", DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    return plain.strip().strip(QUOTES).strip()


CURRENCY = r"(?:(?:US|HK|NT|RMB|CN)?[$€£¥₩₹]|USD|EUR|GBP|CNY|RMB|HKD|TWD|JPY|元|圆|圓|円)"
MONEY = re.compile(rf"([+-]?) ?{CURRENCY} ?|(?<=[\d万萬千亿億k]) ?{CURRENCY}$", re.IGNORECASE)
APART = re.compile(r"(?<!\d)\d{1,3}(?:[ '’]\d{3})+(?!\d)")
COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
DOTS = re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})")
DOTS_OR_COMMA = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?")
COMMA = re.compile(r"[+-]?\d+,\d+")
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
TIMES = re.compile(r"(.*\d) ?(k|千|百万|百萬|千万|千萬|万|萬|亿|億)", re.IGNORECASE)
TIMES_BY = {"k": 3, "千": 3, "万": 4, "萬": 4, "百万": 6, "百萬": 6, "千万": 7, "千萬": 7, "亿": 8, "億": 8}


def read_number(text: str, *, decimal_comma: bool | None = None) -> Decimal:
    """
    Return the number that a text says: `45,000.00`, `¥1,200`, `1.5万`, `１２０`, `1 200`, `(40)`, `1,5`.

    `decimal_comma` says how the fraction of every number is set apart; None: by a point, and by a comma where it can't
    be a thousand's. Raises Unread for anything else.
    """
    plain = MONEY.sub(r"\1", cleaned(text), count=1)
    plain = APART.sub(lambda found: re.sub(r"[ '’]", "", found[0]), plain)
    plain = re.sub(r"^\((.+)\)$", r"-\1", plain)
    plain = re.sub(r"^([+-]) ", r"\1", re.sub(r"^([^+-].*)-$", r"-\1", plain))
    times = TIMES.fullmatch(plain)
    number = _literal(times[1] if times else plain, decimal_comma=decimal_comma)
    if number is None:
        raise Unread(text)
    return number.scaleb(TIMES_BY[times[2].lower()]) if times else number


def _literal(text: str, *, decimal_comma: bool | None) -> Decimal | None:
    if decimal_comma and DOTS_OR_COMMA.fullmatch(text) and ("," in text or DOTS.fullmatch(text)):
        text = text.replace(".", "").replace(",", ".")
    elif COMMAS.fullmatch(text):
        text = text.replace(",", "")
    elif decimal_comma is None and DOTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif decimal_comma is None and COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return Decimal(text) if PLAIN.fullmatch(text) else None


WEEKDAY = re.compile(
    r"[ ,]*\(?(?:(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\)?[ ,]*",
    re.IGNORECASE,
)
CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[ap]m))?$", re.IGNORECASE)
NUMERALS = re.compile("[〇○零一二三四五六七八九十]+")
YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号號]?\.?|(\d{4})(\d{2})(\d{2})")
YEAR_LAST = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})\.?")
SHORT_CHINESE = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号號]?")
MONTH_DAY = re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]?")
TWO = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2})\.?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3})[a-z]*\.?(?:[ ,-]*(\d{4}|\d{2}))?", re.IGNORECASE)
NAMED_FIRST = re.compile(r"([a-z]{3})[a-z]*\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:[ ,-]+(\d{4}))?", re.IGNORECASE)
WEEK = re.compile(r"(?:(\d{4})[-/ ]?)?(?:W|WK|KW|CW|week|第) ?(\d{1,2})[周週]?", re.IGNORECASE)
SERIAL = re.compile(r"\d{5}(\.\d+)?")


def read_day(text: str, *, order: str | None = None, near: date | None = None, serial: bool = False) -> date:
    """
    Return the day that a text says: `31/12/2026`, `31.12.2026`, `9.3.27`, `三月九日`, `3月9号`, `16-Mar`, `W12`.

    `order` decides between day and month where both ways are days; None: such a text is refused. A text without a year
    means the day nearest to `near`; None: it is refused. `serial`: five digits are the day number of a spreadsheet.
    Raises Unread, with the days it could be where they are several.
    """
    plain = NUMERALS.sub(_arabic, CLOCK.sub("", WEEKDAY.sub("", cleaned(text))))
    if serial and SERIAL.fullmatch(plain):
        return SERIAL_EPOCH + timedelta(days=int(plain.split(".")[0]))
    readings = list(dict.fromkeys(_readings(plain, order, near)))
    if not readings or (len(readings) > 1 and order is None):
        raise Unread(text, readings)
    return readings[0]


def is_week(text: str) -> bool:
    """Return whether a text names a week rather than a day: `W49`, `2026-W49`, `第49周`."""
    return WEEK.fullmatch(cleaned(text)) is not None


def order_of(language: str, accepted: str = "") -> str:
    """
    Return in which order who reads this language writes day and month; `accepted` is what the browser asks for.

    Chinese puts the month first, and so does English where the browser is American before all else; others the day.
    """
    american = language.lower().startswith("en") and re.match(r"\s*en-us\b", accepted, re.IGNORECASE)
    return MONTH_FIRST if american or language.lower().startswith("zh") else DAY_FIRST


def _arabic(found: re.Match[str]) -> str:
    """Return a Chinese numeral in digits: 二〇二六, 十二, 三十一."""
    digits = re.sub("[〇○零]", "0", found[0])
    digits = re.sub("[一二三四五六七八九]", lambda sign: str(int(unicodedata.numeric(sign[0]))), digits)
    tens = re.fullmatch(r"(\d?)十(\d?)", digits)
    return f"{tens[1] or '1'}{tens[2] or '0'}" if tens else digits


def _readings(text: str, order: str | None, near: date | None) -> Iterator[date]:
    """Yield the days that a text can mean, the likeliest first."""
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = [int(part) for part in found.groups() if part]
        yield from _day(year, month, day)
    elif found := SHORT_CHINESE.fullmatch(text):
        yield from _day(CENTURY + int(found[1]), int(found[2]), int(found[3]))
    elif found := YEAR_LAST.fullmatch(text):
        yield from _year_last(found, order, near)
    elif found := WEEK.fullmatch(text):
        yield from _week(found, near)
    elif found := NAMED.fullmatch(text):
        yield from _named(found[2], found[1], found[3], near)
    elif found := NAMED_FIRST.fullmatch(text):
        yield from _named(found[1], found[2], found[3], near)
    elif near:
        yield from _without_year(text, order, near)


def _without_year(text: str, order: str | None, near: date) -> Iterator[date]:
    if found := MONTH_DAY.fullmatch(text):
        yield from _nearest(int(found[1]), int(found[2]), near)
    elif found := TWO.fullmatch(text):
        for month, day in _month_and_day(int(found[1]), int(found[3]), found[2], order):
            yield from _nearest(month, day, near)


def _year_last(found: re.Match[str], order: str | None, near: date | None) -> Iterator[date]:
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    is_short = len(found[4]) == 2
    days = [
        reading
        for month, day in _month_and_day(first, second, found[2], order)
        for reading in _day(last + (CENTURY if is_short else 0), month, day)
    ]
    if is_short:
        days += _day(CENTURY + first, second, last)
    yield from (day for day in days if not is_short or near is None or abs(day.year - near.year) <= FARTHEST_SHORT_YEAR)


def _month_and_day(first: int, second: int, sign: str, order: str | None) -> list[tuple[int, int]]:
    # Dots are written between day and month, never the other way round.
    if sign == ".":
        return [(second, first)]
    return [(first, second), (second, first)] if order == MONTH_FIRST else [(second, first), (first, second)]


def _named(name: str, day: str, year: str | None, near: date | None) -> Iterator[date]:
    if name.lower() not in MONTHS:
        return
    month = MONTHS.index(name.lower()) + 1
    if year:
        yield from _day(int(year) + (CENTURY if len(year) == 2 else 0), month, int(day))
    elif near:
        yield from _nearest(month, int(day), near)


def _week(found: re.Match[str], near: date | None) -> Iterator[date]:
    number = int(found[2])
    if found[1]:
        yield from _monday(int(found[1]), number)
    elif near:
        mondays = [day for year in (near.year, near.year + 1, near.year - 1) for day in _monday(year, number)]
        if mondays:
            yield min(mondays, key=lambda monday: abs(monday - near))


def _monday(year: int, week: int) -> list[date]:
    """Return the Monday of an ISO week; none where the year has no such week."""
    try:
        return [date.fromisocalendar(year, week, 1)]
    except ValueError:
        return []


def _nearest(month: int, day: int, near: date) -> Iterator[date]:
    found = [reading for year in (near.year, near.year + 1, near.year - 1) for reading in _day(year, month, day)]
    if found:
        yield min(found, key=lambda reading: abs(reading - near))


def _day(year: int, month: int, day: int) -> list[date]:
    """Return the day; none where the calendar has no such day."""
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
