"""Matching is told of the instalments when the program starts."""

from django.apps import AppConfig


class PaymentPlansConfig(AppConfig):
    """What matching knows of plans comes from here."""

    name = "encaisse.payment_plans"

    def ready(self) -> None:
        from encaisse.matching.queries import known
        from encaisse.payment_plans.queries import tell_installments

        known.TELLERS.append(tell_installments)
