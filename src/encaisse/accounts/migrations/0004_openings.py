"""Whether a company wants to know that its mails were opened: no, until it says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_payment_terms")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="tracks_opens",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="compte les ouvertures des courriels"
            ),
        ),
    ]
