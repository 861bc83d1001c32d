from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("documents", "0003_fill"),
        ("letters", "0005_text_messages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_state_known",
        ),
        migrations.AddField(
            model_name="letter",
            name="refused",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="adresses qui l'ont refusé",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "préparé"),
                    ("sending", "en cours d'envoi"),
                    ("delivered", "remis"),
                    ("failed", "échec"),
                    ("unclear", "incertain"),
                    ("cancelled", "annulé"),
                    ("bounced", "revenu"),
                ],
                default="prepared",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "bounced")),
                fields=["company", "id"],
                name="letter_bounced",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "prepared",
                            "sending",
                            "delivered",
                            "failed",
                            "unclear",
                            "cancelled",
                            "bounced",
                        ],
                    )
                ),
                name="letter_state_known",
            ),
        ),
    ]
