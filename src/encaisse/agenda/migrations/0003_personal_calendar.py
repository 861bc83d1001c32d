import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("agenda", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "with_amounts",
                    models.BooleanField(default=False, verbose_name="montre les montants"),
                ),
                ("made_at", models.DateTimeField(verbose_name="créé le")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendrier personnel",
                "verbose_name_plural": "calendriers personnels",
                "ordering": ("membership_id", "id"),
            },
        ),
    ]
