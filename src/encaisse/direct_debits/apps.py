"""Matching is told which bank lines are about our direct debits when the program starts."""

from django.apps import AppConfig


class DirectDebitsConfig(AppConfig):
    """Our own collections are looked for first."""

    name = "encaisse.direct_debits"

    def ready(self) -> None:
        from encaisse.direct_debits.operations import claimant
        from encaisse.matching.operations import placing

        placing.CLAIMANTS.append(claimant)
