import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("letters", "0009_fill_text_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="is_registered",
            field=models.BooleanField(db_default=False, default=False, verbose_name="recommandée"),
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="numéro de recommandé"
                    ),
                ),
                (
                    "presented_on",
                    models.DateField(blank=True, null=True, verbose_name="présentée le"),
                ),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="reçue le")),
                ("returned_on", models.DateField(blank=True, null=True, verbose_name="revenue le")),
                (
                    "returned_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unclaimed", "avisée, non réclamée"),
                            ("refused", "refusée par le destinataire"),
                            ("unknown", "destinataire inconnu à l'adresse"),
                        ],
                        max_length=20,
                        verbose_name="motif du retour",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registration",
                        to="letters.letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "suivi de recommandé",
                "verbose_name_plural": "suivis de recommandés",
                "ordering": ("letter_id", "id"),
            },
        ),
    ]
