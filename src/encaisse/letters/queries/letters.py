"""Reading letters, and where each stands."""

import base64
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from encaisse.accounts.models import Company, User
from encaisse.documents.queries import subjects_known
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.letters.mail.mailbox import Mailbox
from encaisse.letters.mail.rendering import with_images_inside
from encaisse.letters.models import (
    Channel,
    Enclosure,
    Letter,
    LetterState,
    Registration,
    ReturnReason,
)

THREAD = re.compile(r"customer-([1-9][0-9]{0,17})")


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def letter_for(viewer: User, letter_id: int) -> Letter:
    """The letter, in a company of the viewer, with its customer; else it does not exist."""
    found = get_object_or_404(
        Letter.objects.select_related("company", "template", "batch"),
        pk=letter_id,
        company__memberships__user=viewer,
    )
    return with_customers(found.company, [found])[0]


def registration_of(letter: Letter) -> Registration:
    """What the post said of a registered letter; nothing yet."""
    found = Registration.objects.filter(letter=letter).first()
    return found or Registration(company_id=letter.company_id, letter=letter)


def enclosures(letter: Letter) -> list[Enclosure]:
    """The papers that a letter carries, in their order."""
    return list(letter.enclosures.order_by("id"))


def letters(company: Company) -> QuerySet[Letter]:
    """Every letter of the company, without its body."""
    return Letter.objects.filter(company=company).defer("text", "html", "images")


def _customer_ids(letters: Iterable[Letter]) -> dict[int, int]:
    """Whose conversation each of these letters is of, for those that have one."""
    named = {letter.pk: THREAD.fullmatch(letter.thread) for letter in letters}
    return {letter_id: int(thread[1]) for letter_id, thread in named.items() if thread}


def with_customers(company: Company, letters: Iterable[Letter]) -> list[Letter]:
    """The letters, each with its ``customer``: a name and a number, told by whoever keeps
    customers; None when nobody knows one. One query."""
    found = list(letters)
    ids = _customer_ids(found)
    known = subjects_known(company, "customer", set(ids.values()))
    for letter in found:
        letter.customer = known.get(ids.get(letter.pk, 0))
    return found


def unclear(company: Company) -> QuerySet[Letter]:
    """The letters of which nobody knows whether they left, oldest first."""
    return Letter.objects.filter(company=company, state=LetterState.UNCLEAR).order_by(
        "prepared_at", "id"
    )


def received(letter: Letter) -> list[str]:
    """What the demonstration's mailbox received of this letter, as it came over the wire."""
    mailbox = Mailbox(Path(settings.MAILBOX_ROOT))
    return [mail.decode(errors="replace") for mail in mailbox.received(letter.message_id)]


def readable_html(letter: Letter) -> str:
    """The letter's HTML with its images inside, for a reader that fetches nothing."""
    images = {name: base64.b64decode(png) for name, png in letter.images.items()}
    return with_images_inside(letter.html, images)


def states(company: Company, letter_ids: Iterable[int]) -> dict[int, str]:
    """Where each of these letters stands."""
    found = Letter.objects.filter(company=company, pk__in=list(letter_ids))
    return dict(found.order_by("id").values_list("id", "state"))


def written_to(letter: Letter, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses that the letter was sent to, in small letters."""
    written = {each.lower() for each in letter.to} if letter.channel == Channel.MAIL else set()
    return sorted({each.lower() for each in addresses} & written)


def _filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Letters as documents name them: by their subject, for the customer of their thread."""
    found = Letter.objects.filter(company=company, pk__in=ids).order_by("id")
    return [
        Subject("letter", key, subject, int(thread[1]) if thread else None)
        for key, subject, named in found.values_list("pk", "subject", "thread")
        for thread in [THREAD.fullmatch(named)]
    ]


def _called(company: Company, text: str) -> Subject | None:
    """A letter is named by its number, the one of its address."""
    found = _filed(company, [int(text)]) if text.isascii() and text.isdigit() else []
    return found[0] if found else None


FILED = Filed(known=_filed, called=_called)
RETURN_REASONS = ReturnReason.choices
