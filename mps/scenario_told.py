"""A scenario beside the plan that is, as plain data."""

from __future__ import annotations

from typing import Any

from mps.scenario_compare import LINES_SHOWN, Compared


def comparison_of(found: Compared) -> dict[str, Any]:
    """Return one scenario beside the plan beside which it stands, as `ScenarioComparisonSerializer` describes it."""
    lines = found.lines
    return {
        "plan_id": found.current.pk,
        "figures": [{"figure": row.label, "now": row.now, "value": row.values[0].value} for row in found.figures],
        "line_count": len(lines),
        "lines": [
            {
                "order_line": row.line.pk if row.line else None, "name": row.name, "before": row.now,
                "after": one.day if one else None, "breaks": bool(one and one.breaks),
            }
            for row in lines[:LINES_SHOWN] for one in row.values[:1]
        ],
        "loads": [
            {
                "work_center": row.code, "percent_now": row.now.percent, "percent": one.percent,
                "overtime": one.overtime, "more": one.more,
            }
            for row in found.loads for one in row.values[:1]
        ],
        "lot_count": len(found.lots),
        "lots": [
            {
                "fate": lot.fate, "item": lot.item,
                "quantity_before": lot.before.quantity if lot.before else None,
                "finish_before": lot.before.finish_date if lot.before else None,
                "quantity_after": lot.after.quantity if lot.after else None,
                "finish_after": lot.after.finish_date if lot.after else None,
            }
            for lot in found.lots_shown
        ],
    }  # fmt: skip

