from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_policy")]

    operations = [
        migrations.AddField(
            model_name="portalpolicy",
            name="paid_days",
            field=models.PositiveSmallIntegerField(
                default=5,
                verbose_name="jours ouvrés sans relance après «\u00a0j'ai déjà payé\u00a0»",
            ),
        ),
        migrations.AddConstraint(
            model_name="portalpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid_days__lte", 15)),
                name="portal_policy_paid_days_bearable",
            ),
        ),
    ]
