"""What happened to a dispute is never rewritten: refused to update, delete and truncate."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dispute_step_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What happened to a dispute is never rewritten: % refused', TG_OP;
END $$;

CREATE TRIGGER dispute_step_append_only BEFORE UPDATE OR DELETE ON disputes_step
  FOR EACH ROW EXECUTE FUNCTION dispute_step_refuse();
CREATE TRIGGER dispute_step_never_empty BEFORE TRUNCATE ON disputes_step
  FOR EACH STATEMENT EXECUTE FUNCTION dispute_step_refuse();
"""
BACKWARD = """
DROP TRIGGER dispute_step_never_empty ON disputes_step;
DROP TRIGGER dispute_step_append_only ON disputes_step;
DROP FUNCTION dispute_step_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0002_answering")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
