"""What the policies of row-level security ask: what the scope says that a statement carries; and the first policy.

Without a scope every answer is empty, so that nothing is shown.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION company_scope() RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(current_setting('lockstep.scope', true), '')::jsonb
$$;
CREATE FUNCTION company_scope_is_everything() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce((company_scope() -> 'everything')::boolean, false)
$$;
CREATE FUNCTION company_scope_person() RETURNS bigint STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT (company_scope() -> 'person')::bigint
$$;
CREATE FUNCTION company_scope_sites() RETURNS bigint[] STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY(SELECT value::bigint FROM jsonb_array_elements(company_scope() -> 'sites'))
$$;
CREATE FUNCTION company_scope_parts() RETURNS TABLE (site_id bigint, territory text)
STABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$
    SELECT (value -> 0)::bigint, value ->> 1 FROM jsonb_array_elements(company_scope() -> 'parts')
$$;
"""
DROP = """
DROP FUNCTION company_scope_parts();
DROP FUNCTION company_scope_sites();
DROP FUNCTION company_scope_person();
DROP FUNCTION company_scope_is_everything();
DROP FUNCTION company_scope();
"""

PROTECT = """
CREATE POLICY scope ON company_keptanswer USING (
    (SELECT company_scope_is_everything()) OR user_id = (SELECT company_scope_person())
);
ALTER TABLE company_keptanswer ENABLE ROW LEVEL SECURITY;
"""
LAY_OPEN = """
ALTER TABLE company_keptanswer DISABLE ROW LEVEL SECURITY;
DROP POLICY scope ON company_keptanswer;
"""


class Migration(migrations.Migration):
    """The owner's tables, and the policies of every room, are the application's to see as these say."""

    dependencies = [("company", "0003_kept_answer")]

    operations = [migrations.RunSQL(CREATE, DROP), migrations.RunSQL(PROTECT, LAY_OPEN)]
