import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("documents", "0003_fill"),
        ("letters", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="pages",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="pages"),
        ),
        migrations.AddField(
            model_name="letter",
            name="postcode",
            field=models.CharField(
                blank=True, db_default="", max_length=10, verbose_name="code postal"
            ),
        ),
        migrations.CreateModel(
            name="PrintBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=200, verbose_name="préparé par")),
                ("is_duplex", models.BooleanField(default=False, verbose_name="recto verso")),
                ("left_out", models.JSONField(default=list, verbose_name="lettres laissées")),
                ("started_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True, verbose_name="préparé le")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="téléchargé le")),
                (
                    "taken_by",
                    models.CharField(blank=True, max_length=200, verbose_name="téléchargé par"),
                ),
                ("posted_on", models.DateField(null=True, verbose_name="posté le")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot à poster",
                "verbose_name_plural": "lots à poster",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="letters.printbatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="printbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("made_at", None)), fields=("company",), name="batch_made_alone"
            ),
        ),
    ]
