"""Matching is told of the instalments, and tells of what paid them, when the program starts."""

from django.apps import AppConfig


class PaymentPlansConfig(AppConfig):
    """What matching knows of plans comes from here."""

    name = "encaisse.payment_plans"

    def ready(self) -> None:
        from encaisse.matching import operations as matching
        from encaisse.matching.queries import known
        from encaisse.payment_plans.operations import settle_interest
        from encaisse.payment_plans.queries import tell_installments

        known.TELLERS.append(tell_installments)
        matching.FOLLOWERS.append(settle_interest)
