"""The function behind the revision triggers: once per transaction and site, last."""

from django.db import migrations

CREATE = """
CREATE FUNCTION company_bump_revision(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    guard text := 'lockstep.bumped_' || which;
BEGIN
    IF which IS NULL OR current_setting(guard, true) = pg_current_xact_id()::text THEN
        RETURN;
    END IF;
    UPDATE company_site SET order_revision = order_revision + 1, revised_at = clock_timestamp() WHERE id = which;
    PERFORM set_config(guard, pg_current_xact_id()::text, true);
END
$$;
"""


class Migration(migrations.Migration):
    """The triggers of every room call this function; PL/pgSQL looks it up when they fire."""

    dependencies = [("company", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION company_bump_revision(bigint)")]
