"""VAT of a line (régime de TVA): a rate of the law, or the reason why there is none.

Categories are those of EN 16931 (UNTDID 5305), reasons those of the code list VATEX.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

STANDARD, ZERO, EXEMPT, REVERSE, INTRA, EXPORT = "S", "Z", "E", "AE", "K", "G"
HUNDRED = Decimal(100)
NOTHING = Decimal(0)


class Law(Protocol):
    """The legal values, as the reader of the law gives them."""

    def read(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Regime:
    """One choice: ``parameter`` is the legal value of its rate; without one the rate is zero, for
    the ``reason`` of that ``code``."""

    key: str
    category: str
    label: str
    parameter: str = ""
    code: str = ""
    reason: str = ""

    def rate_on(self, day: date, law: Law) -> Decimal:
        """The rate of that day, as a fraction."""
        if not self.parameter:
            return NOTHING
        return Decimal(law.read(self.parameter).on(day).value) / HUNDRED


@dataclass(frozen=True, slots=True)
class Vat:
    """What a line bears: a regime and the rate of its day."""

    regime: Regime
    rate: Decimal

    @property
    def percent(self) -> str:
        """``20.00``, as e-invoices write a rate."""
        return f"{self.rate * HUNDRED:.2f}"


def _taxed(key: str, label: str) -> Regime:
    return Regime(key, STANDARD, label, parameter=f"vat_rates.{key}")


def _exempt(key: str, label: str, code: str, reason: str) -> Regime:
    return Regime(key, EXEMPT, label, code=code, reason=reason)


REGIMES = {
    regime.key: regime
    for regime in (
        _taxed("normal", "Taux normal"),
        _taxed("intermediate", "Taux intermédiaire"),
        _taxed("reduced", "Taux réduit"),
        _taxed("special", "Taux particulier"),
        _taxed("overseas", "Taux normal outre-mer"),
        _exempt(
            "franchise", "Exonéré : franchise en base", "VATEX-FR-FRANCHISE",
            "TVA non applicable, article 293 B du CGI",
        ),
        _exempt(
            "health", "Exonéré : santé, enseignement, formation", "VATEX-FR-CGI261-4",
            "Exonération de TVA, article 261, 4 du CGI",
        ),
        _exempt(
            "charity", "Exonéré : organisme sans but lucratif", "VATEX-FR-CGI261-7",
            "Exonération de TVA, article 261, 7 du CGI",
        ),
        _exempt(
            "finance", "Exonéré : opération bancaire", "VATEX-FR-CGI261C-1",
            "Exonération de TVA, article 261 C, 1° du CGI",
        ),
        _exempt(
            "insurance", "Exonéré : assurance", "VATEX-FR-CGI261C-2",
            "Exonération de TVA, article 261 C, 2° du CGI",
        ),
        _exempt(
            "letting", "Exonéré : location nue", "VATEX-FR-CGI261D-2",
            "Exonération de TVA, article 261 D, 2° du CGI",
        ),
        Regime(
            "reverse", REVERSE, "Autoliquidation par le client", code="VATEX-EU-AE",
            reason="Autoliquidation : TVA due par le preneur, article 283 du CGI",
        ),
        Regime(
            "intra", INTRA, "Livraison intracommunautaire", code="VATEX-EU-IC",
            reason="Exonération de TVA, article 262 ter, I du CGI",
        ),
        Regime(
            "export", EXPORT, "Exportation", code="VATEX-EU-G",
            reason="Exonération de TVA, article 262, I du CGI",
        ),
        Regime("zero", ZERO, "Taux zéro"),
    )
}  # fmt: skip
