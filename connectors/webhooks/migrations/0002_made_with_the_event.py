"""
A delivery for each endpoint is made with the event, in its transaction: nothing has to be found later, so nothing that
commits late is missed. It is shown to those who are shown the event (docs/decisions/0014).
"""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE FUNCTION webhooks_ask() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhooks_delivery
        (id, endpoint_id, event_id, made_at, state, body, attempts, next_attempt_at, answer, last_error)
    SELECT gen_random_uuid(), endpoint.id, NEW.id, clock_timestamp(), 'waiting', '', 0, clock_timestamp(), '', ''
    FROM webhooks_endpoint AS endpoint
    WHERE endpoint.active AND NEW.kind = ANY (endpoint.kinds)
        AND endpoint.site_id = (SELECT site_id FROM orders_promise WHERE id = NEW.promise_id);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_ask AFTER INSERT ON orders_promiseevent FOR EACH ROW EXECUTE FUNCTION webhooks_ask();
"""
UNMAKE = "DROP TRIGGER webhooks_ask ON orders_promiseevent; DROP FUNCTION webhooks_ask();"

PROTECT = """
CREATE POLICY scope ON webhooks_delivery USING (
    (SELECT company_scope_is_everything()) OR event_id IS NULL
    OR EXISTS (SELECT FROM orders_promiseevent AS of WHERE of.id = webhooks_delivery.event_id)
);
ALTER TABLE webhooks_delivery ENABLE ROW LEVEL SECURITY;
"""
LAY_OPEN = "ALTER TABLE webhooks_delivery DISABLE ROW LEVEL SECURITY; DROP POLICY scope ON webhooks_delivery;"


class Migration(migrations.Migration):
    """Made by the owner, like the policies that these ask."""

    dependencies = [
        ("orders", "0011_shipments_and_promises_of_a_person"), ("company", "0004_scope"), ("webhooks", "0001_initial")
    ]

    operations = [migrations.RunSQL(MAKE, UNMAKE), migrations.RunSQL(PROTECT, LAY_OPEN)]
