"""What an unpaid invoice costs: the turnover to be made anew, only to stand where one stood."""

from datetime import date

from encaisse.calculators.rules.answers import (
    Answer,
    Column,
    Detail,
    Figure,
    Ground,
    Row,
    ground_of_value,
)
from encaisse.kernel.money import Money
from encaisse.law.costs import TURNOVER_FORMULA, unpaid_cost
from encaisse.law.costs import margin as read_margin
from encaisse.law.rates import percent
from encaisse.law.reader import Parameters

FORMULA = Ground(
    "Usage de gestion",
    f"Chiffre d'affaires compensatoire = {TURNOVER_FORMULA}",
    "cabinetphenix.fr ; blog.valoxy.org",
)
COLUMNS = (
    Column("Étape", place="title"),
    Column("Calcul", "money"),
    Column("Résultat", "money", "figure"),
)
NET_OF_TAX = "Comptez l'impayé hors taxe : la TVA d'une créance perdue se récupère (CGI 272)."


def answer(amount: Money, *, margin: str, on: date, law: Parameters) -> Answer:
    """The turnover whose whole margin replaces what was lost."""
    found = unpaid_cost(amount, read_margin(margin, on=on, law=law))
    rate, usual = percent(found.margin.rate), found.margin.usual
    named = f", {found.margin.label.lower()}" if usual else ""
    return Answer(
        main=Figure(
            "Chiffre d'affaires à refaire", str(found.extra_turnover), f"marge de {rate}{named}"
        ),
        sentence=(
            f"Pour rattraper {amount} perdus, il faut vendre pour {found.extra_turnover} de plus : "
            "toute la marge de ces ventes ne fait que combler la perte."
        ),
        details=(
            Detail(
                "Le calcul",
                "arrondi au centime",
                COLUMNS,
                (
                    Row(
                        (
                            TURNOVER_FORMULA,
                            f"{amount} ÷ {rate}",
                            str(found.extra_turnover),
                        )
                    ),
                ),
            ),
        ),
        grounds=(FORMULA, ground_of_value(usual, law)) if usual else (FORMULA,),
        notes=(NET_OF_TAX,),
    )
