"""Every promise is verified against every plan: whether it is kept, and a notice to who made it where that changes."""

from __future__ import annotations

from datetime import date

from django.db import connection

from mps.models import Plan

# A promise that the plan does not know yet, or whose line a person has changed since, waits for its own plan.
VERIFY = """
WITH judged AS (
    SELECT promise.id, outlook.planned_date, line.promised_date, CASE
        WHEN line.promised_date < %(today)s THEN 'broken'
        WHEN outlook.status IN ('late', 'not_planned') THEN 'at_risk'
        ELSE 'safe' END AS assurance
    FROM orders_promise AS promise
    JOIN orders_orderline AS line ON line.id = promise.line_id
    JOIN orders_lineoutlook AS outlook ON outlook.line_id = line.id
    WHERE promise.site_id = %(site)s AND promise.state IN ('held', 'confirmed') AND promise.revision <= %(revision)s
        AND outlook.line_version = line.version
    ORDER BY promise.id
), changed AS (
    UPDATE orders_promise AS promise SET assurance = judged.assurance
    FROM judged WHERE judged.id = promise.id AND judged.assurance <> promise.assurance
    RETURNING promise.id, judged.assurance, judged.planned_date, judged.promised_date
)
INSERT INTO orders_promiseevent (promise_id, kind, at, channel, why, before, after, plan_id)
SELECT id, assurance, clock_timestamp(), 'plan', 'plan', jsonb_build_object('date', promised_date),
    jsonb_build_object('planned', planned_date), %(plan)s
FROM changed ORDER BY id
"""


def verify(plan: Plan, *, today: date) -> None:
    """
    Say of each promise of the plan's site whether the plan keeps it, and write an event where that is new.

    In the transaction of the publication, after the outlooks. The promises themselves stay as they are.
    """
    known = {"site": plan.site_id, "revision": plan.revision, "plan": plan.pk}
    with connection.cursor() as cursor:
        cursor.execute(VERIFY, {**known, "today": today})
