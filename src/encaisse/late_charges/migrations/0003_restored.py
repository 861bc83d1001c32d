from django.db import migrations, models


class Migration(migrations.Migration):
    """What was waived may be taken back, by a counter-entry."""

    dependencies = [("late_charges", "0002_invoice_terms")]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="move",
            field=models.CharField(
                choices=[
                    ("claimed", "réclamé"),
                    ("waived", "abandonné"),
                    ("paid", "payé"),
                    ("restored", "rétabli"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("move", "restored"), _negated=True),
                    ("cents__isnull", False),
                    _connector="OR",
                ),
                name="claim_restored_amount",
            ),
        ),
    ]
