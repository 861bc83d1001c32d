"""What was said of an invoice is never rewritten: refused to update, delete and truncate."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION invoice_status_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was said of an invoice is never rewritten: % refused', TG_OP;
END $$;

CREATE TRIGGER invoice_status_append_only BEFORE UPDATE OR DELETE ON life_cycle_invoicestatus
  FOR EACH ROW EXECUTE FUNCTION invoice_status_refuse();
CREATE TRIGGER invoice_status_never_empty BEFORE TRUNCATE ON life_cycle_invoicestatus
  FOR EACH STATEMENT EXECUTE FUNCTION invoice_status_refuse();
"""
BACKWARD = """
DROP TRIGGER invoice_status_never_empty ON life_cycle_invoicestatus;
DROP TRIGGER invoice_status_append_only ON life_cycle_invoicestatus;
DROP FUNCTION invoice_status_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("life_cycle", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
