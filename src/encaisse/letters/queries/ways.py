"""Where messages go out and come back: servers, providers, mailboxes, and how fast."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from encaisse.accounts.models import Company
from encaisse.letters.mail import server
from encaisse.letters.mail.fates import Notice
from encaisse.letters.models import (
    Channel,
    Letter,
    LetterState,
    Pace,
)
from encaisse.letters.rules.pacing import EVERYWHERE, Limits, granted, minute_of
from encaisse.letters.sms import gateway
from encaisse.letters.sms.gateway import Provider

FORGOTTEN_AFTER = timedelta(minutes=15)


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


def why_texts_wait(company: Company) -> str:
    """Why no text message leaves; empty when they have somewhere to go."""
    try:
        check_texts(company)
    except gateway.SmsNotSet as refusal:
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


def notices_token() -> str:
    """The secret of the address where a provider tells what became of mails."""
    return salted_hmac("encaisse.mail", "notices", algorithm="sha256").hexdigest()[:40]


def notices_address() -> str:
    """That address as the provider reaches it; empty when the settings do not say, or when the
    provider tells nothing."""
    provider, public = settings.MAIL_PROVIDER, settings.PUBLIC_ADDRESS
    if provider is None or not provider.tells or not public:
        return ""
    return f"{public}{reverse('letters:mail_notice', args=[notices_token()])}"


def letter_told_of(notice: Notice) -> Letter | None:
    """The mail that a notice is about: by our number, by the provider's, or by its Message-ID."""
    mails = Letter.objects.filter(channel=Channel.MAIL, company__is_demonstration=False)
    if notice.number:
        return mails.filter(message_id__startswith=f"<{notice.number}@").first()
    if not notice.reference:
        return None
    named = Q(reference=notice.reference) | Q(message_id=notice.reference)
    return mails.filter(named).order_by("-id").first()


def space_shown() -> str:
    """The address of a customer's own page as a preview shows it, its secret left out; empty when
    the settings do not say how this installation is reached."""
    return f"{settings.PUBLIC_ADDRESS}/espace/…" if settings.PUBLIC_ADDRESS else ""


def opening_address(letter: Letter) -> str:
    """Where the picture of a mail is fetched; empty when nobody is to know that it was opened."""
    if not letter.company.tracks_opens or not settings.PUBLIC_ADDRESS:
        return ""
    number = letter.message_id.strip("<>").partition("@")[0]
    path = reverse("letters:opened", args=[number, _seal(number)])
    return f"{settings.PUBLIC_ADDRESS}{path}"


def letter_opened(number: str, seal: str) -> Letter | None:
    """The mail whose picture that is; None for one that we did not seal."""
    if not constant_time_compare(seal, _seal(number)):
        return None
    return Letter.objects.filter(message_id__startswith=f"<{number}@").first()


def _seal(number: str) -> str:
    return salted_hmac("encaisse.opened", number, algorithm="sha256").hexdigest()[:24]


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


def with_room(
    company: Company, domains: Mapping[int, Collection[str]], *, at: datetime
) -> list[int]:
    """Those of these mails, each with its domains, that could leave in this minute."""
    limits = limits_of(company)
    if limits.are_none:
        return list(domains)
    taken = counted({EVERYWHERE, *chain(*domains.values())}, at=at)
    return granted(domains, taken, limits)[0]


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
