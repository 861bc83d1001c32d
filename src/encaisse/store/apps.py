"""The store tells each new session what it may see."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StoreConfig(AppConfig):
    """Wiring of the wall between companies."""

    name = "encaisse.store"

    def ready(self) -> None:
        from encaisse.store import isolation

        connection_created.connect(isolation.apply_to_session, dispatch_uid="company wall")
