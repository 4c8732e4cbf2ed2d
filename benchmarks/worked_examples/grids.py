"""Master schedule grids: the rows of one item, as publication works them out, and the MPS where a lot rule is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from benchmarks.worked_examples.claims import Claim
from benchmarks.worked_examples.example import Example, UnknownRule
from benchmarks.worked_examples.planning import NOTHING_PLANNED, days, planned, rows_of
from benchmarks.worked_examples.rules import same_length
from mps.scheduler.forecast import net_forecast_by_bucket
from mps.scheduler.plan import Lot
from mps.scheduler.problem import Demand, DemandKind, Item, PlanningProblem, Receipt

CODE = "ITEM"
# The rows that an example may state, by their names in such files and by ours.
ROWS = {
    "pab": "projected_balance", "catp": "cumulative_atp",
    **{name: name for name in (
        "gross_requirement", "projected_balance", "mps_receipts", "mps_starts", "atp", "cumulative_atp",
        "cumulative_atp_without_look_ahead",
    )},
}  # fmt: skip
BETWEEN_CLAUSES = re.compile(r",\s*(?![^(]*\))")
CLAUSES = {
    "lot": re.compile(r"fixed order qty ([\d.]+)"),
    "safety_stock": re.compile(r"SS ([\d.]+)"),
    "fence": re.compile(r"time-fence rule C(?: \(.*\))?"),
    "planning_fence": re.compile(r"planning fence between periods \d+ and \d+"),
}


@dataclass(frozen=True, slots=True)
class LotRule:
    """A fixed lot (0: none is stated, so the MPS is given) and the stock that must stay."""

    lot: float = 0.0
    safety_stock: float = 0.0


def claims(example: Example) -> list[Claim]:
    """Recompute the rows that are stated; where a lot rule is, the MPS by it as well."""
    supplies = [key for key in ("scheduled_receipts",) if key in example]
    same_length(example, "forecast", "orders", "mps", *supplies)
    rule, problem = lot_rule(example), problem_of(example)
    receipts = example.numbers("mps")
    lots = tuple(Lot(f"MPS {day}", CODE, quantity, day, day) for day, quantity in enumerate(receipts) if quantity)
    rows = rows_of(problem, replace(NOTHING_PLANNED, lots=lots))
    found = [
        Claim(key, example.stated(key), getattr(rows, name)[0].tolist(), blank_says_nothing=key != "atp")
        for key, name in ROWS.items()
        if key in example
    ]
    if rule.lot:
        found.append(Claim("mps", receipts, scheduled(problem, rule)))
    return found


def problem_of(example: Example) -> PlanningProblem:
    """Return one item whose buckets are days; its forecast is what the orders of the same bucket leave of it."""
    forecast, orders = example.numbers("forecast"), example.numbers("orders")
    demands = [Demand(f"order {day}", CODE, n, day) for day, n in enumerate(orders) if n]
    demands += [
        Demand(f"forecast {day}", CODE, n, day, kind=DemandKind.FORECAST)
        for day, n in enumerate(net_forecast_by_bucket(forecast, orders))
        if n
    ]
    arriving = example.numbers("scheduled_receipts") if "scheduled_receipts" in example else []
    item = Item(CODE, True, on_hand=example.number("on_hand"), frozen_days=example.whole("dtf_periods", 0))
    return PlanningProblem(
        site=example.id, horizon=days(len(orders)), items=(item,), demands=tuple(demands),
        receipts=tuple(Receipt(f"receipt {day}", CODE, n, day) for day, n in enumerate(arriving) if n),
    )  # fmt: skip


def lot_rule(example: Example) -> LotRule:
    """Read the lot rule: its own fields, or the clauses of the rule's text. Raises UnknownRule for any other clause."""
    found = {"lot": example.number("lot", 0.0), "safety_stock": example.number("safety_stock", 0.0)}
    for clause in BETWEEN_CLAUSES.split(example.rule()) if "rule" in example else []:
        matches = {name: pattern.fullmatch(clause) for name, pattern in CLAUSES.items()}
        match = next(((name, one) for name, one in matches.items() if one), None)
        if match is None:
            raise UnknownRule(clause)
        if match[0] in found:
            found[match[0]] = float(match[1][1])
    return LotRule(**found)


def scheduled(problem: PlanningProblem, rule: LotRule) -> list[float]:
    """Plan the item by fixed lots and return what is received in each bucket: inside the fence for orders only."""
    (item,) = problem.items
    counted = tuple(
        demand for demand in problem.demands if demand.kind is DemandKind.ORDER or demand.due_day >= item.frozen_days
    )
    # The fence says here what counts, not when something may begin: the source's own MPS stands inside it.
    free = replace(
        item, frozen_days=0, safety_stock=rule.safety_stock,
        lot_minimum=rule.lot, lot_multiple=rule.lot, lot_maximum=rule.lot,
    )  # fmt: skip
    unplanned = replace(problem, items=(free,), demands=counted)
    received: list[float] = rows_of(unplanned, planned(unplanned)).mps_receipts[0].tolist()
    return received
