"""The tables, brought up to date under the owner's role and secured for the application's."""

import pkgutil

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from encaisse.store import isolation

OWNER_ALIAS = "owner"


def is_current() -> bool:
    """Whether every migration has been applied; told by their names, without reading them."""
    applied = MigrationRecorder(connections[OWNER_ALIAS]).applied_migrations()
    return all(
        (app.label, name) in applied
        for app in apps.get_app_configs()
        for _, name, is_package in pkgutil.iter_modules([f"{app.path}/migrations"])
        if not is_package
    )


def migrate() -> None:
    """Apply what is missing, then grant and wall the tables."""
    call_command("migrate", database=OWNER_ALIAS, verbosity=0, interactive=False)
    isolation.secure_tables(using=OWNER_ALIAS, role=settings.DATABASE_APPLICATION_ROLE)
    connections[OWNER_ALIAS].close()
