"""What a customer may owe."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("parties", "0009_followers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="credit_limit_cents",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="encours autorisé"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("credit_limit_cents__isnull", False)),
                fields=["company", "id"],
                name="customer_with_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_limit_cents__isnull", True),
                    ("credit_limit_cents__gte", 0),
                    _connector="OR",
                ),
                name="customer_limit_not_negative",
            ),
        ),
    ]
