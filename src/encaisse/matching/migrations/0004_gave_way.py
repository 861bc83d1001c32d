from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_learned_payers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="allocation",
            name="source",
            field=models.CharField(
                choices=[
                    ("lettering", "lettrage du fichier"),
                    ("exact", "montant exact et référence"),
                    ("reference", "référence"),
                    ("amount", "montant exact"),
                    ("sum", "somme exacte"),
                    ("discount", "escompte déduit"),
                    ("fee", "frais bancaires déduits"),
                    ("tolerance", "écart toléré"),
                    ("deduction", "avoir déduit"),
                    ("claims", "avec les accessoires"),
                    ("installment", "échéance d'un échéancier"),
                    ("oldest", "plus ancienne d'abord"),
                    ("chosen", "choisi par une personne"),
                    ("listed", "liste des créances"),
                    ("reversal", "délettrage"),
                    ("gave_way", "remplacé par le relevé"),
                ],
                max_length=20,
            ),
        ),
    ]
