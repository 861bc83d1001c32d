"""Letters and payment plans are told how the customer's own page is given when the program
starts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What letters and plans know of the portal comes from here."""

    name = "encaisse.portal"

    def ready(self) -> None:
        from encaisse.letters.operations import spaces
        from encaisse.payment_plans.queries import proposals
        from encaisse.portal.operations import lend, lend_for_plan, lending

        spaces.KNOWN.append(spaces.Portal(give=lend, fill=lending.fill))
        proposals.LINKS.append(lend_for_plan)
