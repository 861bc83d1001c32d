import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What an invoice asks of a person: one task for each invoice and kind."""

    dependencies = [
        ("dunning", "0013_task_days"),
        ("receivables", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="invoice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="receivables.invoice",
            ),
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
                    ("documents", "fournir les pièces demandées"),
                    ("credit_note", "établir l'avoir"),
                    ("reissue", "émettre la facture de nouveau"),
                    ("unreceived", "prouver que la facture est parvenue"),
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="task", name="task_open_once"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=Q(("done_on", None)),
                fields=("customer", "kind", "message", "invoice"),
                name="task_open_once",
                nulls_distinct=False,
            ),
        ),
    ]
