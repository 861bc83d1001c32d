"""Whose customers are, by rule."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("teams", "0002_of_nobody"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PortfolioRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "first",
                    models.CharField(blank=True, max_length=1, verbose_name="de la lettre"),
                ),
                ("last", models.CharField(blank=True, max_length=1, verbose_name="à la lettre")),
                ("sector", models.CharField(blank=True, max_length=120, verbose_name="secteur")),
                (
                    "least_cents",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="encours d'au moins"
                    ),
                ),
                (
                    "most_cents",
                    models.BigIntegerField(blank=True, null=True, verbose_name="encours d'au plus"),
                ),
                (
                    "collector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "règle de portefeuille",
                "verbose_name_plural": "règles de portefeuille",
                "ordering": ("company_id", "rank", "id"),
                "indexes": [
                    models.Index(fields=["company", "rank"], name="portfolio_rule_in_order")
                ],
            },
        ),
    ]
