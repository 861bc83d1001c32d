from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0010_neutral_tone"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="is_registered",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="en recommandé"
            ),
        ),
    ]
