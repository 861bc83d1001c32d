"""Links that open nothing are counted for all that has an address without account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("address", models.CharField(max_length=45, verbose_name="adresse")),
            ],
            options={
                "verbose_name": "ouverture refusée",
                "verbose_name_plural": "ouvertures refusées",
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["address", "-at"], name="refused_by_address")],
            },
        ),
    ]
