"""Matching is told of what may be claimed when the program starts."""

from django.apps import AppConfig


class LateChargesConfig(AppConfig):
    """What matching knows of claims comes from here."""

    name = "encaisse.late_charges"

    def ready(self) -> None:
        from encaisse.late_charges.queries.matching import tell_claims
        from encaisse.matching.queries import known

        known.TELLERS.append(tell_claims)
