"""Matching is told how a rest is given up, and withdrawn, when the program starts."""

from django.apps import AppConfig


class DifferencesConfig(AppConfig):
    """What a payment leaves of a receivable is given up through here, and withdrawn whole."""

    name = "encaisse.differences"

    def ready(self) -> None:
        from encaisse.differences import operations, rules
        from encaisse.matching import operations as matching
        from encaisse.matching.operations import deciding

        matching.WITHDRAWERS.append(operations.withdraw)
        closer = deciding.Closer(rules.causes_of_a_rest, operations.close_rest, operations.reopen)
        deciding.CLOSERS.append(closer)
