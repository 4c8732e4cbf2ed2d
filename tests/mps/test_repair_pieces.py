"""Elements of ways out as people decide on them: steps of a draft, changes of lines, and no name that is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.utils.translation import override

from mps.late_wording import apart_words, hand_words, piece_words
from mps.repair_pieces import Pieces
from mps.repair_question import Piece
from mps.scheduler.problem import Demand, Item, PlanningProblem
from mps.scheduler.repair_elements import (
    BuySooner,
    Element,
    Expedite,
    LotRule,
    Move,
    MoveLot,
    OtherCenter,
    Overtime,
    OwnLot,
    Relax,
)
from mps.snapshot import Snapshot
from orders.models import OrderLine, SalesOrder
from tests.scheduler.given import horizon
from tests.scheduler.given import line as work_line

TODAY = date(2026, 1, 5)  # the Monday on which the horizon of these tests begins
OWN, OTHER = 11, 12


def pieces(**seen: Any) -> Pieces:
    demands = (Demand("A/1/1", "BIKE", 5.0, 3), Demand("B/1/1", "BIKE", 8.0, 2))
    made = (Item("BIKE", made=True), Item("WHEEL", made=False))
    problem = PlanningProblem(site="S", horizon=horizon(), items=made, demands=demands)

    class Lines:
        line_ids = np.array([OWN, OTHER])

    read = Snapshot(1, 1, problem, None, Lines(), {"BIKE": 7, "WHEEL": 8}, {"LINE": 3})  # type: ignore[arg-type]
    return Pieces(read, seen.get("seen", {}), OWN)


def line(**values: Any) -> OrderLine:
    order = SalesOrder(pk=1, number="B")
    return OrderLine(pk=OTHER, version=4, order=order, line_number=1, requested_date=TODAY, **values)


def test_overtime_is_a_step_for_each_run_of_working_days() -> None:
    (piece,) = pieces().of([Overtime("LINE", (3, 4, 7), 40.0, 60.0)])
    assert [(step["from"], step["to"], step["minutes_per_day"]) for step in piece.steps] == [
        ("2026-01-08", "2026-01-09", 40), ("2026-01-12", "2026-01-12", 40),
    ]  # fmt: skip
    assert {step["work_center_id"] for step in piece.steps} == {3}
    assert piece.minutes == 120.0


def test_hours_beyond_half_of_a_day_are_those_of_a_further_shift() -> None:
    asked = pieces()
    problem = replace(asked.read.problem, work_centers=(work_line(480.0),))
    asked = replace(asked, read=replace(asked.read, problem=problem))
    found = asked.of([Overtime("LINE", (3,), 240.0, 60.0), Overtime("LINE", (3,), 241.0, 60.0)])
    assert [piece.kind for piece in found] == ["overtime", "shift"]
    assert [step["change"] for piece in found for step in piece.steps] == ["overtime", "shift"]
    assert "further shift" in piece_words(found[1], names={}, today=TODAY)


def test_a_move_of_a_whole_line_is_a_change_of_its_dates_at_the_version_seen() -> None:
    move = Move("B/1/1", 8.0, whole=True, day=4, days=2, price=1.0)
    (piece,) = pieces(seen={OTHER: line(promised_date=TODAY)}).of([move])
    assert (piece.line_id, piece.version) == (OTHER, 4)
    assert piece.values == {"requested_date": "2026-01-09", "promised_date": "2026-01-09"}
    (unpromised,) = pieces(seen={OTHER: line()}).of([move])
    assert unpromised.values == {"requested_date": "2026-01-09"}


def test_a_line_that_the_asker_may_not_see_has_no_name_and_no_change() -> None:
    (piece,) = pieces().of([Move("B/1/1", 8.0, whole=True, day=4, days=2, price=1.0)])
    assert (piece.line, piece.line_id, piece.values) == ("", None, {})
    with override("en"):
        assert piece_words(piece, names={}, today=TODAY) == "Deliver an order of others on 9 Jan"


def test_a_part_of_a_line_is_moved_by_hand() -> None:
    (piece,) = pieces(seen={OTHER: line()}).of([Move("B/1/1", 2.0, whole=False, day=4, days=2, price=1.0)])
    assert (piece.kind, piece.values, piece.steps) == ("move_part", {}, ())
    (own,) = pieces().of([Move("A/1/1", 2.0, whole=False, day=4, days=1, price=1.0)])
    assert own.kind == "split"


def test_what_the_objective_takes_for_waiting_is_no_price_but_said_in_words() -> None:
    lateness = 822_400.0
    waits: list[Element] = [
        Move("A/1/1", 2.0, whole=False, day=4, days=1, price=lateness),
        Move("B/1/1", 8.0, whole=True, day=4, days=2, price=lateness),
        MoveLot("BIKE-1", "BIKE", 3, 2, lateness),
    ]
    found = pieces(seen={OTHER: line()}).of([*waits, Overtime("LINE", (3,), 40.0, 60.0)])
    assert [piece.price for piece in found] == [0.0, 0.0, 0.0, 60.0]
    with override("en"):
        assert [apart_words(piece) for piece in found] == [
            "2 stay late: 1 day later",
            "2 days later",
            "2 days later",
            "",
        ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("buy_sooner", "supplier"), ("expedite", "supplier"), ("finish_sooner", "shop floor"), ("split", "customer")],
)
def test_what_is_done_by_hand_says_with_whom(kind: str, words: str) -> None:
    with override("en"):
        assert words in hand_words(Piece(kind))


def test_what_a_rule_of_steering_refuses_says_why() -> None:
    with override("en"):
        assert "inside the frozen fence" in hand_words(Piece("own_lot", refused="It starts inside the frozen fence."))


def test_a_lot_is_the_quantity_of_its_one_day() -> None:
    (piece,) = pieces().of([OwnLot("BIKE", 4.0, 6.0, 2, 3, (3, 3), 9.0)])
    (step,) = piece.steps
    assert (step["item_id"], step["quantity"], step["bucket"], step["until"]) == (7, "6", "2026-01-08", "2026-01-08")


@pytest.mark.parametrize(
    ("element", "steps", "words"),
    [
        (Expedite("PO", "WHEEL", 3, 2, 9.0), (), "Get the receipt PO of WHEEL on 8 Jan"),
        (BuySooner("WHEEL", 4.0, 3, 2, 9.0), ("quantity",), "Order 4 of WHEEL today and get them on 8 Jan"),
        (MoveLot("BIKE-1", "BIKE", 3, 2, 5.0), ("move",),
         "Finish the firm lot BIKE-1 of BIKE on 8 Jan: who waits for it can wait so long"),
        (OtherCenter("BIKE", 10, "LINE", 0.0), ("work_center",), "Do step 10 of BIKE at LINE"),
        (Expedite("WO", "BIKE", 3, 2, 9.0), (), "Finish the work order WO of BIKE on 8 Jan"),
        (OwnLot("BIKE", 4.0, 6.0, 2, 3, (3, 3), 0.0), ("quantity",),
         "Finish 6 of BIKE on 8 Jan, whatever its lot rules say"),
        (Relax("BIKE", LotRule.MINIMUM, 0.0), (), "Make BIKE below its minimum lot"),
    ],
)  # fmt: skip
def test_each_kind_has_its_step_and_its_words(element: Element, steps: tuple[str, ...], words: str) -> None:
    (piece,) = pieces().of([element])
    assert tuple(step["kind"] for step in piece.steps) == steps
    with override("en"):
        assert piece_words(piece, names={}, today=TODAY) == words
