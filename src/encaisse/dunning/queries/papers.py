"""The papers that a message takes with it: those of its step, or those that a person chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from encaisse.documents.models import Document, Kind
from encaisse.documents.queries import papers_about
from encaisse.dunning.queries.installments import keyed
from encaisse.letters.models import Channel
from encaisse.letters.rules.papers import too_heavy, unprintable

if TYPE_CHECKING:
    from encaisse.dunning.queries.leaving import Leaving
    from encaisse.dunning.rules import Step

COPIES = {Kind.INVOICE, Kind.CREDIT_NOTE}


@dataclass(frozen=True, slots=True)
class Papers:
    """``offered``: what may go with the message; ``chosen``: what does; ``without``: why it leaves
    without them, empty when it does not."""

    offered: list[Document]
    chosen: list[Document]
    without: str

    @property
    def enclosed(self) -> list[Document]:
        """What the message carries."""
        return [] if self.without else self.chosen

    @property
    def weight(self) -> int:
        """The bytes of what is chosen."""
        return sum(document.size for document in self.chosen)

    @property
    def ticked(self) -> set[int]:
        """The identifiers of what is chosen."""
        return {document.pk for document in self.chosen}


NO_PAPERS = Papers([], [], "")


def papers_of(found: Leaving) -> Papers:
    """The papers of a message as it leaves. An invoice settled meanwhile takes its copy away."""
    message = found.message
    offered = papers_about(message.company, message.customer_id, invoices_of(found))
    if message.papers is not None:
        chosen = [each for each in offered if each.pk in set(message.papers)]
    elif _encloses_invoices(found):
        chosen = [each for each in offered if each.kind in COPIES]
    else:
        chosen = []
    return Papers(offered, chosen, _without(chosen, is_on_paper=message.channel == Channel.LETTER))


def _without(chosen: list[Document], *, is_on_paper: bool) -> str:
    """Why the message leaves without them."""
    sizes = (each.size for each in chosen)
    heavy = too_heavy(sizes, limit=settings.MAIL_PAPERS_MAX, is_on_paper=is_on_paper)
    if heavy or not is_on_paper:
        return heavy
    return unprintable((each.name, each.media_type) for each in chosen)


def takes_papers(found: Leaving) -> bool:
    """Whether anything is to be looked for."""
    return bool(found.message.papers) or _encloses_invoices(found)


def invoices_of(found: Leaving) -> list[int]:
    """The invoices that the message names; an instalment names that of its receivable."""
    own = [key for key in found.lines["invoice"].to_list() if key]
    borne = keyed(found.lines["receivable"].to_list()).values()
    return sorted({*own, *(each.receivable.invoice_id for each in borne)})


def is_registered(found: Leaving) -> bool:
    """Whether its letter is a registered one."""
    return any(step.is_registered for step in _steps(found))


def _encloses_invoices(found: Leaving) -> bool:
    if found.message.papers is not None:
        return False
    return any(step.encloses_invoices for step in _steps(found))


def _steps(found: Leaving) -> list[Step]:
    """Its step. Of courtesies, which share their level, any that speaks the same text."""
    level, code = found.row["level"][0], found.row["template_code"][0]
    return [
        step
        for step in found.scenario.steps
        if step.level == level and (not step.is_courtesy or step.text_code == code)
    ]
