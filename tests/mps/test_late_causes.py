"""What the page of a late line says beside its causes: whose orders take the hours, as far as the reader may know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from company.models import Role, User
from mps import late_causes
from mps.late_wording import cause_words, free_words, piece_words
from mps.queries.hours_taken import FreeHours
from mps.repair_question import Cause, Piece
from mps.scheduler.explain import Holds
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

TODAY = date(2026, 1, 5)


def mill(others: int = 1) -> tuple[Plant, list[OrderLine], OrderLine]:
    """Lines of the north, due on Tuesday, take the hours that one of the south waits for, due on Wednesday."""
    shop = plant()
    north, south = given.customer("N", territory="north"), given.customer("S", territory="south")
    tuesday, wednesday = given.day("D1"), given.day("D2")
    first = [
        given.order_line(tuesday, shop.pump, shop.site, 90 // others, customer=north, priority=1, promised_date=tuesday)
        for _number in range(others)
    ]
    waits = given.order_line(
        wednesday, shop.pump, shop.site, 60, customer=south, priority=6, promised_date=wednesday
    )
    published(shop.site)
    return shop, first, waits


def told(shop: Plant, waits: OrderLine, by: User, kind: Holds = Holds.CAPACITY) -> dict[str, Any]:
    start = shop.site.horizon_start
    cause = Cause(kind, shop.center.code, start, start + timedelta(days=3), amount=600.0, free=0.0, record="")
    (found,) = late_causes.told([cause], waits, by, names=late_causes.names_at(waits.site))
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_cold")
class TestTakes:
    def test_an_order_that_takes_the_hours_is_named_with_its_page(self) -> None:
        shop, (first,), waits = mill()
        found = told(shop, waits, given.user(Role.PLANNER, at=shop.site))
        taking = found["takes"][0]
        assert taking["words"].startswith(f"{first}: 15 h (due on ")
        assert taking["words"].endswith(", priority 1)")
        assert taking["href"] == f"/orders/{first.order.number}/"

    def test_one_that_the_reader_may_not_see_has_neither_name_nor_page(self) -> None:
        shop, (first,), waits = mill()
        found = told(shop, waits, given.user(Role.SALES, at=shop.site, territory="south"))
        taking = found["takes"][0]
        assert taking["words"].startswith("an order of others: 15 h")
        assert taking["href"] == ""
        assert first.order.number not in str(found)

    def test_the_line_itself_and_hours_that_nobody_takes_are_told(self) -> None:
        shop, _first, waits = mill()
        words = [one["words"] for one in told(shop, waits, given.user(Role.PLANNER, at=shop.site))["takes"]]
        assert words[1:] == ["this line itself: 9 h"]

    def test_of_many_the_largest_are_named_and_the_others_counted(self) -> None:
        shop, _first, waits = mill(others=5)
        words = [one["words"] for one in told(shop, waits, given.user(Role.PLANNER, at=shop.site))["takes"]]
        assert sum("priority 1" in one for one in words) == late_causes.MOST_NAMED
        assert "2 other order lines: 6 h" in words

    def test_control_a_cause_that_is_of_no_hours_has_none(self) -> None:
        shop, _first, waits = mill()
        found = told(shop, waits, given.user(Role.PLANNER, at=shop.site), Holds.FENCE)
        assert found["words"]
        assert (found["notes"], found["taken"], found["takes"]) == ([], "", [])

    def test_without_a_plan_the_cause_is_told_all_the_same(self) -> None:
        shop = plant()
        waits = given.order_line("D1", shop.pump, shop.site, 1)
        found = told(shop, waits, given.user(Role.PLANNER, at=shop.site))
        assert found["words"].startswith("The work waits for")
        assert found["takes"] == []


def free(**changes: Any) -> list[str]:
    values: dict[str, Any] = {
        "early": 0.0, "parts_day": 0, "rest": 0.0, "needed": 600.0, "other": "", "other_free": 0.0, "other_needed": 0.0,
    }  # fmt: skip
    return [*free_words(FreeHours(**(values | changes)), parts=TODAY, names={}, today=TODAY)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"early": 120.0}, "2 h of the free ones are before 5 Jan, when the components for it come."),
        ({"rest": 300.0}, "5 free h are too few: the lots that it waits for take 10 h there."),
        ({"rest": 900.0, "other": "TEST", "other_needed": 60.0}, "the same lots take 1 h at TEST, where 0 h are free"),
        ({"rest": 900.0}, "The plan does not tell what keeps them"),
    ],
)
def test_why_free_hours_do_not_help_is_said_once(changes: dict[str, Any], said: str) -> None:
    (words,) = free(**changes)
    assert said in words


def test_control_of_no_free_hours_nothing_is_said() -> None:
    assert free() == []


@pytest.mark.parametrize(
    ("last", "said"), [(0, "2 h more at MACH, on 5 Jan"), (2, "2 h more at MACH, from 5 Jan to 7 Jan")]
)
def test_hours_on_one_day_are_said_to_be_on_it(last: int, said: str) -> None:
    piece = Piece("overtime", "MACH", minutes=120.0, from_date=TODAY, to_date=TODAY + timedelta(days=last))
    assert piece_words(piece, names={}, today=TODAY) == said


def test_a_further_shift_on_one_day_too() -> None:
    piece = Piece("shift", "MACH", minutes=480.0, from_date=TODAY, to_date=TODAY)
    assert piece_words(piece, names={}, today=TODAY) == "A further shift at MACH, 8 h in all, on 5 Jan"


def test_a_cause_of_one_day_is_of_that_day() -> None:
    cause = Cause(Holds.YIELDS, "MACH", TODAY, TODAY + timedelta(days=1), amount=480.0, free=60.0, record="")
    assert cause_words(cause, names={}, today=TODAY).startswith("Of the 8 h of MACH on 5 Jan, 1 h are free")
