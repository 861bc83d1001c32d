from django.db import migrations, models


class Migration(migrations.Migration):
    """How long before it is due an invoice that nobody seems to have received is looked for."""

    dependencies = [("dunning", "0014_invoice_tasks")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="unreceived_days",
            field=models.PositiveSmallIntegerField(
                db_default=10,
                default=10,
                verbose_name="jours avant l'échéance où l'on cherche les factures non parvenues",
            ),
        ),
    ]
