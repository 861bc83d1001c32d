"""Matching is told of the offers, and what they give up, when the program starts."""

from django.apps import AppConfig


class EarlyPaymentDiscountsConfig(AppConfig):
    """What matching knows of offers comes from here, and what a payment in time leaves is given up
    through here."""

    name = "encaisse.early_payment_discounts"

    def ready(self) -> None:
        from encaisse.early_payment_discounts.operations import settling
        from encaisse.early_payment_discounts.queries.telling import tell_offers
        from encaisse.matching.operations import following
        from encaisse.matching.queries import known

        known.TELLERS.append(tell_offers)
        following.SETTLERS.append(following.Settler(settling.settle, settling.reopen))
