"""Shipments and promises are shown to those who are shown their lines (docs/decisions/0014)."""

from __future__ import annotations

from django.db import migrations

RULES = {
    "orders_shipment": "EXISTS (SELECT FROM orders_orderline AS line WHERE line.id = orders_shipment.line_id)",
    "orders_promise": "EXISTS (SELECT FROM orders_orderline AS line WHERE line.id = orders_promise.line_id)",
    "orders_promisebacking": "EXISTS (SELECT FROM orders_promise AS of WHERE of.id = orders_promisebacking.promise_id)",
    "orders_promiseevent": "EXISTS (SELECT FROM orders_promise AS of WHERE of.id = orders_promiseevent.promise_id)",
}


def protect(table: str, rule: str) -> str:
    return f"""
        CREATE POLICY scope ON {table} USING ((SELECT company_scope_is_everything()) OR {rule});
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    """


def lay_open(table: str) -> str:
    return f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY; DROP POLICY scope ON {table};"


class Migration(migrations.Migration):
    """Made by the owner, like the policies that these ask."""

    dependencies = [("orders", "0010_promises")]

    operations = [migrations.RunSQL(protect(table, rule), lay_open(table)) for table, rule in RULES.items()]
