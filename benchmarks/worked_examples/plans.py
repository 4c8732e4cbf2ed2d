"""Examples that are small plants: they go through the production solve, and what is stated is read off the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.worked_examples.claims import Claim, claims_on, decimals_of
from benchmarks.worked_examples.example import Example, Unusable, as_number, as_table
from benchmarks.worked_examples.planning import NOTHING_PLANNED, days, planned, rows_of
from mps.scheduler.availability import covers
from mps.scheduler.columns import Index
from mps.scheduler.netting import split
from mps.scheduler.network import network_of
from mps.scheduler.plan import LotStatus
from mps.scheduler.problem import BomLine, Demand, FirmOrder, Item, Operation, PlanningProblem, Receipt, WorkCenter
from mps.scheduler.rough_cut import (
    ScheduledLot,
    bill_of_resources,
    rough_cut_load,
    scheduled_items,
    utilisation_shares,
)
from mps.scheduler.rows import load_rows_of_index
from mps.scheduler.validate import accept, lot_limits

MINUTES_IN_AN_HOUR = 60.0
PERCENT = 100.0
# Lead times that the examples state in days are calendar days of 24 hours.
MINUTES_IN_A_DAY = 1_440.0
# Days of an example's calendar start here, so that a chain of lead times never reaches back into the past.
PLENTY_OF_DAYS = 400


def capacity_bill(example: Example) -> list[Claim]:
    """
    Load the master schedule on the key resources: firm orders, which may overload them, a bucket each.

    The load is that of the bill of resources, the utilisation that of the plan: with one level both are the same.
    """
    hours, capacity = example.numbers_by_name("hours_per_unit"), example.numbers_by_name("capacity")
    if hours.keys() != capacity.keys():
        raise Unusable("hours_per_unit and capacity do not name the same resources")
    quantities = example.numbers("mps")
    horizon = days(len(quantities))
    none = (0.0,) * horizon.day_count
    problem = PlanningProblem(
        site=example.id,
        horizon=horizon,
        items=(Item("UNIT", True, lot_multiple=0.0),),
        operations=tuple(
            Operation("UNIT", step, name, 0.0, per_unit * MINUTES_IN_AN_HOUR)
            for step, (name, per_unit) in enumerate(hours.items(), start=1)
        ),
        work_centers=tuple(
            WorkCenter(name, (available * MINUTES_IN_AN_HOUR,) * horizon.day_count, none)
            for name, available in capacity.items()
        ),
        firm_orders=tuple(FirmOrder(f"MPS {day}", "UNIT", n, day, day) for day, n in enumerate(quantities) if n),
    )
    index, plan = Index(problem, accept(problem)), planned(problem)
    rows = load_rows_of_index(index, plan)
    network = network_of(index)
    bills = bill_of_resources(network, scheduled_items(network), np.zeros(len(network.items)))
    asked = rough_cut_load(network, bills, [ScheduledLot(0, lot.quantity, lot.finish_day) for lot in plan.lots])
    load = dict(zip(rows.work_centers, (asked / MINUTES_IN_AN_HOUR).tolist(), strict=True))
    shares = utilisation_shares(rows.load_minutes, rows.available_minutes)
    percents = dict(zip(rows.work_centers, (shares * PERCENT).tolist(), strict=True))
    return [
        replace(claim, decimals=max(1, decimals_of(claim.stated))) if claim.where == "utilisation_pct" else claim
        for claim in claims_on(example, load=load, utilisation_pct=percents)
    ]


def replenishment(example: Example) -> list[Claim]:
    """
    Net one period's forecast against stock and safety stock, and let the lot rules have the shortage.

    `raw` is what the balance lacks of the safety stock when nothing is planned; `suggest` is the first lot that the
    minimum and maximum make of it. We would plan what the maximum leaves over as a second lot; the source waits.
    """
    item = Item(
        "ITEM", True, on_hand=example.number("start"), safety_stock=example.number("safety_stock"),
        lot_minimum=example.number("min"), lot_maximum=example.number("max"), lot_multiple=0.0,
    )  # fmt: skip
    wanted = example.number("forecast")
    demands = (Demand("forecast", "ITEM", wanted, due_day=0),) if wanted else ()
    problem = PlanningProblem(site=example.id, horizon=days(1), items=(item,), demands=demands)
    balance = float(rows_of(problem, NOTHING_PLANNED).projected_balance[0, 0])
    raw = item.safety_stock - balance
    suggested = split(raw, item, lot_limits(item))[0] if raw > 0 else 0.0
    return claims_on(example, raw=raw, suggest=suggested)


def lead_time(example: Example) -> list[Claim]:
    """Make a lot on a work centre that runs day and night; it leads from its start to the end of its due day."""
    due = PLENTY_OF_DAYS - 1
    all_day, none = (MINUTES_IN_A_DAY,) * PLENTY_OF_DAYS, (0.0,) * PLENTY_OF_DAYS
    problem = PlanningProblem(
        site=example.id,
        horizon=days(PLENTY_OF_DAYS),
        items=(Item("ITEM", True, safety_time_days=example.whole("buffer_days"), lot_multiple=0.0),),
        operations=(Operation("ITEM", 10, "CENTRE", 0.0, example.number("minutes_each")),),
        work_centers=(WorkCenter("CENTRE", all_day, none),),
        demands=(Demand("order", "ITEM", example.number("qty"), due),),
    )
    (lot,) = planned(problem).lots
    return claims_on(example, lead_days=due + 1 - lot.start_day)


def netting(example: Example) -> list[Claim]:
    """Net demand through the levels against stock and open orders, which come before it and are carried forward."""
    bill = {
        (parent, component): as_number(f"bom.{parent}.{component}", per)
        for parent, row in example.table("bom").items()
        for component, per in as_table(f"bom.{parent}", row).items()
    }
    made, wanted = {parent for parent, _ in bill}, example.numbers_by_name("demand")
    codes = sorted({*made, *(component for _, component in bill), *wanted})
    stock, jobs = example.numbers_by_name("on_hand"), example.numbers_by_name("open_make")
    bought = example.numbers_by_name("open_buy")
    problem = PlanningProblem(
        site=example.id,
        horizon=days(10),
        items=tuple(Item(code, code in made, stock.get(code, 0.0), lot_multiple=0.0) for code in codes),
        bom=tuple(BomLine(parent, component, per) for (parent, component), per in bill.items()),
        demands=tuple(Demand(f"order {code}", code, n, 9) for code, n in wanted.items()),
        receipts=tuple(Receipt(f"purchase {code}", code, n, 1) for code, n in bought.items() if n),
        firm_orders=tuple(FirmOrder(f"job {code}", code, n, 2, 3) for code, n in jobs.items() if n),
    )
    plan = planned(problem)
    firm = replace(plan, lots=tuple(lot for lot in plan.lots if lot.status is LotStatus.FIRM))
    rows = rows_of(problem, firm)
    needed = dict(zip(rows.items, rows.dependent_requirement.sum(axis=1).tolist(), strict=True))
    new = dict.fromkeys(codes, 0.0)
    for lot in plan.lots:
        new[lot.item] += lot.quantity if lot.status is LotStatus.PLANNED else 0.0
    return claims_on(example, open_make_component_need=needed, plan=new)


def lead_chain(example: Example) -> list[Claim]:
    """
    Go back from a promise through making and buying: lead times in calendar days, security as safety time.

    An order is wanted so many days of sales security before its promise: there the master schedule requires it.
    The source counts in mornings: a bought lot, ordered and received in the evening of our days, is the morning after.
    """
    bought = Item(
        "PART", False, lead_time_days=example.whole("vendor_lead"),
        safety_time_days=example.whole("purchase_security"),
    )  # fmt: skip
    made = Item("ITEM", True, lead_time_days=example.whole("mfg_lead"), safety_time_days=example.whole("mfg_security"))
    deliver = PLENTY_OF_DAYS + example.whole("promise_day") - example.whole("sales_security")
    problem = PlanningProblem(
        site=example.id, horizon=days(deliver + 1), items=(made, bought), bom=(BomLine("ITEM", "PART", 1.0),),
        demands=(Demand("order", "ITEM", 1.0, deliver),),
    )  # fmt: skip
    plan = planned(problem)
    lots = {lot.item: lot for lot in plan.lots}
    required = rows_of(problem, plan).orders[problem.items.index(made)]
    found = {
        "deliver": int(required.argmax()), "mfg_start": lots["ITEM"].start_day,
        "receive": lots["PART"].finish_day + 1, "order_components": lots["PART"].start_day + 1,
    }  # fmt: skip
    by_calendar = {name: day - PLENTY_OF_DAYS for name, day in found.items()}
    return claims_on(example, days=by_calendar)


def allocation(example: Example) -> list[Claim]:
    """Give stock and what is expected to orders by rank; nothing new can come inside the horizon."""
    ranked, expected = example.numbers("orders_by_rank"), example.number("expected")
    horizon = days(2)
    problem = PlanningProblem(
        site=example.id,
        horizon=horizon,
        items=(Item("ITEM", False, on_hand=example.number("in_stock"), lead_time_days=horizon.day_count),),
        demands=tuple(Demand(f"{rank}", "ITEM", n, 0, priority=rank) for rank, n in enumerate(ranked, start=1)),
        receipts=(Receipt("expected", "ITEM", expected, 1),) if expected else (),
    )
    found = covers(problem, planned(problem))
    words = [cover.availability.replace("_", " ").capitalize() for cover in found]
    return claims_on(example, status=words, split=[[cover.from_stock, cover.from_receipts] for cover in found])
