from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_left_on_account"),
    ]

    operations = [
        migrations.AddField(
            model_name="credit",
            name="gave_way_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=deletion.PROTECT,
                related_name="supposed",
                to="payments.bankline",
                verbose_name="remplacé par la ligne",
            ),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=models.Index(
                condition=models.Q(("gave_way_to__isnull", False)),
                fields=["gave_way_to"],
                name="credit_gave_way",
            ),
        ),
    ]
