"""What the journal kept of each text becomes its versions; one that nobody changed is the product's
own."""

from django.db import migrations

FORWARD = """
SELECT set_config('encaisse.companies', '*', true);
UPDATE letters_template SET is_own = true WHERE version > 1;
WITH told AS (
  SELECT template.id AS template_id, template.company_id, entry.facts, entry.actor, entry.at,
         row_number() OVER (PARTITION BY template.id ORDER BY entry.rank) AS turn
  FROM letters_template AS template
  JOIN audit_entry AS entry ON entry.company_id = template.company_id
    AND entry.subject = 'template:' || template.id AND entry.verb = 'template.changed'
)
INSERT INTO letters_templateversion (company_id, template_id, version, subject, body, by, at)
SELECT company_id, template_id, turn + 1, facts->'after'->>'subject', facts->'after'->>'body',
       actor, at
FROM told
UNION ALL
SELECT company_id, template_id, 1, facts->'before'->>'subject', facts->'before'->>'body', '', at
FROM told WHERE turn = 1
UNION ALL
SELECT company_id, id, version, subject, body, '', updated_at FROM letters_template
WHERE id NOT IN (SELECT template_id FROM told);
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0008_text_versions"), ("audit", "0002_chain")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
