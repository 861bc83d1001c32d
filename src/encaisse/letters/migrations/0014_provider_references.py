"""The number that a mail provider gives may be a whole Message-ID."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0013_evidence_only_grows")]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="reference",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="numéro chez le fournisseur",
            ),
        ),
    ]
