"""What an early-payment discount costs whoever grants it, brought to a year."""

from decimal import Decimal

from encaisse.calculators.rules.answers import (
    Answer,
    Column,
    Detail,
    Figure,
    Ground,
    Row,
    decimal_text,
)
from encaisse.law.costs import (
    DAYS_OF_A_YEAR,
    DISCOUNT_FORMULA,
    EFFECTIVE_FORMULA,
    DiscountCost,
    discount_cost,
)
from encaisse.law.rates import percent

GROUNDS = (
    Ground(
        "Usage de gestion",
        f"Taux annuel = {DISCOUNT_FORMULA}",
        "calcufinance.com ; gem-car.com (formule usuelle du crédit fournisseur)",
    ),
    Ground("Usage de gestion", f"Taux effectif composé = {EFFECTIVE_FORMULA}", "analystforum.com"),
)
COLUMNS = (
    Column("Étape", place="title"),
    Column("Calcul", "money"),
    Column("Résultat", "percent", "figure"),
)


def answer(discount: Decimal, days_early: int) -> Answer:
    """The simple rate, the compounded one, and the steps."""
    found = discount_cost(discount, days_early)
    days = f"{days_early} jour{'s' if days_early > 1 else ''}"
    return Answer(
        main=Figure("Coût annuel de l'escompte", percent(found.annual_rate), "taux simple"),
        sentence=(
            f"Donner {percent(discount)} pour être payé {days} plus tôt revient à emprunter "
            f"à {percent(found.annual_rate)} l'an."
        ),
        figures=(Figure("Taux effectif, composé sur l'année", _effective(found)),),
        details=(Detail("Le calcul", "arrondi au centième de pour cent", COLUMNS, _steps(found)),),
        grounds=GROUNDS,
    )


def _effective(found: DiscountCost) -> str:
    return (
        "plus de 10\u202f000\u00a0%"
        if found.effective_rate is None
        else percent(found.effective_rate)
    )


def _steps(found: DiscountCost) -> tuple[Row, ...]:
    given = decimal_text(found.discount * 100)
    paid = decimal_text(100 - found.discount * 100)
    price = found.discount / (1 - found.discount) * 100
    times = decimal_text(Decimal(DAYS_OF_A_YEAR) / found.days_early)
    return (
        Row(("Prix des jours gagnés", f"{given} ÷ {paid}", f"{decimal_text(price)}\u00a0%")),
        Row(("Périodes dans l'année", f"{DAYS_OF_A_YEAR} ÷ {found.days_early}", times)),
        Row(
            (
                "Taux annuel simple",
                f"{decimal_text(price)}\u00a0% × {times}",
                percent(found.annual_rate),
            )
        ),
    )
