"""What a person or a team aims at in a month."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("teams", "0005_named_teams"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="mois")),
                (
                    "aim",
                    models.CharField(
                        choices=[("collected", "collected"), ("late_share", "late_share")],
                        max_length=20,
                        verbose_name="but",
                    ),
                ),
                ("target", models.BigIntegerField(verbose_name="cible")),
                ("by", models.CharField(max_length=200, verbose_name="par")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "verbose_name": "objectif",
                "verbose_name_plural": "objectifs",
                "ordering": ("month", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("team__isnull", False)),
                            models.Q(("person__isnull", False), ("team__isnull", True)),
                            _connector="OR",
                        ),
                        name="objective_of_one",
                    ),
                    models.UniqueConstraint(
                        fields=("company", "month", "aim", "person"),
                        name="objective_of_person_once",
                    ),
                    models.UniqueConstraint(
                        fields=("company", "month", "aim", "team"), name="objective_of_team_once"
                    ),
                ],
            },
        ),
    ]
