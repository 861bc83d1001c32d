"""An act that was noted is never rewritten: it is cancelled by a counter-entry."""

from django.db import migrations

TABLES = ("legal_action_limitationevent", "legal_action_limitationregime")

REFUSE = """
CREATE FUNCTION legal_action_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An act that was noted is never rewritten: % refused', TG_OP;
END $$;
"""
FORWARD = """
CREATE TRIGGER legal_action_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION legal_action_refuse();
"""
BACKWARD = "DROP TRIGGER legal_action_append_only ON {table};"


class Migration(migrations.Migration):
    dependencies = [("legal_action", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION legal_action_refuse"),
        *(
            migrations.RunSQL(FORWARD.format(table=table), BACKWARD.format(table=table))
            for table in TABLES
        ),
    ]
