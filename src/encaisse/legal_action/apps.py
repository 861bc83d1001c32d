"""Limitation is told of the debts acknowledged by a payment plan when the program starts."""

from django.apps import AppConfig


class LegalActionConfig(AppConfig):
    """What an accepted plan means for limitation comes from here."""

    name = "encaisse.legal_action"

    def ready(self) -> None:
        from encaisse.legal_action.operations import note_acknowledgment
        from encaisse.payment_plans.operations import proposing

        proposing.ACCEPTED.append(note_acknowledgment)
