"""Nothing of what was once known of the law is rewritten: update, delete, truncate are refused."""

from django.db import migrations

TABLES = ("legal_values_addition", "legal_values_confirmation")

REFUSE = """
CREATE FUNCTION legal_values_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was known of the law is never rewritten: % refused', TG_OP;
END $$;
"""
FORWARD = """
CREATE TRIGGER legal_values_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION legal_values_refuse();
CREATE TRIGGER legal_values_never_empty BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION legal_values_refuse();
"""
BACKWARD = """
DROP TRIGGER legal_values_never_empty ON {table};
DROP TRIGGER legal_values_append_only ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("legal_values", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION legal_values_refuse"),
        *(
            migrations.RunSQL(FORWARD.format(table=table), BACKWARD.format(table=table))
            for table in TABLES
        ),
    ]
