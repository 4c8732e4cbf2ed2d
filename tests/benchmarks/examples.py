"""Worked examples of our own, one for each kind and rule that the published file knows; worked out by hand."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "mps_grids": [
        {
            "id": "by lots of 40", "on_hand": 30, "lot": 40,
            "forecast": [20, 20, 20, 20], "orders": [25, 10, 5, 0], "mps": [0, 40, 0, 40],
            "pab": [5, 25, 5, 25], "atp": [5, 25, None, 40],
        },
        {
            "id": "inside a fence of two", "rule": "fixed order qty 50, SS 5", "dtf_periods": 2, "on_hand": 40,
            "forecast": [30, 30, 30, 30], "orders": [20, 10, 15, 60], "mps": [0, 0, 50, 50],
            "pab": [20, 10, 30, 20], "atp": [10, None, 25, 0], "catp": [10, 10, 35, 35],
        },
        {
            "id": "every row", "on_hand": 10, "forecast": [8, 8, 8], "orders": [4, 12, 0], "mps": [0, 20, 0],
            "scheduled_receipts": [3, 0, 0], "gross_requirement": [8, 12, 8], "projected_balance": [5, 13, 5],
            "mps_receipts": [0, 20, 0], "mps_starts": [0, 20, 0], "atp": [9, 8, None],
            "cumulative_atp": [9, 17, 17], "cumulative_atp_without_look_ahead": [9, 17, 17],
        },
    ],
    "oracle_atp_rules": [
        {"id": "period", "rule": "period", "supply": [5, 3, 4], "demand": [2, 5, 1], "atp": [3, -2, 3]},
        {"id": "backward", "rule": "backward", "supply": [5, 3, 4], "demand": [2, 5, 1], "atp": [1, 0, 3]},
        {"id": "on", "rule": "backward+accumulate", "supply": [5, 3, 4], "demand": [2, 5, 1], "atp": [1, 1, 4]},
    ],
    "forecast_consumption": [
        {"id": "own", "rule": "same_bucket", "forecast": [9, 9], "orders": [4, 12], "net_forecast": [5, 0]},
        {
            "id": "spill", "rule": "backward_then_forward", "forecast": [9, 9, 9], "orders": [4, 16, 0],
            "net_forecast": [0, 0, 7], "intermediate": {"first": [5, 9, 9], "second": [0, 0, 7]},
        },
        {
            "id": "key", "rule": "percent_key", "forecast": [8, 8], "orders": [0, 0], "percent": [100, 25],
            "net_forecast": [0, 6],
        },
    ],
    "rccp": [
        {
            "id": "two presses", "mps": [30, 70], "hours_per_unit": {"small": 0.5, "large": 2},
            "capacity": {"small": 24, "large": 120}, "load": {"small": [15, 35], "large": [60, 140]},
            "utilisation_pct": {"small": [62.5, 145.8], "large": [50, 116.7]},
        },
    ],
    "cpof": [
        {
            "id": "factors", "qty": [10, 20], "hours": [3, 1], "total_hours": 50, "historic_share": [0.7, 0.3],
            "load": [35, 15],
        },
    ],
    "odoo_replenish": [
        {"id": "cut", "start": 20, "forecast": 60, "safety_stock": 5, "min": 10, "max": 30, "raw": 45, "suggest": 30},
        {"id": "raised", "start": 20, "forecast": 18, "safety_stock": 5, "min": 10, "max": 30, "raw": 3, "suggest": 10},
        {"id": "none", "start": 90, "forecast": 18, "safety_stock": 5, "min": 10, "max": 30, "raw": -67, "suggest": 0},
    ],
    "lead_time": [
        {"id": "exactly a day", "qty": 48, "minutes_each": 30, "buffer_days": 0, "lead_days": 1},
        {"id": "with a buffer", "qty": 100, "minutes_each": 30, "buffer_days": 2, "lead_days": 5},
    ],
    "multilevel_netting": [
        {
            "id": "chairs", "demand": {"chair": 10}, "bom": {"chair": {"leg": 4}, "leg": {"wood": 2}},
            "on_hand": {"leg": 6}, "open_make": {"leg": 8}, "open_make_component_need": {"wood": 16},
            "open_buy": {"wood": 20}, "plan": {"chair": 10, "leg": 26, "wood": 48},
        },
    ],
    "lead_chain": [
        {
            "id": "chain", "promise_day": 30, "sales_security": 2, "mfg_lead": 5, "mfg_security": 1,
            "purchase_security": 0, "vendor_lead": 7,
            "days": {"deliver": 28, "mfg_start": 22, "receive": 22, "order_components": 15},
        },
    ],
    "priority_allocation": [
        {
            "id": "ranks", "in_stock": 5, "expected": 4, "orders_by_rank": [5, 3, 2],
            "status": ["In stock", "Expected", "Not available"], "split": [[5, 0], [0, 3], [0, 1]],
        },
    ],
}  # fmt: skip
# What an example states as its answer; every other number is given.
ANSWERS = frozenset({
    "pab", "atp", "catp", "gross_requirement", "projected_balance", "mps_receipts", "mps_starts", "cumulative_atp",
    "cumulative_atp_without_look_ahead", "net_forecast", "intermediate", "load", "utilisation_pct", "total_hours",
    "raw", "suggest", "lead_days", "plan", "open_make_component_need", "days", "status", "split",
})  # fmt: skip
