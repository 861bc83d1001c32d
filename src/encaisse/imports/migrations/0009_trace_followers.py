from django.db import migrations

from encaisse.store import traces

TABLE = "parties_follower"


class Migration(migrations.Migration):
    """Who a list says sells to a customer is noted, and taken back with the list."""

    dependencies = [
        ("imports", "0008_trace_direct_debits"),
        ("parties", "0009_followers"),
    ]

    operations = [
        migrations.RunSQL(
            traces.TRIGGERS.format(table=TABLE), traces.NO_TRIGGERS.format(table=TABLE)
        ),
    ]
