from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0002_payment_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="country",
            field=models.CharField(
                db_default="FR", default="FR", max_length=2, verbose_name="pays"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="sector",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="secteur"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                verbose_name="étiquettes",
            ),
        ),
    ]
