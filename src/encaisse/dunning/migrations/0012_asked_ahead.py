from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0011_registered_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="ahead_cents",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
