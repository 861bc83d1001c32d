"""Reading templates and letters."""

import base64
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from ruamel.yaml import YAML

from encaisse.accounts.models import Company, User
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.letters.mail import server
from encaisse.letters.mail.mailbox import Mailbox
from encaisse.letters.mail.rendering import with_images_inside
from encaisse.letters.models import (
    Channel,
    Enclosure,
    Language,
    Letter,
    Letterhead,
    LetterState,
    Pace,
    PrintBatch,
    Registration,
    ReturnReason,
    Template,
)
from encaisse.letters.post.pictures import as_svg
from encaisse.letters.rules import Sender, Wording
from encaisse.letters.rules.pacing import EVERYWHERE, Limits, granted, minute_of
from encaisse.letters.rules.texts import STEPS, code_of
from encaisse.letters.sms import gateway
from encaisse.letters.sms.gateway import Provider

DEFAULTS = files("encaisse.letters") / "defaults"
FORGOTTEN_AFTER = timedelta(minutes=15)
THREAD = re.compile(r"customer-([1-9][0-9]{0,17})")
TAKEN_UP_AFTER = timedelta(minutes=1)
RETURN_REASONS = ReturnReason.choices


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def templates(company: Company) -> QuerySet[Template]:
    """The company's templates, in the order of a dunning ladder's codes."""
    return Template.objects.filter(company=company).order_by("-language", "id")


def template_for(viewer: User, template_id: int) -> Template:
    """The template, in a company of the viewer; else it does not exist."""
    return get_object_or_404(
        Template.objects.select_related("company"),
        pk=template_id,
        company__memberships__user=viewer,
    )


@cache
def shipped_texts() -> dict[tuple[str, str, str], Wording]:
    """The texts shipped, by code, channel and language."""
    reader = YAML(typ="safe", pure=True)
    return {
        (code_of(step, tone), channel, language): Wording(text["subject"], text["body"], language)
        for step in STEPS
        for language in Language.values
        for tone, channels in reader.load(DEFAULTS / language / f"{step}.yaml").items()
        for channel, text in channels.items()
    }


def shipped_wording(template: Template) -> Wording | None:
    """The text shipped in the place of this one; None when there is none."""
    return shipped_texts().get((template.code, template.channel, template.language))


def sender_of(company: Company) -> Sender:
    """Who writes: the company as its letters must name it (C. com. R123-237 and R123-238)."""
    return Sender(
        name=company.name,
        address=company.address,
        email=company.email,
        phone=company.phone,
        iban=company.iban,
        bic=company.bic,
        legal=" · ".join(part for part in (company.legal_form, company.rcs) if part),
        numbers=_numbers(company),
    )


def letterhead_of(company: Company) -> Letterhead:
    """What the company's letters wear; nothing yet for one that never said."""
    return Letterhead.objects.filter(company=company).first() or Letterhead(company=company)


def on_letterhead(sender: Sender, company: Company) -> Sender:
    """Who writes, as its paper shows it."""
    head = letterhead_of(company)
    return replace(
        sender,
        logo=as_svg(bytes(head.logo)),
        signature=as_svg(bytes(head.signature)),
        signatory=head.signatory,
        signatory_role=head.signatory_role,
    )


def _numbers(company: Company) -> str:
    """The numbers that its RCS does not say already."""
    is_told = not company.siren or company.siren in "".join(company.rcs.split())
    siren = "" if is_told else f"SIREN {company.siren}"
    tva = f"TVA {company.numero_tva}" if company.numero_tva else ""
    return " · ".join(part for part in (siren, tva) if part)


def wording_for(
    company: Company, code: str, language: str, *, tone: str = "", channel: str = Channel.MAIL
) -> Wording:
    """The text of that code in the language, else in French; the oldest text as a last resort, so
    that a step whose template was renamed still speaks. In that language, the text of the ``tone``
    (``<code>-<tone>``) where there is one. On paper, the text of letters where there is one, else
    that of mails; a text message has its own."""
    codes = (code_of(code, tone), code)
    speaking = (channel,) if channel == Channel.SMS else (Channel.MAIL, channel)
    found = Template.objects.filter(company=company, channel__in=speaking).order_by("id")
    named = list(found.filter(code__in=codes))
    best = min(
        named or found,
        key=lambda one: (
            one.language != language[:2],
            one.language != "fr",
            codes.index(one.code) if named else 0,
            one.channel != channel,
        ),
    )
    return Wording(best.subject, best.body, best.language, best.pk, best.version)


def letter_for(viewer: User, letter_id: int) -> Letter:
    """The letter, in a company of the viewer; else it does not exist."""
    return get_object_or_404(
        Letter.objects.select_related("company", "template"),
        pk=letter_id,
        company__memberships__user=viewer,
    )


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


def check_mail(company: Company) -> None:
    """Refuse when the company's mail has nowhere to go."""
    server.check(is_demonstration=company.is_demonstration)


def check_texts(company: Company) -> None:
    """Refuse when the company's text messages have nowhere to go."""
    gateway.check(is_demonstration=company.is_demonstration)


def why_mail_waits(company: Company) -> str:
    """Why nothing leaves; empty when mail has somewhere to go."""
    try:
        check_mail(company)
    except server.MailNotSet as refusal:
        return str(refusal)
    return ""


def can_leave(channel: str = Channel.MAIL) -> Q:
    """The rows of companies whose messages of that channel have somewhere to go."""
    is_set = gateway.is_set if channel == Channel.SMS else server.is_set
    kinds = [kind for kind in (False, True) if is_set(is_demonstration=kind)]
    return Q(company__is_demonstration__in=kinds)


def receipts_token() -> str:
    """The secret of the address where a provider tells what became of text messages."""
    return salted_hmac("encaisse.sms", "receipts", algorithm="sha256").hexdigest()[:40]


