"""Elements of ways out as people decide on them: with dates, ids, the steps of a draft, and changes of order lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from itertools import groupby
from typing import Literal

from mps.repair_question import SPLIT, Piece, Step
from mps.scheduler.horizon import Horizon
from mps.scheduler.repair_elements import (
    BuySooner,
    Element,
    Expedite,
    FixLot,
    Move,
    MoveLot,
    OtherCenter,
    Overtime,
    OwnLot,
    Relax,
)
from mps.snapshot import Snapshot
from orders.models import OrderLine

MOST_DECIMALS = 4
# More than this share of the hours of a day again is no overtime of the people who are there: it takes others.
SHIFT_SHARE = 0.5


@dataclass(frozen=True)
class Pieces:
    """
    Says elements of a snapshot's ways out. `seen` are the order lines that the asker may see, by id; `own` is the late
    one. What the plan's objective takes for a line that waits and for a lot that moves ranks ways out; nobody pays it,
    so it is no price here.
    """

    read: Snapshot
    seen: Mapping[int, OrderLine]
    own: int

    @property
    def _horizon(self) -> Horizon:
        return self.read.problem.horizon

    def of(self, elements: Sequence[Element]) -> tuple[Piece, ...]:
        """Return the elements of one way out."""
        return tuple(self._piece(one) for one in elements)

    @singledispatchmethod
    def _piece(self, element: Element) -> Piece:
        raise TypeError(f"no element of a way out: {element!r}")

    @_piece.register
    def _(self, one: Overtime) -> Piece:
        date_of = self._horizon.date_of
        return Piece(
            self._change(one), one.work_center, minutes=one.minutes, days=len(one.days), price=one.price,
            from_date=date_of(one.days[0]), to_date=date_of(one.days[-1]), steps=tuple(self._capacity(one)),
        )  # fmt: skip

    def _change(self, one: Overtime) -> Literal["overtime", "shift"]:
        """Return what the hours are called: those of a further shift where they are many."""
        centers = [center for center in self.read.problem.work_centers if center.code == one.work_center]
        shortest = [min(center.available_minutes[day] for day in one.days) for center in centers]
        return "shift" if shortest and one.minutes_per_day > SHIFT_SHARE * shortest[0] else "overtime"

    def _capacity(self, one: Overtime) -> Iterator[Step]:
        """Yield a step for each run of working days: what lies between them stays free."""
        for _gap, run in groupby(enumerate(one.days), key=lambda pair: pair[1] - pair[0]):
            days = [day for _place, day in run]
            yield {
                "kind": "capacity", "work_center_id": self.read.work_center_ids[one.work_center],
                "from": self._horizon.date_of(days[0]).isoformat(), "to": self._horizon.date_of(days[-1]).isoformat(),
                "minutes_per_day": int(one.minutes_per_day), "change": self._change(one),
            }  # fmt: skip

    @_piece.register
    def _(self, one: Expedite) -> Piece:
        is_made = any(item.made for item in self.read.problem.items if item.code == one.item)
        return Piece(
            "finish_sooner" if is_made else "expedite", one.item, one.receipt, days=one.days, price=one.price,
            to_date=self._horizon.date_of(one.day),
        )  # fmt: skip

    @_piece.register
    def _(self, one: BuySooner) -> Piece:
        return Piece(
            "buy_sooner", one.item, days=one.days, quantity=one.quantity, price=one.price,
            to_date=self._horizon.date_of(one.day), steps=(self._finishing_on(one.day, one.item, one.quantity),),
        )  # fmt: skip

    @_piece.register
    def _(self, one: OwnLot) -> Piece:
        return Piece(
            "own_lot", one.item, quantity=one.total, price=one.price, to_date=self._horizon.date_of(one.day),
            steps=(self._finishing_on(one.day, one.item, one.total),),
        )  # fmt: skip

    def _finishing_on(self, day: int, item: str, quantity: float) -> Step:
        """Return the step of a draft that says what finishes of an item on one day."""
        when = self._horizon.date_of(day).isoformat()
        return {
            "kind": "quantity", "item_id": self.read.item_ids[item], "quantity": _text(quantity), "bucket": when,
            "until": when,
        }  # fmt: skip

    @_piece.register
    def _(self, one: Move) -> Piece:
        line_id = self._line_ids[one.demand]
        line, when = self.seen.get(line_id), self._horizon.date_of(one.day)
        is_own, piece = line_id == self.own, Piece("move_part")
        if one.whole and line is not None:
            # The promise goes with the wish, where there is one: the plan holds on to the promise.
            names = ["requested_date", "promised_date"] if line.promised_date else ["requested_date"]
            piece = Piece("move", line_id=line.pk, version=line.version, values=dict.fromkeys(names, when.isoformat()))
        elif one.whole:
            piece = Piece("move")
        return Piece(
            SPLIT if is_own else piece.kind, line=str(line) if line else "", is_own=is_own, days=one.days,
            quantity=one.quantity, to_date=when, line_id=piece.line_id, version=piece.version, values=piece.values,
        )  # fmt: skip

    @_piece.register
    def _(self, one: MoveLot) -> Piece:
        return self._finishing("move_lot", one)

    @_piece.register
    def _(self, one: FixLot) -> Piece:
        return self._finishing("fix_lot", one, quantity=one.quantity)

    def _finishing(self, kind: str, one: MoveLot | FixLot, *, quantity: float = 0.0) -> Piece:
        """Return a lot that finishes on another day, and the step of a draft that says so."""
        when = self._horizon.date_of(one.day)
        step: Step = {"kind": "move", "lot_key": one.lot, "finish_date": when.isoformat()}
        return Piece(kind, one.item, one.lot, days=one.days, quantity=quantity, to_date=when, steps=(step,))

    @_piece.register
    def _(self, one: OtherCenter) -> Piece:
        step: Step = {
            "kind": "work_center", "item_id": self.read.item_ids[one.item], "step": one.step, "rule": "force",
            "work_center_id": self.read.work_center_ids[one.work_center],
        }  # fmt: skip
        return Piece(
            "other_center", one.work_center, record=one.item, quantity=float(one.step), price=one.price, steps=(step,)
        )

    @_piece.register
    def _(self, one: Relax) -> Piece:
        return Piece("relax", one.item, one.rule.value, price=one.price)

    @property
    def _line_ids(self) -> dict[str, int]:
        ids = self.read.lines.line_ids.tolist()
        return {one.key: line for one, line in zip(self.read.problem.demands, ids, strict=False)}


def _text(quantity: float) -> str:
    return f"{quantity:.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
