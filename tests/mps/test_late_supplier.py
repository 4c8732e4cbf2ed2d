"""What the page of a late line asks of the supplier: only what can help, and who may change the receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from company.models import Role, User
from materials.models import ItemSite, ScheduledReceipt, StockBalance
from mps import late_causes, late_supplier
from mps.queries.causes import lateness_in
from mps.repair_question import Piece, Pushed, RepairAnswer, Way
from mps.wording import short_date
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

NOT_OURS = "No step of ours has it there in time"


def waiting(quantity: int = 20) -> tuple[Plant, OrderLine, int]:
    """Pumps due on Tuesday need casings, which come on Friday."""
    shop = plant()
    StockBalance.objects.filter(item=shop.casing).update(quantity=0)
    ItemSite.objects.filter(item=shop.casing).update(lead_time_days=60)
    ScheduledReceipt.objects.create(
        site=shop.site, item=shop.casing, document="PO-7", line=1, quantity=100, due_date=given.day("D4")
    )
    tuesday = given.day("D1")
    line = given.order_line(tuesday, shop.pump, shop.site, quantity, promised_date=tuesday)
    return shop, line, published(shop.site).pk


def told(line: OrderLine, plan_id: int, by: User, answer: RepairAnswer | None = None) -> dict[str, Any]:
    found = late_supplier.told(lateness_in(plan_id, line.key), line, by, answer, names=late_causes.names_at(line.site))
    assert found is not None
    return found


def pushed(line: OrderLine, plan_id: int, *, in_time: bool, breaks: int = 0) -> Pushed:
    late = lateness_in(plan_id, line.key)
    assert late is not None
    assert late.waits is not None
    day = line.site.horizon_start + timedelta(days=1)
    ready = day if in_time else day + timedelta(days=4)
    return Pushed(late.waits.item, late.waits.record, day, 3, ready, in_time, breaks)


def answer(*kinds: str, finished: bool = True, sooner: Pushed | None = None) -> RepairAnswer:
    ways = (Way(tuple(Piece(kind) for kind in kinds), 0.0, given.START, (), 0),) if kinds else ()
    return RepairAnswer(is_late=True, finished=finished, ways=ways, pushed=(sooner,) if sooner else ())


def test_it_says_before_any_search_what_to_ask_for_and_where_the_receipt_is_changed() -> None:
    shop, line, plan_id = waiting()
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site))
    assert found["is_first"]
    assert shop.casing.code in found["words"]
    assert "PO-7/1" in found["words"]
    assert found["wish"].startswith("Ask the supplier for at least 20 by ")
    assert found["place"]["href"] == "/import/"
    assert (found["nothing"], found["sooner"]) == ("", [])


def test_who_may_not_change_it_is_told_who_may() -> None:
    shop, line, plan_id = waiting()
    place = told(line, plan_id, given.user(Role.SALES, at=shop.site))["place"]
    assert place["href"] == ""
    assert str(Role.PLANNER.label) in place["who"]


@pytest.mark.parametrize(
    ("kinds", "finished", "is_said"),
    [
        ((), True, True),
        (("expedite",), True, True),
        (("overtime", "expedite"), True, True),
        (("overtime",), True, False),
        ((), False, False),
    ],
)
def test_that_no_step_of_ours_helps_is_said_only_where_the_search_has_ended_so(
    kinds: tuple[str, ...], finished: bool, is_said: bool
) -> None:
    shop, line, plan_id = waiting()
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site), answer(*kinds, finished=finished))
    assert found["nothing"].startswith(NOT_OURS) is is_said


def test_nothing_is_asked_of_the_supplier_that_is_proven_not_to_help() -> None:
    shop, line, plan_id = waiting()
    late = answer(sooner=pushed(line, plan_id, in_time=False))
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site), late)
    assert found["wish"] == "To have it sooner is not enough."
    assert not found["is_enough"]
    assert [words.endswith("still late.") for words in found["sooner"]] == [True]


def test_where_only_a_day_too_late_was_tried_nothing_is_said_to_be_not_enough() -> None:
    shop, line, plan_id = waiting()
    half = replace(pushed(line, plan_id, in_time=False), to_date=given.START + timedelta(days=3), days=1)
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site), answer(finished=False, sooner=half))
    assert found["wish"].startswith("Ask the supplier for at least 20 by ")


@pytest.mark.parametrize(("breaks", "said"), [(0, "in time."), (2, "but the promises of 2 other lines break.")])
def test_control_what_is_proven_to_help_is_asked_with_what_it_gives(breaks: int, said: str) -> None:
    shop, line, plan_id = waiting()
    helps = answer(sooner=pushed(line, plan_id, in_time=True, breaks=breaks))
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site), helps)
    assert found["wish"].startswith("Ask the supplier for it by ")
    assert found["is_enough"]
    assert found["sooner"][0].startswith("If it comes 3 days sooner, on ")
    assert found["sooner"][0].endswith(said)


def test_it_is_asked_for_by_the_last_day_that_helps_and_why_the_line_does_not_wait_for_it_is_said() -> None:
    """What comes on Thursday lets others wait: the line takes on Tuesday what is there."""
    shop, line, plan_id = waiting()
    whole = pushed(line, plan_id, in_time=True)
    thursday = replace(whole, to_date=given.START + timedelta(days=3), days=1)
    both = RepairAnswer(is_late=True, pushed=(thursday, whole))
    found = told(line, plan_id, given.user(Role.PLANNER, at=shop.site), both)
    assert found["wish"] == f"Ask the supplier for it by {short_date(thursday.to_date, given.START)}: that is enough."
    assert [words.endswith("it takes what is there, and others wait.") for words in found["sooner"]] == [True, False]


def test_control_a_line_that_waits_for_no_supplier_asks_nothing() -> None:
    shop = plant()
    line = given.order_line(given.day("D1"), shop.pump, shop.site, 300, promised_date=given.day("D1"))
    late = lateness_in(published(shop.site).pk, line.key)
    assert late is not None
    assert late_supplier.told(late, line, given.user(Role.PLANNER, at=shop.site), names={}) is None
