from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_paid_days")]

    operations = [
        migrations.RemoveConstraint(model_name="portalrequest", name="portal_request_kind_known"),
        migrations.AlterField(
            model_name="portalrequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paid", "dit avoir payé"),
                    ("dispute", "conteste"),
                    ("promise", "s'engage à payer"),
                    ("installments", "demande à payer en plusieurs fois"),
                    ("duplicate", "demande un duplicata"),
                    ("contact", "propose une personne à qui écrire"),
                    ("plan", "accepte un échéancier"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="portalrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "paid",
                            "dispute",
                            "promise",
                            "installments",
                            "duplicate",
                            "contact",
                            "plan",
                        ],
                    )
                ),
                name="portal_request_kind_known",
            ),
        ),
    ]
