"""What was told of a message is never rewritten: refused to update, delete and truncate."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was told of a message is never rewritten: % refused', TG_OP;
END $$;

CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON letters_evidence
  FOR EACH ROW EXECUTE FUNCTION evidence_refuse();
CREATE TRIGGER evidence_never_empty BEFORE TRUNCATE ON letters_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse();
"""
BACKWARD = """
DROP TRIGGER evidence_never_empty ON letters_evidence;
DROP TRIGGER evidence_append_only ON letters_evidence;
DROP FUNCTION evidence_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0012_evidence")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
