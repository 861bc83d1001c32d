import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0002_visits"),
        ("letters", "0017_entrusted"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="letters.template",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="template_version",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="version du script"
            ),
        ),
    ]
