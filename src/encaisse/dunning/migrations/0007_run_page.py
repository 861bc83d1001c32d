"""What the run page keeps: what a run held and why; the latest deliveries found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dunning", "0006_tasks")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="held",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, models.JSONField()), default=dict
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "delivered")),
                fields=["company", "delivered_on"],
                name="message_by_delivery",
            ),
        ),
    ]
