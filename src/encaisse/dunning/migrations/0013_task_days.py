from django.db import migrations, models


class Migration(migrations.Migration):
    """The day that a task is for: until now, that on which it was asked for."""

    dependencies = [
        ("dunning", "0012_asked_ahead"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="pour le"),
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("no_contact", "compléter les coordonnées"),
                    ("address", "corriger une adresse"),
                    ("step", "faire l'étape à la main"),
                    ("call", "appeler"),
                    ("visit", "rendre visite"),
                    ("number", "trouver un numéro"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(
            "UPDATE dunning_task SET due_on = opened_on WHERE due_on IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
