"""What an import writes of the VAT of invoices is taken back with the import."""

from django.db import migrations

from encaisse.store import traces

TABLE = "cash_reports_invoicevat"


class Migration(migrations.Migration):
    dependencies = [("cash_reports", "0001_initial"), ("imports", "0005_traces")]

    operations = [
        migrations.RunSQL(
            traces.TRIGGERS.format(table=TABLE), traces.NO_TRIGGERS.format(table=TABLE)
        ),
    ]
