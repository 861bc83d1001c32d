import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("portal", "0002_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link_days",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="durée d'un lien, en jours"
                    ),
                ),
                (
                    "payment_address",
                    models.CharField(blank=True, max_length=500, verbose_name="page de paiement"),
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
                "verbose_name": "réglages de l'espace client",
                "verbose_name_plural": "réglages de l'espace client",
                "ordering": ("company_id", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("link_days__gte", 1), ("link_days__lte", 365)),
                        name="portal_policy_days_bearable",
                    )
                ],
            },
        ),
    ]
