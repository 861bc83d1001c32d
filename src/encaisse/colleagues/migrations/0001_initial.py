import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_openings"),
        ("letters", "0017_entrusted"),
        ("parties", "0009_followers"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestHabit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(default=0, verbose_name="jour de la semaine"),
                ),
                (
                    "minute",
                    models.PositiveSmallIntegerField(default=450, verbose_name="minute du jour"),
                ),
                ("is_sent", models.BooleanField(default=True, verbose_name="envoyés")),
                (
                    "latest_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="derniers envoyés pour le"
                    ),
                ),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "réglage des récapitulatifs",
                "verbose_name_plural": "réglages des récapitulatifs",
                "ordering": ("company_id", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minute__lt", 1440), ("weekday__lt", 7)),
                        name="digest_in_the_week",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="pour le")),
                ("number", models.CharField(max_length=32, unique=True)),
                (
                    "colleague",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.colleague",
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
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="letters.letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "récapitulatif",
                "verbose_name_plural": "récapitulatifs",
                "ordering": ("-on", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("colleague", "on"), name="digest_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stopped_on", models.DateField(verbose_name="arrêtés le")),
                ("stopped_by", models.CharField(max_length=200, verbose_name="par")),
                (
                    "resumed_on",
                    models.DateField(blank=True, null=True, verbose_name="repris le"),
                ),
                (
                    "resumed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="repris par"),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.colleague",
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
            ],
            options={
                "verbose_name": "arrêt des récapitulatifs",
                "verbose_name_plural": "arrêts des récapitulatifs",
                "ordering": ("-stopped_on", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resumed_on", None)),
                        fields=("colleague",),
                        name="digest_stopped_once",
                    )
                ],
            },
        ),
    ]
