import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0003_segment_facts"),
        ("payments", "0002_bank_lines"),
        ("receivables", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="devise")),
                ("agreed_on", models.DateField(verbose_name="convenu le")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="fini le")),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="motif")),
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
                "verbose_name": "échéancier",
                "verbose_name_plural": "échéanciers",
                "ordering": ("-agreed_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Installment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("cents", models.BigIntegerField(verbose_name="montant")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="installments",
                        to="payment_plans.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "échéance d'un plan",
                "verbose_name_plural": "échéances d'un plan",
                "ordering": ("plan_id", "rank", "id"),
            },
        ),
        migrations.CreateModel(
            name="PlannedReceivable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="payment_plans.plan",
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
                "verbose_name": "créance étalée",
                "verbose_name_plural": "créances étalées",
                "ordering": ("plan_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="InstallmentShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                ("cents", models.BigIntegerField(verbose_name="montant")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.credit",
                    ),
                ),
                (
                    "installment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="payment_plans.installment",
                    ),
                ),
            ],
            options={
                "verbose_name": "part d'échéance",
                "verbose_name_plural": "parts d'échéance",
                "ordering": ("installment_id", "on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="installment_share_positive"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="installment",
            constraint=models.UniqueConstraint(
                fields=("plan", "rank"), name="installment_rank_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="installment",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="installment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedreceivable",
            constraint=models.UniqueConstraint(
                fields=("plan", "receivable"), name="planned_receivable_once"
            ),
        ),
    ]
