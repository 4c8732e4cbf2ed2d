"""The outlook of each order line, and promised dates where there are none yet. Only what changed is written."""

from __future__ import annotations

from typing import Any

from django.db import connection

from mps.publish.content import Content, LineFate
from mps.publish.tables import copy

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS mps_stage_outlook (
    line_id bigint, version int, planned_date date, promised_date date, newly_promised boolean, slack_days int, status text
) ON COMMIT DELETE ROWS
"""
# A line that a person deleted since the snapshot has no outlook to write.
RECORD = """
INSERT INTO orders_lineoutlook AS outlook (line_id, planned_date, slack_days, status, plan_id, revision)
SELECT stage.line_id, stage.planned_date, stage.slack_days, stage.status, %(plan)s, %(revision)s
FROM mps_stage_outlook AS stage JOIN orders_orderline AS line ON line.id = stage.line_id
LEFT JOIN orders_lineoutlook AS known ON known.line_id = stage.line_id
WHERE (known.planned_date, known.slack_days, known.status)
    IS DISTINCT FROM (stage.planned_date, stage.slack_days, stage.status::varchar)
ON CONFLICT (line_id) DO UPDATE SET planned_date = excluded.planned_date, slack_days = excluded.slack_days,
    status = excluded.status, plan_id = excluded.plan_id, revision = excluded.revision
"""
FORGET = """
DELETE FROM orders_lineoutlook AS outlook USING orders_orderline AS line
WHERE line.id = outlook.line_id AND line.site_id = %(site)s
  AND NOT EXISTS (SELECT 1 FROM mps_stage_outlook AS stage WHERE stage.line_id = outlook.line_id)
"""
# In the order of the ids, as every other writer locks lines. A line that was edited since the snapshot waits for its
# own plan: a date may only be promised for the quantity that was planned.
PROMISE = """
WITH line AS (
    SELECT line.id, stage.promised_date FROM orders_orderline AS line
    JOIN mps_stage_outlook AS stage ON stage.line_id = line.id
    WHERE stage.newly_promised AND line.promised_date IS NULL AND line.version = stage.version
    ORDER BY line.id FOR UPDATE OF line
)
UPDATE orders_orderline SET promised_date = line.promised_date FROM line WHERE orders_orderline.id = line.id
"""
COLUMNS = ("line_id", "version", "planned_date", "promised_date", "newly_promised", "slack_days", "status")
NULL = "\\N"


def record(content: Content, *, plan_id: int) -> None:
    """Write the outlooks that changed, forget those of lines no longer open, and promise what was not promised yet."""
    parameters = {"plan": plan_id, "revision": content.snapshot.revision, "site": content.snapshot.site_id}
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy(cursor, "mps_stage_outlook", COLUMNS, (_line(fate) for fate in content.fates))
        cursor.execute("ANALYZE mps_stage_outlook")
        cursor.execute(RECORD, parameters)
        cursor.execute(FORGET, parameters)
        if any(fate.newly_promised for fate in content.fates):
            cursor.execute(PROMISE, parameters)


def _line(fate: LineFate) -> str:
    values: tuple[Any, ...] = (
        fate.line_id, fate.version, fate.planned_date, fate.promised_date, fate.newly_promised, fate.slack_days,
        fate.status.value,
    )  # fmt: skip
    return "\t".join(NULL if value is None else str(value) for value in values)
