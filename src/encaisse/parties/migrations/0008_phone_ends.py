from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("parties", "0007_fill_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="phone_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("phone"),
                    template="right(regexp_replace(%(expressions)s, '\\D', '', 'g'), 9)",
                ),
                output_field=models.CharField(max_length=9),
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="phone_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("phone"),
                    template="right(regexp_replace(%(expressions)s, '\\D', '', 'g'), 9)",
                ),
                output_field=models.CharField(max_length=9),
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["company", "phone_end"],
                name="contact_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["company", "phone_end"],
                name="customer_by_phone",
            ),
        ),
    ]
