import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0003_segment_facts"),
        ("receivables", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("price", "prix"),
                            ("quantity", "quantité"),
                            ("quality", "qualité"),
                            ("delivery", "livraison"),
                            ("service", "prestation"),
                            ("invoice", "facture erronée"),
                            ("order", "bon de commande manquant"),
                            ("already_paid", "dit avoir déjà payé"),
                            ("other", "autre"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                ("opened_on", models.DateField(verbose_name="ouvert le")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="réglé le")),
                ("outcome", models.CharField(blank=True, max_length=250, verbose_name="issue")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "litige",
                "verbose_name_plural": "litiges",
                "ordering": ("-opened_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="DisputedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cents",
                    models.BigIntegerField(blank=True, null=True, verbose_name="montant contesté"),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="disputes.dispute",
                    ),
                ),
                (
                    "receivable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receivables.receivable",
                    ),
                ),
            ],
            options={
                "verbose_name": "part contestée",
                "verbose_name_plural": "parts contestées",
                "ordering": ("dispute_id", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "price",
                            "quantity",
                            "quality",
                            "delivery",
                            "service",
                            "invoice",
                            "order",
                            "already_paid",
                            "other",
                        ],
                    )
                ),
                name="dispute_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disputedpart",
            constraint=models.UniqueConstraint(
                fields=("dispute", "receivable"), name="disputed_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disputedpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__isnull", True), ("cents__gt", 0), _connector="OR"),
                name="disputed_part_positive",
            ),
        ),
    ]
