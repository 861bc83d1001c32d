import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0003_segment_facts"),
        ("receivables", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_on", models.DateField(verbose_name="faite le")),
                ("by_on", models.DateField(verbose_name="pour le")),
                ("cents", models.BigIntegerField(verbose_name="montant promis")),
                ("currency", models.CharField(max_length=3, verbose_name="devise")),
                ("person", models.CharField(blank=True, max_length=120, verbose_name="par qui")),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="retirée le"),
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
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "promesse de paiement",
                "verbose_name_plural": "promesses de paiement",
                "ordering": ("-by_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="PromisedReceivable",
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
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="promises.promise",
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
                "verbose_name": "créance promise",
                "verbose_name_plural": "créances promises",
                "ordering": ("promise_id", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="promise_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_on__gte", models.F("made_on"))), name="promise_not_before"
            ),
        ),
        migrations.AddConstraint(
            model_name="promisedreceivable",
            constraint=models.UniqueConstraint(
                fields=("promise", "receivable"), name="promised_receivable_once"
            ),
        ),
    ]
