"""What an import finds and leaves is kept by the database itself, so that no way of writing escapes it."""

from django.db import migrations

# The tables that an import writes and that have no history of their own (order lines and orders have one).
RELATIONS = (
    "company_site", "capacity_calendar", "capacity_shift", "capacity_calendarday", "capacity_workcenter",
    "capacity_routing", "capacity_operation", "materials_item", "materials_itemsite", "materials_supplier",
    "materials_itemsupplier", "materials_stockbalance", "materials_bomline", "materials_scheduledreceipt",
    "orders_customer", "orders_forecast", "orders_demandhistory", "orders_deliveryrecord",
)
# Once for each statement, not for each row; outside an import it asks one setting and is done.
FUNCTION = """
CREATE FUNCTION tables_keep_images() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run uuid := NULLIF(current_setting('lockstep.import_run', true), '');
BEGIN
    IF run IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tables_importimage (run_id, relation, row_id, before, after)
            SELECT run, TG_TABLE_NAME, new_rows.id, NULL, to_jsonb(new_rows) FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO tables_importimage (run_id, relation, row_id, before, after)
            SELECT run, TG_TABLE_NAME, new_rows.id, to_jsonb(old_rows), to_jsonb(new_rows)
            FROM old_rows JOIN new_rows ON new_rows.id = old_rows.id;
    ELSE
        INSERT INTO tables_importimage (run_id, relation, row_id, before, after)
            SELECT run, TG_TABLE_NAME, old_rows.id, to_jsonb(old_rows), NULL FROM old_rows;
    END IF;
    RETURN NULL;
END
$$
"""
SEEN = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows"}


def trigger(relation, operation):
    name = f"tables_images_{operation.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {operation} ON {relation} REFERENCING {SEEN[operation]}"
        " FOR EACH STATEMENT EXECUTE FUNCTION tables_keep_images()",
        f"DROP TRIGGER {name} ON {relation}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tables", "0002_mapping_and_undo"),
        ("company", "0001_initial"), ("capacity", "0001_initial"), ("materials", "0001_initial"),
        ("orders", "0013_delivery_record"),
    ]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tables_keep_images()"),
        *(trigger(relation, operation) for relation in RELATIONS for operation in SEEN),
    ]
