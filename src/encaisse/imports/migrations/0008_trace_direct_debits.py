from django.db import migrations

from encaisse.store import traces

TABLES = ("direct_debits_mandate", "direct_debits_debit")


class Migration(migrations.Migration):
    """What a bank file changes of direct debits is noted, and taken back with it."""

    dependencies = [
        ("direct_debits", "0002_returns_and_notices"),
        ("imports", "0007_reviews"),
    ]

    operations = [
        migrations.RunSQL(
            traces.TRIGGERS.format(table=table), traces.NO_TRIGGERS.format(table=table)
        )
        for table in TABLES
    ]
