"""Whose customers are, by who sells to them too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0009_followers"),
        ("teams", "0003_portfolio_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="portfoliorule",
            name="salesperson",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.colleague",
            ),
        ),
    ]
