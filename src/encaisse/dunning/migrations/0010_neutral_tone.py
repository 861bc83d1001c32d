from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0009_address_tasks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="profile",
            name="chosen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "selon le profil du client"),
                    ("collaborative", "collaboratif"),
                    ("neutral", "neutre"),
                    ("rigorous", "rigoureux"),
                    ("firm", "ferme"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="profile",
            name="computed",
            field=models.CharField(
                choices=[
                    ("", "selon le profil du client"),
                    ("collaborative", "collaboratif"),
                    ("neutral", "neutre"),
                    ("rigorous", "rigoureux"),
                    ("firm", "ferme"),
                ],
                default="rigorous",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="tone",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "selon le profil du client"),
                    ("collaborative", "collaboratif"),
                    ("neutral", "neutre"),
                    ("rigorous", "rigoureux"),
                    ("firm", "ferme"),
                ],
                default="",
                max_length=20,
                verbose_name="ton",
            ),
        ),
    ]
