"""The tables, brought up to date under the owner's role and secured for the application's."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from encaisse.store import isolation

OWNER_ALIAS = "owner"


def is_current() -> bool:
    """Whether every migration has been applied."""
    executor = MigrationExecutor(connections[OWNER_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> None:
    """Apply what is missing, then grant and wall the tables."""
    call_command("migrate", database=OWNER_ALIAS, verbosity=0, interactive=False)
    isolation.secure_tables(using=OWNER_ALIAS, role=settings.DATABASE_APPLICATION_ROLE)
    connections[OWNER_ALIAS].close()
