"""Small random plants that make sense: a few items and levels, work centres that are about full, and orders."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from mps.scheduler.problem import (
    AlternativeWorkCenter,
    BomLine,
    ChangeBudget,
    Demand,
    DemandKind,
    FirmOrder,
    Item,
    Operation,
    PlanningProblem,
    PreviousLot,
    Receipt,
    WorkCenter,
)
from tests.scheduler.given import horizon

DAYS = 12
CENTERS = ("W1", "W2")
quantities = st.one_of(st.integers(1, 30).map(float), st.floats(0.1, 20.0))
days = st.integers(-2, DAYS - 1)


def _item(code: str, made: bool) -> st.SearchStrategy[Item]:
    return st.builds(
        Item,
        code=st.just(code),
        made=st.just(made),
        on_hand=st.sampled_from((0.0, 0.0, 3.0, 12.5)),
        safety_stock=st.sampled_from((0.0, 0.0, 0.0, 4.0)),
        safety_time_days=st.sampled_from((0, 0, 0, 2)),
        lead_time_days=st.sampled_from((0, 0, 1, 2, 4)),
        lot_minimum=st.sampled_from((0.0, 0.0, 4.0)),
        lot_multiple=st.sampled_from((1.0, 1.0, 0.0, 2.5)),
        lot_maximum=st.sampled_from((0.0, 0.0, 10.0)),
        period_of_supply_days=st.sampled_from((1, 0, 3)),
        lots_by_cost=st.booleans(),
        unit_cost=st.sampled_from((0.0, 3.0)),
        frozen_days=st.sampled_from((0, 0, 0, 2)),
        slushy_days=st.sampled_from((0, 7)),
    )


def _operation(code: str, step: int) -> st.SearchStrategy[Operation]:
    others = st.builds(AlternativeWorkCenter, st.sampled_from(CENTERS), st.sampled_from((1.0, 0.5, 1.5)))
    return st.builds(
        Operation,
        item=st.just(code),
        step=st.just(step),
        work_center=st.sampled_from(CENTERS),
        setup_minutes=st.sampled_from((0.0, 5.0, 30.0)),
        run_minutes_per_unit=st.sampled_from((1.0, 0.0, 7.3)),
        setup_cost=st.sampled_from((0.0, 20.0)),
        alternatives=st.lists(others, max_size=1).map(tuple),
    )


def _work_center(code: str) -> st.SearchStrategy[WorkCenter]:
    minutes = st.sampled_from((60.0, 20.0, 200.0))
    days_off = st.sets(st.integers(0, DAYS - 1), max_size=4)
    available = st.tuples(minutes, days_off).map(
        lambda it: tuple(0.0 if day in it[1] else it[0] for day in range(DAYS))
    )
    overtime = st.sampled_from((0.0, 0.0, 30.0)).map(lambda each: (each,) * DAYS)
    return st.builds(WorkCenter, st.just(code), available, overtime, st.sampled_from((0.0, 1.5)))


def _demand(number: int, codes: Sequence[str]) -> st.SearchStrategy[Demand]:
    return st.builds(
        Demand,
        key=st.just(f"SO{number}"),
        item=st.sampled_from(codes),
        quantity=quantities,
        due_day=days,
        priority=st.integers(1, 3),
        kind=st.sampled_from((DemandKind.ORDER, DemandKind.ORDER, DemandKind.FORECAST)),
        promised=st.booleans(),
        may_split=st.booleans(),
    )


@st.composite
def _small_plants(draw: st.DrawFn) -> PlanningProblem:
    count = draw(st.integers(2, 6))
    codes = [f"I{number}" for number in range(count)]
    made = codes[: draw(st.integers(1, count - 1))]
    pairs = [(parent, child) for place, parent in enumerate(made) for child in codes[place + 1 :]]
    scrap = st.sampled_from((0.0, 0.0, 0.2))
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=6, unique=True))
    budget = st.builds(ChangeBudget, st.integers(0, 3), st.integers(0, DAYS))
    firm = st.builds(FirmOrder, st.just("F1"), st.sampled_from(codes), quantities, days, st.integers(0, DAYS - 1))
    last = [
        st.builds(PreviousLot, st.just(f"{code}-1"), st.just(code), quantities, st.integers(0, DAYS - 1))
        for code in codes[:3]
    ]
    return PlanningProblem(
        site="S",
        horizon=horizon(DAYS),
        items=tuple(draw(_item(code, code in made)) for code in codes),
        bom=tuple(BomLine(*pair, draw(st.sampled_from((1.0, 2.0, 0.5))), draw(scrap)) for pair in chosen),
        operations=tuple(
            draw(_operation(code, 10 * step)) for code in made for step in range(1, draw(st.integers(2, 3)))
        ),
        work_centers=tuple(draw(_work_center(code)) for code in CENTERS),
        demands=tuple(draw(_demand(number, codes)) for number in range(draw(st.integers(1, 8)))),
        receipts=tuple(
            draw(st.lists(st.builds(Receipt, st.just("R"), st.sampled_from(codes), quantities, days), max_size=2))
        ),
        firm_orders=tuple(draw(st.lists(firm, max_size=1))),
        previous_lots=tuple(draw(st.lists(st.sampled_from(last).flatmap(lambda one: one), max_size=3))),
        change_budget=draw(st.one_of(st.none(), st.none(), budget)),
    )


small_plants = _small_plants()
