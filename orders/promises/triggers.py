"""
What the database does when a promised line changes: it moves the promise with it, and writes down what happened.

By triggers, as the history: whoever changes the line, by whatever way, can't change a promise silently.
"""

from __future__ import annotations

import pgtrigger

# Who did it, how and why, as `pghistory.context` has it; every event has a reason, be it the way that it came by.
# Two statements: one that calls the function does not see the row that it makes.
_CONTEXT = """
context := _pgh_attach_context();
SELECT metadata INTO told FROM pghistory_context WHERE id = context;
"""
_TOLD = [("context", "uuid"), ("told", "jsonb")]
_DECLARED = [
    *_TOLD, ("promise", "orders_promise%ROWTYPE"), ("next_state", "text"),
    ("was", "jsonb := '{}'"), ("is_now", "jsonb := '{}'"),
]  # fmt: skip
_INSERT = """
INSERT INTO orders_promiseevent (promise_id, kind, at, by_id, channel, why, before, after, plan_id, seen_at)
VALUES ({promise}.id, {kind}, clock_timestamp(), (told ->> 'user')::bigint, left(coalesce(told ->> 'channel', ''), 32),
    left(coalesce(nullif(trim(told ->> 'why'), ''), nullif(told ->> 'channel', ''), 'database'), 500),
    {before}, {after}, {plan},
    CASE WHEN (told ->> 'user')::bigint = {promise}.made_by_id THEN clock_timestamp() END);
"""
_FOLLOWING = """
SELECT * INTO promise FROM orders_promise WHERE line_id = NEW.id FOR UPDATE;
IF NOT FOUND THEN RETURN NULL; END IF;
{context}
next_state := CASE
    WHEN NEW.status = 'held' THEN 'held'
    WHEN NEW.status = 'cancelled' AND OLD.status = 'held' AND promise.held_until <= clock_timestamp() THEN 'expired'
    WHEN NEW.status IN ('cancelled', 'quote') THEN 'cancelled'
    WHEN NEW.status = 'closed' AND NEW.shipped_quantity = 0 THEN 'cancelled'
    WHEN NEW.status IN ('shipped', 'closed') THEN 'shipped'
    ELSE 'confirmed' END;
IF OLD.promised_date IS DISTINCT FROM NEW.promised_date THEN
    was := was || jsonb_build_object('date', OLD.promised_date);
    is_now := is_now || jsonb_build_object('date', NEW.promised_date);
END IF;
IF OLD.quantity <> NEW.quantity THEN
    was := was || jsonb_build_object('quantity', OLD.quantity);
    is_now := is_now || jsonb_build_object('quantity', NEW.quantity);
END IF;
IF next_state = promise.state AND is_now = '{{}}' THEN RETURN NULL; END IF;
{write}
IF next_state <> promise.state THEN
    UPDATE orders_promise SET state = next_state, held_until = CASE WHEN next_state = 'held' THEN held_until END
    WHERE id = promise.id;
END IF;
RETURN NULL;
"""
_FOLLOW = _FOLLOWING.format(
    context=_CONTEXT,
    write=_INSERT.format(
        promise="promise", before="was", after="is_now", plan="NULL",
        kind="CASE WHEN next_state = promise.state THEN 'changed' ELSE next_state END",
    ),
)  # fmt: skip
_BEGIN = "{context} {write} RETURN NULL;".format(
    context=_CONTEXT,
    write=_INSERT.format(
        promise="NEW", kind="NEW.state", before="'{}'", plan="NEW.plan_id",
        after="jsonb_build_object('date', NEW.first_date, 'quantity', NEW.first_quantity)",
    ),
)  # fmt: skip


def follows_line() -> pgtrigger.Trigger:
    """Return the trigger of a line that moves its promise, and writes the event. A publication is no exception."""
    return pgtrigger.Trigger(
        name="promise_follows",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("quantity", "promised_date", "status"),
        declare=_DECLARED,
        func=_FOLLOW,
    )


def first_word() -> pgtrigger.Trigger:
    """Return the trigger of a promise that writes its first event."""
    return pgtrigger.Trigger(
        name="promise_first_word",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        declare=_TOLD,
        func=_BEGIN,
    )
