"""Letters are told how the customer's own page is given when the program starts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What letters know of the portal comes from here."""

    name = "encaisse.portal"

    def ready(self) -> None:
        from encaisse.letters.operations import spaces
        from encaisse.portal.operations import lend, lending

        spaces.KNOWN.append(spaces.Portal(give=lend, fill=lending.fill))
