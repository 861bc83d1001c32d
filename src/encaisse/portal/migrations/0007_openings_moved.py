"""Refused openings are counted in accounts; what was counted is a quarter of an hour old."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0006_seed"),
    ]

    operations = [
        migrations.DeleteModel(
            name="RefusedOpening",
        ),
    ]
