"""How many receivables stand at each alert of their limitation, counted with the orphans."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0004_orphan_counts")]

    operations = [
        migrations.AddField(
            model_name="orphancount",
            name="limitations",
            field=models.JSONField(default=dict, verbose_name="prescriptions par alerte"),
        ),
    ]
