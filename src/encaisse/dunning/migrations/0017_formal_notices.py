"""Formal notices delivered, found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("dunning", "0016_dispute_tasks"),
        ("letters", "0017_entrusted"),
        ("parties", "0010_credit_limits"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("state", "delivered"), ("template_code__startswith", "mise-en-demeure")
                ),
                fields=["company", "customer", "-delivered_on", "-id"],
                name="formal_notice_delivered",
            ),
        ),
    ]
