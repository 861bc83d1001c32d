"""The acts on the page of a dispute: each a form, one call, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from encaisse.accounts.queries import member_for
from encaisse.disputes import forms, operations
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking, board, services
from encaisse.kernel.money import Money

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.accounts.requests import CompanyRequest
    from encaisse.disputes.models import Dispute

    Act = Callable[[CompanyRequest, Dispute, dict[str, Any]], str]


def acting_forms(
    request: CompanyRequest, dispute: Dispute, *, typed: str = ""
) -> dict[str, Form]:  # fmt: skip
    """The forms of the page, the one typed with what was typed."""
    known, people = services.services(request.company), services.people(request.company)

    def of(name: str) -> Any:
        return request.POST if name == typed else None

    whose = {"department": dispute.department, "owner": str(dispute.owner_id or "")}
    return {
        "question": forms.AskForm(
            of("question"), services=known, initial={"department": dispute.department}
        ),
        "reponse": forms.TellForm(of("reponse")),
        "avoir": forms.CreditForm(of("avoir")),
        "accord": forms.AgreeForm(of("accord")),
        "confirmer": forms.ConfirmForm(of("confirmer")),
        "retirer": forms.WithdrawForm(of("retirer")),
        "confier": forms.WhoseForm(of("confier"), services=known, people=people, initial=whose),
        "delai": forms.MoveForm(of("delai"), initial={"due_on": dispute.due_on}),
        "note": forms.NoteForm(of("note")),
    }


def _ask(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    made = operations.asking.ask(dispute, Asked(**typed), at=timezone.now(), **_signed(request))
    return _("Question envoyée à {name}.").format(name=made.name)


def _tell(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    question = asking.question_in(dispute, typed["question"])
    operations.asking.answer(
        question, Answered(text=typed["text"]), at=timezone.now(), **_signed(request)
    )
    return _("Réponse gardée.")


def _credit(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    cents = typed["cents"]
    amount = None if cents is None else Money(cents, _currency(dispute))
    operations.deciding.ask_credit(dispute, amount=amount, why=typed["why"], **_signed(request))
    return _("Avoir demandé : affecté, il fermera le litige.")


def _agree(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    owed = Money(typed["owed"], _currency(dispute))
    operations.deciding.agree(dispute, owed=owed, why=typed["why"], **_signed(request))
    return _("{amount} de nouveau réclamés ; un avoir est attendu pour le reste.").format(
        amount=owed
    )


def _confirm(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    operations.confirm(dispute, why=typed["why"], **_signed(request))
    return _("Facture confirmée : ses relances reprennent où elles en étaient.")


def _withdraw(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    operations.withdraw(dispute, why=typed["why"], **_signed(request))
    return _("Litige retiré.")


def _assign(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    owner = member_for(request.company, int(typed["owner"])) if typed["owner"] else None
    operations.deciding.assign(
        dispute, department=typed["department"], owner=owner, **_signed(request)
    )
    return _("Litige confié.")


def _move(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    operations.deciding.move(dispute, **typed, **_signed(request))
    return _("Délai changé.")


def _note(request: CompanyRequest, dispute: Dispute, typed: dict[str, Any]) -> str:
    operations.deciding.note(dispute, **typed, **_signed(request))
    return _("Note gardée.")


ACTS: dict[str, Act] = {
    "question": _ask,
    "reponse": _tell,
    "avoir": _credit,
    "accord": _agree,
    "confirmer": _confirm,
    "retirer": _withdraw,
    "confier": _assign,
    "delai": _move,
    "note": _note,
}

ENDING = ("confirmer", "retirer")


def _currency(dispute: Dispute) -> str:
    return board.row_of(dispute, on=localdate()).currency


def _signed(request: CompanyRequest) -> dict[str, Any]:
    return {"on": localdate(), "by": str(request.user)}
