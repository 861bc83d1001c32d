"""How many late receivables have nothing to come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("agenda", "0003_personal_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrphanCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="jour")),
                ("rank", models.BigIntegerField(verbose_name="dernier acte")),
                ("sums", models.JSONField(default=dict, verbose_name="totaux")),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "comptage des retards sans suite",
                "verbose_name_plural": "comptages des retards sans suite",
                "ordering": ("company_id", "id"),
            },
        ),
    ]
