import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_openings"),
        ("differences", "0002_exchange_results"),
        ("letters", "0017_entrusted"),
        ("parties", "0008_phone_ends"),
        ("receivables", "0004_found_by_amount"),
    ]

    operations = [
        migrations.CreateModel(
            name="DiscountLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rate_max",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=7, null=True, verbose_name="taux"
                    ),
                ),
                (
                    "cents_max",
                    models.BigIntegerField(blank=True, null=True, verbose_name="montant"),
                ),
                (
                    "annual_max",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="coût annuel",
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
                "verbose_name": "limite d'escompte",
                "verbose_name_plural": "limites d'escompte",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="DiscountOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="devise")),
                (
                    "rate",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=7, null=True, verbose_name="taux"
                    ),
                ),
                ("last_on", models.DateField(verbose_name="dernier jour")),
                (
                    "asked_by",
                    models.CharField(blank=True, max_length=200, verbose_name="demandé par"),
                ),
                ("offered_on", models.DateField(verbose_name="faite le")),
                ("offered_by", models.CharField(max_length=200, verbose_name="par")),
                (
                    "beyond",
                    models.CharField(
                        blank=True, max_length=250, verbose_name="au-delà des limites"
                    ),
                ),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="approuvée le"),
                ),
                (
                    "approved_by",
                    models.CharField(blank=True, max_length=200, verbose_name="approuvée par"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="retirée le"),
                ),
                (
                    "withdrawn_by",
                    models.CharField(blank=True, max_length=200, verbose_name="retirée par"),
                ),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="motif")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="fin dite le")),
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
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="letters.letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "offre d'escompte",
                "verbose_name_plural": "offres d'escompte",
                "ordering": ("-offered_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="OfferedReceivable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("cents", models.BigIntegerField(verbose_name="restant dû")),
                ("discount_cents", models.BigIntegerField(verbose_name="escompte")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "difference",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="differences.difference",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="early_payment_discounts.discountoffer",
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
                "verbose_name": "créance d'une offre d'escompte",
                "verbose_name_plural": "créances d'une offre d'escompte",
                "ordering": ("offer_id", "due_on", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="discountoffer",
            index=models.Index(fields=["company", "last_on", "id"], name="discount_offer_by_day"),
        ),
        migrations.AddConstraint(
            model_name="discountoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("offered_on"))),
                name="discount_offer_not_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="offeredreceivable",
            constraint=models.UniqueConstraint(
                fields=("offer", "receivable"), name="offered_receivable_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="offeredreceivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount_cents__gt", 0), ("discount_cents__lt", models.F("cents"))
                ),
                name="offered_discount_within",
            ),
        ),
    ]
