"""Published worked examples, recomputed by the planning core: `RECOMPUTED` says which kind by which function."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.worked_examples import grids, plans, rules
from benchmarks.worked_examples.claims import Claim
from benchmarks.worked_examples.example import Example

# A kind is the name of a list in the file. Every function returns what the example states beside what we get.
RECOMPUTED: dict[str, Callable[[Example], list[Claim]]] = {
    "mps_grids": grids.claims,
    "oracle_atp_rules": rules.atp,
    "forecast_consumption": rules.forecast,
    "cpof": rules.overall_factors,
    "rccp": plans.capacity_bill,
    "odoo_replenish": plans.replenishment,
    "lead_time": plans.lead_time,
    "multilevel_netting": plans.netting,
    "lead_chain": plans.lead_chain,
    "priority_allocation": plans.allocation,
}
