"""A cause that a person chose is never rewritten: a later one counts instead."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION causes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The cause of a delay is never rewritten: % refused', TG_OP;
END $$;
"""
FORWARD = """
CREATE TRIGGER causes_append_only BEFORE UPDATE OR DELETE ON causes_causechoice
  FOR EACH ROW EXECUTE FUNCTION causes_refuse();
"""
BACKWARD = "DROP TRIGGER causes_append_only ON causes_causechoice;"


class Migration(migrations.Migration):
    """The choices only grow."""

    dependencies = [("causes", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION causes_refuse"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
