import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0003_segment_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Insolvency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sauvegarde", "sauvegarde"),
                            ("redressement_judiciaire", "redressement judiciaire"),
                            ("liquidation_judiciaire", "liquidation judiciaire"),
                        ],
                        max_length=40,
                        verbose_name="procédure",
                    ),
                ),
                ("judged_on", models.DateField(verbose_name="jugement du")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="close le")),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
            ],
            options={
                "verbose_name": "procédure collective",
                "verbose_name_plural": "procédures collectives",
                "ordering": ("-judged_on", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["sauvegarde", "redressement_judiciaire", "liquidation_judiciaire"],
                            )
                        ),
                        name="insolvency_kind_known",
                    )
                ],
            },
        ),
    ]
