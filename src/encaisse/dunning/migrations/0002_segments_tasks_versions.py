import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("dunning", "0001_initial"),
        ("letters", "0001_initial"),
        ("parties", "0003_segment_facts"),
        ("payment_plans", "0001_initial"),
        ("receivables", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run_hour",
                    models.PositiveSmallIntegerField(default=6, verbose_name="heure du passage"),
                ),
                (
                    "first_hour",
                    models.PositiveSmallIntegerField(default=0, verbose_name="envois à partir de"),
                ),
                (
                    "end_hour",
                    models.PositiveSmallIntegerField(default=24, verbose_name="envois avant"),
                ),
                (
                    "weekdays",
                    models.CharField(default="1234567", max_length=7, verbose_name="jours d'envoi"),
                ),
                (
                    "only_business_days",
                    models.BooleanField(default=False, verbose_name="jamais un jour férié"),
                ),
                (
                    "most_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="messages par semaine et par client"
                    ),
                ),
                (
                    "bank_days",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="jours avant que la banque soit jugée en retard"
                    ),
                ),
            ],
            options={
                "verbose_name": "règles d'envoi",
                "verbose_name_plural": "règles d'envoi",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "computed",
                    models.CharField(
                        choices=[
                            ("", "selon le profil du client"),
                            ("collaborative", "collaboratif"),
                            ("rigorous", "rigoureux"),
                            ("firm", "ferme"),
                        ],
                        default="rigorous",
                        max_length=20,
                    ),
                ),
                (
                    "chosen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "selon le profil du client"),
                            ("collaborative", "collaboratif"),
                            ("rigorous", "rigoureux"),
                            ("firm", "ferme"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="motif")),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("computed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "profil de paiement",
                "verbose_name_plural": "profils de paiement",
                "ordering": ("customer_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="ScenarioVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("by", models.CharField(max_length=200, verbose_name="par")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "version de scénario",
                "verbose_name_plural": "versions de scénario",
                "ordering": ("scenario_id", "-version", "id"),
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("conditions", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True, verbose_name="en service")),
            ],
            options={
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
                "ordering": ("rank", "id"),
            },
        ),
        migrations.CreateModel(
            name="Simulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("content", models.JSONField()),
                ("first", models.DateField(verbose_name="du")),
                ("last", models.DateField(verbose_name="au")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("running", "en cours"),
                            ("done", "terminée"),
                            ("failed", "échec"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("by", models.CharField(max_length=200, verbose_name="par")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "simulation",
                "verbose_name_plural": "simulations",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_contact", "compléter les coordonnées"),
                            ("step", "faire l'étape à la main"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=250, verbose_name="motif")),
                ("opened_on", models.DateField(verbose_name="demandée le")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="faite le")),
                ("done_by", models.CharField(blank=True, max_length=200, verbose_name="par")),
                ("outcome", models.CharField(blank=True, max_length=250, verbose_name="suite")),
            ],
            options={
                "verbose_name": "tâche",
                "verbose_name_plural": "tâches",
                "ordering": ("done_on", "opened_on", "id"),
            },
        ),
        migrations.AlterModelOptions(
            name="step",
            options={
                "ordering": ("scenario_id", "level", "days", "id"),
                "verbose_name": "étape",
                "verbose_name_plural": "étapes",
            },
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="proposal",
            name="proposal_live_once",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_level_once",
        ),
        migrations.AddField(
            model_name="message",
            name="edited",
            field=models.JSONField(blank=True, null=True, verbose_name="texte retouché"),
        ),
        migrations.AddField(
            model_name="message",
            name="postponed_until",
            field=models.DateField(blank=True, null=True, verbose_name="reportée au"),
        ),
        migrations.AddField(
            model_name="message",
            name="scenario_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="message",
            name="tone",
            field=models.CharField(db_default="", default="", max_length=20, verbose_name="ton"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="installment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payment_plans.installment",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="approval",
            field=models.CharField(
                choices=[
                    ("auto", "part seul"),
                    ("approve", "à approuver"),
                    ("task", "tâche à faire à la main"),
                ],
                default="auto",
                max_length=20,
                verbose_name="départ",
            ),
        ),
        migrations.RunSQL(
            "UPDATE dunning_step SET approval = 'approve' WHERE needs_approval",
            "UPDATE dunning_step SET needs_approval = true WHERE approval <> 'auto'",
        ),
        migrations.RemoveField(
            model_name="step",
            name="needs_approval",
        ),
        migrations.AddField(
            model_name="step",
            name="business_days",
            field=models.BooleanField(default=False, verbose_name="reporter au jour ouvré"),
        ),
        migrations.AddField(
            model_name="step",
            name="other_channel",
            field=models.CharField(
                blank=True, default="", max_length=20, verbose_name="autre canal, en alternance"
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="tone",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "selon le profil du client"),
                    ("collaborative", "collaboratif"),
                    ("rigorous", "rigoureux"),
                    ("firm", "ferme"),
                ],
                default="",
                max_length=20,
                verbose_name="ton",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "à approuver"),
                    ("released", "approuvé, en attente d'envoi"),
                    ("sending", "en cours d'envoi"),
                    ("delivered", "remis"),
                    ("failed", "échec"),
                    ("unclear", "incertain"),
                    ("ignored", "écarté"),
                    ("empty", "sans objet : réglé entre-temps"),
                    ("merged", "jointe à une autre relance"),
                ],
                default="waiting",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "waiting",
                            "released",
                            "sending",
                            "delivered",
                            "failed",
                            "unclear",
                            "ignored",
                            "empty",
                            "merged",
                        ],
                    )
                ),
                name="message_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("installment", None),
                    models.Q(("state__in", ["failed", "ignored", "empty"]), _negated=True),
                ),
                fields=("receivable", "level", "cycle"),
                name="proposal_live_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["failed", "ignored", "empty"]), _negated=True),
                fields=("installment", "level", "cycle"),
                name="proposal_of_installment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_courtesy", False)),
                fields=("scenario", "level"),
                name="step_level_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_courtesy", True)),
                fields=("scenario", "days"),
                name="step_courtesy_once",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="company",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="tasks_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="customer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.customer"
            ),
        ),
        migrations.AddField(
            model_name="scenarioversion",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="scenarioversion",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="dunning.scenario",
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="segments",
                to="dunning.scenario",
            ),
        ),
        migrations.AddField(
            model_name="simulation",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.customer"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="dunning.message",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="scenarioversion",
            constraint=models.UniqueConstraint(
                fields=("scenario", "version"), name="scenario_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.UniqueConstraint(
                fields=("company", "name"), name="segment_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_on", None)),
                fields=("customer", "kind", "message"),
                name="task_open_once",
                nulls_distinct=False,
            ),
        ),
    ]
