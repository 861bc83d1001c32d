"""What was issued is never rewritten: refused to update, delete and truncate."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION issued_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An issued invoice is never rewritten: % refused', TG_OP;
END $$;

CREATE TRIGGER issued_append_only BEFORE UPDATE OR DELETE ON invoicing_issued
  FOR EACH ROW EXECUTE FUNCTION issued_refuse();
CREATE TRIGGER issued_never_empty BEFORE TRUNCATE ON invoicing_issued
  FOR EACH STATEMENT EXECUTE FUNCTION issued_refuse();
"""
BACKWARD = """
DROP TRIGGER issued_never_empty ON invoicing_issued;
DROP TRIGGER issued_append_only ON invoicing_issued;
DROP FUNCTION issued_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
