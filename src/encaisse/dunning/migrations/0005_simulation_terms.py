"""What a simulation takes the place of, what it is compared with, the prices of channels."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dunning", "0004_archived_scenarios")]

    operations = [
        migrations.AddField(
            model_name="simulation",
            name="replaces",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="dunning.scenario",
            ),
        ),
        migrations.AddField(
            model_name="simulation",
            name="against",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="simulation",
            name="prices",
            field=models.JSONField(blank=True, default=dict, verbose_name="prix par canal"),
        ),
        migrations.AddField(
            model_name="simulation",
            name="failure",
            field=models.CharField(blank=True, max_length=250, verbose_name="motif de l'échec"),
        ),
    ]
