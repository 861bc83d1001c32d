from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_plans")]

    operations = [
        migrations.AddField(
            model_name="portallink",
            name="seed",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
    ]
