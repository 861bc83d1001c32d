import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0003_segment_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusingAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="adresse")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("refused", "refuse nos courriels"),
                            ("complaint", "ne veut plus de courriels"),
                        ],
                        max_length=20,
                        verbose_name="pourquoi",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=500, verbose_name="ce qui a été dit"),
                ),
                ("told_by", models.CharField(max_length=200, verbose_name="dit par")),
                ("since", models.DateField(verbose_name="depuis le")),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="levée le")),
                (
                    "lifted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="levée par"),
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
                "verbose_name": "adresse qui refuse",
                "verbose_name_plural": "adresses qui refusent",
                "ordering": ("-since", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_on", None)),
                        fields=("company", "address"),
                        name="address_refuses_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["refused", "complaint"])),
                        name="why_refused_known",
                    ),
                ],
            },
        ),
    ]
