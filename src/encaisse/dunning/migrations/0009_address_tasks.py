from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0008_papers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("no_contact", "compléter les coordonnées"),
                    ("address", "corriger une adresse"),
                    ("step", "faire l'étape à la main"),
                ],
                max_length=20,
            ),
        ),
    ]
