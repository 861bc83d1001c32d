"""A gesture is never rewritten: a later one counts instead."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION agenda_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A gesture of the agenda is never rewritten: % refused', TG_OP;
END $$;
"""
FORWARD = """
CREATE TRIGGER agenda_append_only BEFORE UPDATE OR DELETE ON agenda_agendaact
  FOR EACH ROW EXECUTE FUNCTION agenda_refuse();
"""
BACKWARD = "DROP TRIGGER agenda_append_only ON agenda_agendaact;"


class Migration(migrations.Migration):
    """The gestures only grow."""

    dependencies = [("agenda", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION agenda_refuse"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
