import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payment_terms"),
        ("parties", "0005_stop_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=254, verbose_name="domaine")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("known", "domaine connu"),
                            ("unknown", "domaine inconnu"),
                            ("unclear", "domaine sans réponse"),
                        ],
                        max_length=20,
                    ),
                ),
                ("checked_at", models.DateTimeField(verbose_name="demandé le")),
            ],
            options={
                "verbose_name": "domaine de courriel",
                "verbose_name_plural": "domaines de courriel",
                "ordering": ("domain", "id"),
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "datum",
                    models.CharField(
                        choices=[
                            ("email", "courriel"),
                            ("phone", "téléphone"),
                            ("address", "adresse"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.TextField(blank=True, verbose_name="ce qui a été dit")),
                ("told_by", models.CharField(max_length=200, verbose_name="dit par")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="dit le")),
                ("noted_by", models.CharField(max_length=200, verbose_name="noté par")),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "coordonnée dite",
                "verbose_name_plural": "coordonnées dites",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="domain",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower("email"),
                    models.Value("@"),
                    models.Value(2),
                    function="split_part",
                    output_field=models.CharField(max_length=254),
                ),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="doubts",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    output_field=models.SmallIntegerField(),
                    template="(CASE WHEN email = '' THEN 0\n  WHEN lower(email) !~ '^[a-z0-9_+-]+(\\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z]$' THEN 2 ELSE 0 END) + (CASE WHEN phone = '' THEN 0\n  WHEN phone !~ '^(\\+33 ?|0)[1-79]([ .-]?[0-9]{2}){4}$' THEN 32 ELSE 0 END)",
                ),
                output_field=models.SmallIntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="email_lower",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower("email"),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="domain",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower("email"),
                    models.Value("@"),
                    models.Value(2),
                    function="split_part",
                    output_field=models.CharField(max_length=254),
                ),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="doubts",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    output_field=models.SmallIntegerField(),
                    template="(CASE WHEN email = '' THEN 1\n  WHEN lower(email) !~ '^[a-z0-9_+-]+(\\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z]$' THEN 2 ELSE 0 END) + (CASE WHEN address = '' THEN 4\n  WHEN country = 'FR' AND address !~* '(^|\\n)\\s*(F-|FR-)?\\d{5}[ \\t]+\\S' THEN 8 ELSE 0 END) + (CASE WHEN phone = '' THEN 16\n  WHEN phone !~ '^(\\+33 ?|0)[1-79]([ .-]?[0-9]{2}){4}$' THEN 32 ELSE 0 END)",
                ),
                output_field=models.SmallIntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="email_lower",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower("email"),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["company", "email_lower"],
                name="contact_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["company", "domain"],
                name="contact_by_domain",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("doubts", 0), _negated=True),
                fields=["company", "id"],
                name="contact_doubtful",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["company", "email_lower"],
                name="customer_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["company", "domain"],
                name="customer_by_domain",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("doubts", 0), _negated=True),
                fields=["company", "id"],
                name="customer_doubtful",
            ),
        ),
        migrations.AddField(
            model_name="maildomain",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.company"
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="parties.contact",
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="maildomain",
            constraint=models.UniqueConstraint(fields=("company", "domain"), name="domain_once"),
        ),
        migrations.AddConstraint(
            model_name="maildomain",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["known", "unknown", "unclear"])),
                name="domain_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(fields=["customer", "-id"], name="told_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("datum__in", ["email", "phone", "address"])),
                name="told_datum_known",
            ),
        ),
    ]