def receipts_address(provider: Provider) -> str:
    """That address as the provider reaches it; empty when the settings do not say."""
    path = reverse("letters:sms_receipt", args=[receipts_token()])
    return f"{provider.public.rstrip('/')}{path}" if provider.public else ""


def letter_numbered(reference: str) -> Letter | None:
    """The text message that its provider calls by that number."""
    found = Letter.objects.filter(reference=reference, channel=Channel.SMS)
    return found.select_related("company").order_by("-id").first() if reference else None


def limits_of(company: Company) -> Limits:
    """How fast its mails may leave. The demonstration writes to itself: at once."""
    if company.is_demonstration:
        return Limits()
    return Limits(settings.MAIL_PER_MINUTE, settings.MAIL_PER_DOMAIN)


def counted(domains: Collection[str], *, at: datetime) -> dict[str, int]:
    """How many mails left to each of these domains in this minute."""
    found = Pace.objects.filter(minute=minute_of(at), domain__in=domains)
    return dict(found.order_by("id").values_list("domain", "sent"))


def with_room(company: Company, domains: Mapping[int, str], *, at: datetime) -> list[int]:
    """Those of these mails, each with its domain, that could leave in this minute."""
    limits = limits_of(company)
    if limits.are_none:
        return list(domains)
    return granted(domains, counted({EVERYWHERE, *domains.values()}, at=at), limits)[0]


def owned_mailboxes() -> list[tuple[int, int]]:
    """The companies that have a mailbox to read, and its rank in the settings. One without SIREN is
    that of the only company there is; one that could be of several is nobody's."""
    real = list(Company.objects.filter(is_demonstration=False).values_list("pk", "siren"))
    found = []
    for rank, box in enumerate(settings.REPLY_MAILBOXES):
        owners = [pk for pk, siren in real if not box.siren or siren == box.siren]
        if len(owners) == 1:
            found.append((owners[0], rank))
    return found


def reply_address(company: Company) -> str:
    """The address of a mailbox of the company that is read, when the settings give it."""
    boxes = settings.REPLY_MAILBOXES
    if not any(box.address for box in boxes):
        return ""
    mine = (boxes[rank].address for pk, rank in owned_mailboxes() if pk == company.pk)
    return next(filter(None, mine), "")


def states(company: Company, letter_ids: Iterable[int]) -> dict[int, str]:
    """Where each of these letters stands."""
    found = Letter.objects.filter(company=company, pk__in=list(letter_ids))
    return dict(found.order_by("id").values_list("id", "state"))


def written_to(letter: Letter, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses that the letter was sent to, in small letters."""
    written = {each.lower() for each in letter.to} if letter.channel == Channel.MAIL else set()
    return sorted({each.lower() for each in addresses} & written)


def to_send(*, at: datetime, channel: str = Channel.MAIL) -> dict[int, list[int]]:
    """By company, the messages of that channel whose time has come again or that were forgotten,
    and those left *sending*: whoever takes them up finds out whether their sender is alive."""
    due = Q(state=LetterState.PREPARED, not_before__lte=at)
    forgotten = Q(state=LetterState.PREPARED, prepared_at__lte=at - FORGOTTEN_AFTER)
    waiting = forgotten & Q(not_before__isnull=True)
    found = Letter.objects.filter(
        due | waiting | Q(state=LetterState.SENDING), can_leave(channel), channel=channel
    ).order_by("company_id", "id")
    by_company: dict[int, list[int]] = {}
    for company_id, letter_id in found.values_list("company_id", "id"):
        by_company.setdefault(company_id, []).append(letter_id)
    return by_company


def batches(company: Company) -> QuerySet[Any, Any]:
    """The print batches, with what each holds and where it stands: ``making``, ``empty``,
    ``ready`` (never taken to the printer), ``printed`` or ``posted``."""
    to_post = Q(letters__state=LetterState.PREPARED)
    return PrintBatch.objects.filter(company=company).annotate(
        letter_count=Count("letters"),
        page_count=Sum("letters__pages", default=0),
        to_post_count=Count("letters", filter=to_post),
        stands=Case(
            When(made_at=None, then=Value("making")),
            When(letter_count=0, then=Value("empty")),
            When(to_post_count=0, then=Value("posted")),
            When(taken_at=None, then=Value("ready")),
            default=Value("printed"),
        ),
    )


def open_batches(company: Company) -> QuerySet[Any, Any]:
    """Those that still ask for something: to be made, printed or posted."""
    return batches(company).exclude(stands__in=("posted", "empty")).order_by("-pk")


def batch_of(company: Company, batch_id: int) -> Any:
    """The batch of the company, with what it holds; else it does not exist."""
    return get_object_or_404(batches(company).select_related("company"), pk=batch_id)


def letter_of(batch: PrintBatch, letter_id: int) -> Letter:
    """The letter of the batch; else it does not exist."""
    return get_object_or_404(batch.letters.select_related("company"), pk=letter_id)


def in_batch(batch: PrintBatch, letter_ids: Iterable[int]) -> list[Letter]:
    """Those of these letters that are in the batch."""
    found = Letter.objects.filter(batch=batch, pk__in=list(letter_ids)).select_related("company")
    return list(found.order_by("id"))


def batch_name(batch: PrintBatch) -> str:
    """How the batch is called: on screen, on its list, on its file."""
    return f"Lot à poster n° {batch.pk}"


def unfinished_batches(*, at: datetime) -> list[tuple[int, int]]:
    """Company and number of the batches whose maker may have died: whoever takes one up finds out
    by its lock."""
    found = PrintBatch.objects.filter(made_at=None, started_at__lte=at - TAKEN_UP_AFTER)
    return list(found.order_by("id").values_list("company_id", "id"))


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
