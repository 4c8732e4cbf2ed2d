"""Random problems that need not make sense: records that contradict each other, themselves and common sense."""

from __future__ import annotations

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

DAYS = 14
CODES = ("A", "B", "C", "D", "E", "F", "ghost")
CENTERS = ("W1", "W2", "nowhere")

nasty_numbers = st.sampled_from((0.0, 1.0, 2.5, 7.0, 60.0, 1e9, -1.0, float("nan"), float("inf")))
quantities = st.one_of(st.floats(0.1, 50.0), st.integers(1, 40).map(float), nasty_numbers)
usual_days = st.integers(-3, DAYS + 2)
codes = st.sampled_from(CODES)


@st.composite
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    """Up to six items, some with fences, lot rules that contradict each other, and stock that can't be."""
    return tuple(
        Item(
            code=code,
            made=draw(st.booleans()),
            lots_by_cost=draw(st.booleans()),
            on_hand=draw(st.one_of(st.floats(0, 20), nasty_numbers)),
            safety_stock=draw(st.sampled_from((0.0, 0.0, 5.0, 1e6, -2.0))),
            safety_time_days=draw(st.sampled_from((0, 0, 2))),
            lead_time_days=draw(st.sampled_from((0, 0, 1, 3, 99, -1))),
            lot_minimum=draw(st.sampled_from((0.0, 0.0, 4.0, 10.5))),
            lot_multiple=draw(st.sampled_from((1.0, 1.0, 0.0, 0.3, 6.0))),
            lot_maximum=draw(st.sampled_from((0.0, 0.0, 5.0, 12.0))),
            period_of_supply_days=draw(st.sampled_from((0, 1, 3, 7))),
            unit_cost=draw(st.sampled_from((0.0, 3.0))),
            frozen_days=draw(st.sampled_from((0, 0, 2, 99))),
            slushy_days=draw(st.sampled_from((0, 7))),
        )
        for code in draw(st.lists(st.sampled_from(CODES[:-1]), max_size=7))
    )


@st.composite
def work_centers(draw: st.DrawFn) -> tuple[WorkCenter, ...]:
    """Work centres without capacity, with holidays, with overtime, and with arrays of the wrong length."""
    minutes = st.lists(st.sampled_from((0.0, 60.0, 480.0)), min_size=DAYS - 1, max_size=DAYS)
    return tuple(
        WorkCenter(code, tuple(draw(minutes)), draw(st.sampled_from(((0.0,) * DAYS, (60.0,) * DAYS))), 1.5)
        for code in draw(st.lists(st.sampled_from(CENTERS[:-1]), max_size=2, unique=True))
    )


boms = st.lists(st.builds(BomLine, codes, codes, quantities, st.sampled_from((0.0, 0.0, 0.2, 1.0))), max_size=9)
alternatives = st.lists(
    st.builds(AlternativeWorkCenter, st.sampled_from(CENTERS), st.sampled_from((1.0, 1.5, 0.5, 0.0, float("nan")))),
    max_size=3,
)
routings = st.lists(
    st.builds(
        Operation,
        codes,
        st.sampled_from((10, 20)),
        st.sampled_from(CENTERS),
        quantities,
        quantities,
        alternatives=alternatives.map(tuple),
    ),
    max_size=8,
)
orders = st.builds(
    Demand,
    key=st.sampled_from([f"SO{number}" for number in range(30)]),
    item=codes,
    quantity=quantities,
    due_day=st.one_of(usual_days, st.sampled_from((-9999, 9999))),
    priority=st.integers(0, 4),
    kind=st.sampled_from(tuple(DemandKind)),
    promised=st.booleans(),
    may_split=st.booleans(),
)
receipts = st.builds(Receipt, st.sampled_from(("R1", "R2", "R3")), codes, quantities, usual_days)
firm_orders = st.builds(FirmOrder, st.sampled_from(("F1", "F2", "A-1")), codes, quantities, usual_days, usual_days)
previous_lots = st.builds(
    PreviousLot,
    st.sampled_from(("A-1", "B-7", "x")),
    codes,
    st.one_of(st.floats(1, 9), nasty_numbers),
    usual_days,
    st.one_of(st.none(), usual_days),
)
change_budgets = st.one_of(st.none(), st.builds(ChangeBudget, st.integers(-1, 3), st.integers(-1, DAYS + 2)))

senseless = st.builds(
    PlanningProblem,
    site=st.just("S"),
    horizon=st.just(horizon(DAYS)),
    items=items(),
    bom=boms.map(tuple),
    operations=routings.map(tuple),
    work_centers=work_centers(),
    demands=st.lists(orders, max_size=12).map(tuple),
    receipts=st.lists(receipts, max_size=4).map(tuple),
    firm_orders=st.lists(firm_orders, max_size=3).map(tuple),
    previous_lots=st.lists(previous_lots, max_size=4).map(tuple),
    change_budget=change_budgets,
)
