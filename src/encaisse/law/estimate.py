"""An estimate: what would be owed if the latest known rates went on. Shown, never written.

It is not money: nothing that makes a letter, a file or a claim takes one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.law.reader import Addition, Parameters

CARRIED_ON = (
    *("ecb_mro_semester", "b2b_penalty_margin", "public_penalty_margin"),
    *("legal_interest_other", "legal_interest_individual", "legal_interest_increase"),
)
HYPOTHESIS = "hypothèse : la dernière valeur connue continue"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hundredths of the unit of a currency, if known rates went on after ``known_until``."""

    cents: int
    currency: str
    known_until: date

    @property
    def hypothesis(self) -> str:
        """What it supposes, in French."""
        return f"si les taux connus jusqu'au {french_day(self.known_until)} restaient les mêmes"


def estimate(
    count: Callable[[Parameters], int], *, currency: str, until: date, law: Parameters
) -> Estimate | None:
    """What ``count`` gives under a law whose rates go on up to ``until``; None when they are known
    up to that day."""
    known = min(law.read(name).checked_until for name in CARRIED_ON)
    return Estimate(count(_carried_on(law, until)), currency, known) if known < until else None


def _carried_on(law: Parameters, until: date) -> Parameters:
    supposed = (_supposed(law, name, until) for name in CARRIED_ON)
    additions = (*law.additions, *(each for each in supposed if each))
    return Parameters(additions, law.confirmations)


def _supposed(law: Parameters, name: str, until: date) -> Addition | None:
    latest = law.read(name).latest
    if latest.last >= until:
        return None
    return Addition(
        parameter=name,
        first=latest.last + ONE_DAY,
        last=until,
        value=latest.value,
        article=latest.article,
        source=HYPOTHESIS,
        read_on=latest.last,
        known_on=latest.last,
        by=HYPOTHESIS,
    )
