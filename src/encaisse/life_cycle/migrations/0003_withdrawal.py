"""A status whose import was undone counts no more: the withdrawal is kept, and never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER withdrawal_append_only BEFORE UPDATE OR DELETE ON life_cycle_withdrawal
  FOR EACH ROW EXECUTE FUNCTION invoice_status_refuse();
CREATE TRIGGER withdrawal_never_empty BEFORE TRUNCATE ON life_cycle_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION invoice_status_refuse();
"""
BACKWARD = """
DROP TRIGGER withdrawal_never_empty ON life_cycle_withdrawal;
DROP TRIGGER withdrawal_append_only ON life_cycle_withdrawal;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("life_cycle", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=200, verbose_name="retiré par")),
                ("on", models.DateField(verbose_name="retiré le")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "status",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="life_cycle.invoicestatus",
                    ),
                ),
            ],
            options={
                "verbose_name": "retrait de statut",
                "verbose_name_plural": "retraits de statuts",
                "ordering": ("id",),
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
