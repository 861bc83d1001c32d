"""Choosing the papers that a message takes with it."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning.models import Message
from encaisse.dunning.operations.approval import lock_waiting
from encaisse.dunning.operations.setting_aside import WaitsNoMore
from encaisse.dunning.queries.leaving import coming
from encaisse.dunning.queries.papers import papers_of
from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.papers import MEGABYTE, megabytes


class PapersTooHeavy(Refusal):
    """More than a message bears."""

    code = "papers_too_heavy"
    sentence = (
        "Les pièces choisies pèsent {size} Mo ; un message n'en porte que {limit} "
        "(ENCAISSE_MAIL_PAPERS_MAX). Choisissez-en moins, ou allégez {heaviest}."
    )


class UnknownPaper(Refusal):
    """A document that is none of those offered."""

    code = "unknown_paper"
    sentence = (
        "Une des pièces choisies n'est plus proposée : elle n'est pas d'une facture de cette "
        "relance, ni du client. Rechargez la page et choisissez à nouveau."
    )


@transaction.atomic
def choose_papers(
    message: Message, document_ids: Iterable[int] | None, *, by: str, on: date
) -> None:
    """These documents go with the message, instead of those of its step; None goes back to them."""
    if not lock_waiting(message.company, [message.pk]):
        raise WaitsNoMore
    names: list[str] = []
    if document_ids is not None:
        wanted = set(document_ids)
        told = coming(message, on=on)
        chosen = [each for each in papers_of(told).offered if each.pk in wanted] if told else []
        if {each.pk for each in chosen} != wanted:
            raise UnknownPaper
        size = sum(each.size for each in chosen)
        if size > settings.MAIL_PAPERS_MAX:
            raise PapersTooHeavy(
                size=megabytes(size),
                limit=settings.MAIL_PAPERS_MAX // MEGABYTE,
                heaviest=f"« {max(chosen, key=lambda each: each.size).name} »",
            )
        names = [each.name for each in chosen]
    message.papers = None if document_ids is None else sorted(wanted)
    message.save(update_fields=["papers"])
    audit.record(
        company=message.company, actor=by, verb="dunning.papers",
        subject=f"message:{message.pk}", customer_id=message.customer_id, on=on,
        facts={"papers": names, "as_step": document_ids is None},
    )  # fmt: skip
