"""Rows of customers are shown to those in whose scope they are, whatever the query forgets (docs/decisions/0014).

Two things look past the policies, as the owner's: which orders are of a person's territories (a policy on lines that
read orders under their policy, which reads lines, would have no end), and whether an order has any line at all.
"""

from django.db import migrations

LOOK_PAST = """
CREATE VIEW orders_of_territory AS
    SELECT sales_order.id AS order_id, part.site_id
    FROM company_scope_parts() AS part
    JOIN orders_customer AS customer ON customer.territory = part.territory
    JOIN orders_salesorder AS sales_order ON sales_order.customer_id = customer.id;

CREATE FUNCTION orders_has_no_line(which bigint) RETURNS boolean
STABLE PARALLEL SAFE LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM orders_orderline WHERE order_id = which)
$$;
"""
LOOK_NO_FURTHER = """
DROP FUNCTION orders_has_no_line(bigint);
DROP VIEW orders_of_territory;
"""

EVERYTHING = "(SELECT company_scope_is_everything())"
AT_SITE = "{table}.site_id = ANY ((SELECT company_scope_sites())::bigint[])"
OF_TERRITORY = """EXISTS (
    SELECT FROM orders_of_territory AS mine
    WHERE mine.order_id = {table}.order_id AND mine.site_id = {table}.site_id
)"""
SEEN_LINE = "EXISTS (SELECT FROM orders_orderline AS line WHERE line.id = {table}.line_id)"
SEEN_ORDER = "EXISTS (SELECT FROM orders_salesorder AS sales_order WHERE sales_order.id = {table}.order_id)"
A_SITE_OF_MINE = f"({AT_SITE} OR {{table}}.site_id IN (SELECT site_id FROM company_scope_parts()))"

# A table's rows are shown, and may be written, where this holds.
RULES = {
    "orders_customer": """
        (SELECT company_scope_sites())::bigint[] <> '{{}}'
        OR {table}.territory IN (SELECT territory FROM company_scope_parts())
    """,
    "orders_orderline": f"{AT_SITE} OR {OF_TERRITORY}",
    # One that has no line yet is of no site: only its customer says whose it is.
    "orders_salesorder": """
        EXISTS (SELECT FROM orders_orderline AS line WHERE line.order_id = {table}.id)
        OR EXISTS (SELECT FROM orders_customer AS customer WHERE customer.id = {table}.customer_id)
           AND orders_has_no_line({table}.id)
    """,
    "orders_lineoutlook": SEEN_LINE,
    "orders_changerequest": SEEN_LINE,
    "orders_changecomment": """
        EXISTS (SELECT FROM orders_changerequest AS change WHERE change.id = {table}.change_id)
    """,
    "orders_receivedevent": SEEN_ORDER,
    "orders_outlookmove": SEEN_LINE,
    "orders_planeffect": A_SITE_OF_MINE,  # nothing but numbers of a plan
    "orders_orderview": (
        f"{{table}}.owner_id = (SELECT company_scope_person()) OR {{table}}.shared AND {A_SITE_OF_MINE}"
    ),
}
# History is written by the triggers of the tables that it tells of, for whoever may write those; after a row is gone,
# too. Nobody may change it, or remove it, but all that is the system's.
HISTORIES = {
    "orders_orderlineevent": f"{AT_SITE} OR {OF_TERRITORY}",
    "orders_salesorderevent": "EXISTS (SELECT FROM orders_salesorder AS it WHERE it.id = {table}.pgh_obj_id)",
}


def protect(table: str, rule: str) -> str:
    return f"""
        CREATE POLICY scope ON {table} USING ({EVERYTHING} OR {rule.format(table=table)});
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    """


def protect_history(table: str, rule: str) -> str:
    return f"""
        CREATE POLICY scope ON {table} FOR SELECT USING ({EVERYTHING} OR {rule.format(table=table)});
        CREATE POLICY written_by_triggers ON {table} FOR INSERT WITH CHECK (true);
        CREATE POLICY kept ON {table} USING ({EVERYTHING});
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    """


def lay_open(table: str, *policies: str) -> str:
    dropped = "".join(f"DROP POLICY {policy} ON {table};" for policy in policies)
    return f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY; {dropped}"


class Migration(migrations.Migration):
    """Made by the owner; the application's role owns nothing, so that they hold for it without being forced."""

    dependencies = [("company", "0004_scope"), ("orders", "0007_order_view")]

    operations = [
        migrations.RunSQL(LOOK_PAST, LOOK_NO_FURTHER),
        *(migrations.RunSQL(protect(table, rule), lay_open(table, "scope")) for table, rule in RULES.items()),
        *(
            migrations.RunSQL(protect_history(table, rule), lay_open(table, "scope", "written_by_triggers", "kept"))
            for table, rule in HISTORIES.items()
        ),
    ]
