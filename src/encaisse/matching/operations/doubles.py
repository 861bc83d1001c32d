"""A bank line that may be one that another file gave: a person says whether it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.refusal import Refusal
from encaisse.matching.operations import placing
from encaisse.parties.operations import hold_all
from encaisse.payments import operations as payments

if TYPE_CHECKING:
    from encaisse.payments.models import BankLine

SAME = "Même mouvement que celui d'un autre relevé."


class NotInDoubt(Refusal):
    """Somebody has decided, or nothing was doubted."""

    code = "bank_line_not_in_doubt"
    sentence = "La ligne « {line} » n'est plus en doute : rechargez la page."


@transaction.atomic
def decide(line: BankLine, *, is_same: bool, by: str) -> None:
    """It is the movement that another file gave, and is set aside; or one more, and is placed."""
    if not line.suspicion:
        raise NotInDoubt(line=line)
    if is_same:
        payments.set_line_aside(line, reason=SAME, by=by)
    else:
        hold_all(line.company)
        payments.lift_doubt(line, by=by)
        placing.place_waiting(line.company, by=by)
