"""A payment without a word is of whoever owes exactly its amount: found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0003_number_digits")]

    operations = [
        migrations.AddIndex(
            model_name="receivable",
            index=models.Index(
                condition=models.Q(("open_cents__gt", 0)),
                fields=["company", "open_cents"],
                name="receivable_of_amount",
            ),
        ),
    ]
