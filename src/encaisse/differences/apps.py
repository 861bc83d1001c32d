"""Matching is told who keeps what was given up when the program starts."""

from django.apps import AppConfig


class DifferencesConfig(AppConfig):
    """What was given up is withdrawn whole."""

    name = "encaisse.differences"

    def ready(self) -> None:
        from encaisse.differences.operations import withdraw
        from encaisse.matching import operations as matching

        matching.WITHDRAWERS.append(withdraw)
