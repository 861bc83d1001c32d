import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("letters", "0003_enclosures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("logo", models.BinaryField(blank=True, default=bytes, verbose_name="logo")),
                (
                    "signature",
                    models.BinaryField(blank=True, default=bytes, verbose_name="signature"),
                ),
                (
                    "signatory",
                    models.CharField(blank=True, max_length=120, verbose_name="signataire"),
                ),
                (
                    "signatory_role",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="qualité du signataire"
                    ),
                ),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "papier à en-tête",
                "verbose_name_plural": "papiers à en-tête",
                "ordering": ("company_id", "id"),
            },
        ),
    ]
