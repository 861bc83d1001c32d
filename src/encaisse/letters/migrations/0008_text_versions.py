import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("letters", "0007_pace"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="letters.template",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="template_version",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="version du modèle"
            ),
        ),
        migrations.AddField(
            model_name="template",
            name="is_own",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="texte de la société"
            ),
        ),
        migrations.AlterField(
            model_name="template",
            name="language",
            field=models.CharField(
                choices=[("fr", "français"), ("en", "anglais"), ("de", "allemand")],
                default="fr",
                max_length=5,
                verbose_name="langue",
            ),
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=200, verbose_name="objet")),
                ("body", models.TextField(verbose_name="texte")),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="par")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="letters.template",
                    ),
                ),
            ],
            options={
                "verbose_name": "version de modèle",
                "verbose_name_plural": "versions de modèle",
                "ordering": ("template_id", "-version", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "version"), name="template_version_once"
                    )
                ],
            },
        ),
    ]
