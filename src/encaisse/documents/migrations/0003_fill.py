"""What was kept before came by imports; each document is found by its name."""

from django.db import migrations

FORWARD = """
SELECT set_config('encaisse.companies', '*', true);
UPDATE documents_document SET kind = 'imported', dated_on = received_at::date;
INSERT INTO documents_words (company_id, document_id, text, sought)
SELECT company_id, id, '', setweight(to_tsvector('french', name), 'A') FROM documents_document;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_attachments_words")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
