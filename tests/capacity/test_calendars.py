"""Working time: pure functions, no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given as generated
from hypothesis import strategies as st

from capacity.calendars import WorkingDays, WorkingTime, days_of_added_time, has_holidays, minutes_by_day
from capacity.models import validate_holiday_country

MONDAY = date(2026, 1, 5)
FIVE_DAYS = (480, 480, 480, 480, 480, 0, 0)
WEEKS = WorkingDays(start_date=MONDAY, works=[True] * 5 + [False] * 2 + [True] * 5 + [False] * 2)


class TestMinutesByDay:
    def test_follow_the_week(self) -> None:
        minutes = minutes_by_day(WorkingTime(FIVE_DAYS), start_date=MONDAY, day_count=8)

        assert minutes == [480, 480, 480, 480, 480, 0, 0, 480]

    def test_are_none_on_a_public_holiday(self) -> None:
        chinese = WorkingTime(FIVE_DAYS, holiday_country="CN")

        assert minutes_by_day(chinese, start_date=date(2026, 10, 1), day_count=1) == [0]

    def test_of_a_make_up_day_beat_the_holiday_and_the_weekend(self) -> None:
        saturday = date(2026, 1, 10)
        working = WorkingTime(FIVE_DAYS, special_minutes={saturday: 300})

        assert minutes_by_day(working, start_date=saturday, day_count=2) == [300, 0]

    def test_of_an_unknown_country_are_refused(self) -> None:
        with pytest.raises(NotImplementedError):
            minutes_by_day(WorkingTime(FIVE_DAYS, holiday_country="XX"), start_date=MONDAY, day_count=1)


class TestHolidays:
    @pytest.mark.parametrize("country", ["CN", "DE", "DE-BY"])
    def test_of_a_country_or_a_part_of_it_are_known(self, country: str) -> None:
        assert has_holidays(country)
        validate_holiday_country(country)

    @pytest.mark.parametrize("country", ["XX", "DE-XX", "de", "Germany", "registry", ""])
    def test_of_anything_else_are_refused_before_a_plan_has_to_be_made_with_it(self, country: str) -> None:
        assert not has_holidays(country)
        with pytest.raises(ValidationError):
            validate_holiday_country(country)


class TestAddedTime:
    """Monday to Friday, and the 6th of January is a holiday."""

    week = WorkingTime((480,) * 5 + (0, 0), special_minutes={date(2026, 1, 6): 0})

    def days(self, *spans: tuple[int, int]) -> list[list[int]]:
        dates = [(date(2026, 1, first), date(2026, 1, last)) for first, last in spans]
        return [[day.day for day in own] for own in days_of_added_time(self.week, dates)]

    def test_is_of_the_days_that_are_worked_neither_weekends_nor_holidays(self) -> None:
        assert self.days((5, 18)) == [[5, 7, 8, 9, 12, 13, 14, 15, 16]]

    @pytest.mark.parametrize(("span", "days"), [((10, 10), [10]), ((10, 11), [10, 11]), ((6, 6), [6])])
    def test_is_of_all_days_where_none_of_them_is(self, span: tuple[int, int], days: list[int]) -> None:
        assert self.days(span) == [days]

    def test_counts_on_a_saturday_that_another_span_has_opened(self) -> None:
        assert self.days((9, 12), (10, 10)) == [[9, 10, 12], [10]]

    def test_of_nothing_is_nothing(self) -> None:
        assert self.days() == []


class TestWorkingDays:
    def test_a_sunday_means_the_friday_before_it(self) -> None:
        assert WEEKS.on_or_before(date(2026, 1, 11)) == date(2026, 1, 9)

    def test_a_working_day_means_itself(self) -> None:
        assert WEEKS.on_or_before(date(2026, 1, 7)) == date(2026, 1, 7)

    def test_a_date_outside_what_is_known_means_itself(self) -> None:
        assert WEEKS.on_or_before(date(2027, 1, 3)) == date(2027, 1, 3)

    @pytest.mark.parametrize(("day", "working"), [(9, 9), (10, 12), (11, 12), (12, 12), (17, 17)])
    def test_a_day_off_is_followed_by_a_working_day(self, day: int, working: int) -> None:
        assert WEEKS.on_or_after(date(2026, 1, day)) == date(2026, 1, working)

    def test_are_numbered_from_any_day(self) -> None:
        assert WEEKS.numbers(start_date=date(2026, 1, 8), day_count=6) == (0, 1, 4, 5)

    def test_a_weekend_does_not_count_between_two_days(self) -> None:
        assert WEEKS.between(date(2026, 1, 9), date(2026, 1, 12)) == 1

    def test_count_backwards_as_negative(self) -> None:
        assert WEEKS.between(date(2026, 1, 12), date(2026, 1, 9)) == -1

    @generated(st.lists(st.integers(-40, 60), min_size=3, max_size=3))
    def test_add_up_over_any_day_between(self, numbers: list[int]) -> None:
        first, middle, last = (MONDAY + timedelta(days=number) for number in sorted(numbers))

        assert WEEKS.between(first, last) == WEEKS.between(first, middle) + WEEKS.between(middle, last)
        assert 0 <= WEEKS.between(first, last) <= (last - first).days
