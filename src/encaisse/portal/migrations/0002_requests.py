import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_openings"),
        ("documents", "0003_fill"),
        ("parties", "0008_phone_ends"),
        ("portal", "0001_links"),
        ("receivables", "0003_number_digits"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalRequest",
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
                            ("paid", "dit avoir payé"),
                            ("dispute", "conteste"),
                            ("promise", "s'engage à payer"),
                            ("installments", "demande à payer en plusieurs fois"),
                            ("duplicate", "demande un duplicata"),
                            ("contact", "propose une personne à qui écrire"),
                        ],
                        max_length=20,
                    ),
                ),
                ("cents", models.BigIntegerField(blank=True, null=True, verbose_name="montant")),
                (
                    "currency",
                    models.CharField(default="EUR", max_length=3, verbose_name="devise"),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="jour dit")),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="échéances"
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=140, verbose_name="référence"),
                ),
                ("words", models.TextField(blank=True, verbose_name="ce qui est dit")),
                ("about", models.CharField(blank=True, max_length=40)),
                (
                    "proposed",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="coordonnées proposées"
                    ),
                ),
                ("by", models.CharField(max_length=200, verbose_name="par")),
                ("made_at", models.DateTimeField(verbose_name="reçue le")),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="close le"),
                ),
                (
                    "closed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="close par"),
                ),
                ("outcome", models.CharField(blank=True, max_length=250, verbose_name="suite")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.portallink",
                    ),
                ),
                (
                    "receivable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receivables.receivable",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de l'espace client",
                "verbose_name_plural": "demandes de l'espace client",
                "ordering": ("-made_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_on", None)),
                        fields=["company", "id"],
                        name="portal_request_open",
                    ),
                    models.Index(fields=["link", "-made_at"], name="portal_request_of_link"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "paid",
                                    "dispute",
                                    "promise",
                                    "installments",
                                    "duplicate",
                                    "contact",
                                ],
                            )
                        ),
                        name="portal_request_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("asked", models.JSONField(default=dict, verbose_name="ce qui est demandé")),
                ("number", models.CharField(max_length=32, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("sent_to", models.CharField(max_length=254, verbose_name="envoyé à")),
                ("sent_at", models.DateTimeField(verbose_name="envoyé le")),
                ("expires_at", models.DateTimeField(verbose_name="expire le")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="utilisé le"),
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
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="portal.portallink",
                    ),
                ),
            ],
            options={
                "verbose_name": "code de l'espace client",
                "verbose_name_plural": "codes de l'espace client",
                "ordering": ("-sent_at", "-id"),
                "indexes": [models.Index(fields=["link", "-sent_at"], name="portal_code_of_link")],
            },
        ),
    ]
