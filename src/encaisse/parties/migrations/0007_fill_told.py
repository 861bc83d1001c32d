"""What the journal kept of each way to reach a customer becomes who told it, and when."""

from django.db import migrations

FORWARD = """
SELECT set_config('encaisse.companies', '*', true);
INSERT INTO parties_told
  (company_id, customer_id, contact_id, datum, value, told_by, noted_by, noted_at)
SELECT c.company_id, c.id, NULL, known.datum, known.value, told.actor, told.actor, told.at
FROM parties_customer c
CROSS JOIN LATERAL (
  VALUES ('email', c.email), ('phone', c.phone), ('address', c.address)
) AS known (datum, value)
CROSS JOIN LATERAL (
  SELECT e.actor, e.at FROM audit_entry e
  WHERE e.company_id = c.company_id AND e.customer_id = c.id
    AND (e.verb = 'customer.opened'
      OR e.verb = 'customer.changed' AND jsonb_exists(e.facts, known.datum))
  ORDER BY e.rank DESC LIMIT 1
) AS told
WHERE known.value <> '';
INSERT INTO parties_told
  (company_id, customer_id, contact_id, datum, value, told_by, noted_by, noted_at)
SELECT p.company_id, p.customer_id, p.id, known.datum, known.value, told.actor, told.actor, told.at
FROM parties_contact p
CROSS JOIN LATERAL (VALUES ('email', p.email), ('phone', p.phone)) AS known (datum, value)
CROSS JOIN LATERAL (
  SELECT e.actor, e.at FROM audit_entry e
  WHERE e.company_id = p.company_id AND e.customer_id = p.customer_id
    AND e.facts->>'contact' = p.id::text
    AND (e.verb = 'contact.added'
      OR e.verb = 'contact.changed' AND jsonb_exists(e.facts, known.datum))
  ORDER BY e.rank DESC LIMIT 1
) AS told
WHERE known.value <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_reaching"), ("audit", "0002_chain")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
