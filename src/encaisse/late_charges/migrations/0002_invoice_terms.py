import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("late_charges", "0001_initial"),
        ("receivables", "0002_difference_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvoiceTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.JSONField(default=dict, verbose_name="mots de la facture")),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "ses mots ne suffisent pas"),
                            ("fixed", "taux annuel convenu"),
                            ("legal", "tant de fois le taux d'intérêt légal"),
                            ("default", "taux de la loi : BCE majoré"),
                        ],
                        max_length=20,
                        verbose_name="taux",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True),
                ),
                ("times", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "indemnity_cents",
                    models.BigIntegerField(blank=True, null=True, verbose_name="indemnité"),
                ),
                (
                    "discount_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=7,
                        null=True,
                        verbose_name="escompte",
                    ),
                ),
                ("discount_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("doubts", models.JSONField(default=list, verbose_name="doutes")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_terms",
                        to="receivables.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "conditions d'une facture",
                "verbose_name_plural": "conditions de factures",
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "fixed"), ("rate__gt", 0)),
                            models.Q(("basis", "legal"), ("times__gt", 0)),
                            ("basis__in", ["", "default"]),
                            _connector="OR",
                        ),
                        name="invoice_terms_basis_whole",
                    )
                ],
            },
        ),
    ]
