"""Letters entrusted to a carrier: those to give, those to ask about, where it tells."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from encaisse.accounts.models import Company
from encaisse.documents.models import Attachment
from encaisse.letters.models import Channel, Letter, LetterState
from encaisse.letters.post import gateway
from encaisse.letters.post.gateway import Carrier
from encaisse.letters.rules.proofs import held

FOLLOWED_FOR = timedelta(days=60)
EVERY_SECONDS, TURNS = 600, 144
UNDER_WAY = (LetterState.ENTRUSTED, LetterState.UNCLEAR)


def carrier_for(company: Company) -> Carrier | None:
    """Who may print and post the company's letters; None when nobody does but us."""
    return gateway.carrier_of(is_demonstration=company.is_demonstration)


def carrier_token() -> str:
    """The secret of the address where a carrier tells what became of letters."""
    return salted_hmac("encaisse.post", "carrier", algorithm="sha256").hexdigest()[:40]


def carrier_address(carrier: Carrier) -> str:
    """That address as the carrier reaches it; empty when the settings do not say."""
    path = reverse("letters:carrier_hook", args=[carrier_token()])
    public = carrier.public.rstrip("/") or settings.PUBLIC_ADDRESS
    return f"{public}{path}" if public else ""


def to_entrust(*, at: datetime) -> dict[int, list[int]]:
    """By company, the letters that wait for their carrier, and those left *sending*: whoever takes
    them up finds out whether their sender is alive."""
    waiting = Q(state=LetterState.PREPARED) & (Q(not_before=None) | Q(not_before__lte=at))
    return _by_company(_entrusted().filter(waiting | Q(state=LetterState.SENDING)))


def to_follow(*, at: datetime) -> dict[int, list[int]]:
    """By company, the letters to ask about: those not posted yet; and those posted for less than
    two months, each once a day at its turn, so that they are not asked about all at once."""
    posted = Q(state=LetterState.DELIVERED, sent_at__gte=at - FOLLOWED_FOR, turn=turn_at(at))
    asked = _entrusted().annotate(turn=F("id") % TURNS).exclude(reference="")
    due = asked.filter(Q(state__in=UNDER_WAY) | posted, carrier__in=gateway.ASKED)
    return _by_company(due)


def turn_at(at: datetime) -> int:
    """Which ten minutes of the day it is."""
    return int(at.timestamp()) // EVERY_SECONDS % TURNS


def letter_entrusted(number: int, *, reference: str) -> Letter | None:
    """The letter that we numbered so, if it was given to a carrier; ``reference``: its number
    there, when it is known."""
    found = Letter.objects.filter(pk=number, channel=Channel.LETTER).select_related("company")
    letter = found.exclude(batch__entrusted_at=None).first()
    is_ours = letter is not None and letter.reference in ("", reference)
    return letter if is_ours else None


def letter_referenced(reference: str) -> Letter | None:
    """The letter that its carrier calls by that number."""
    found = _entrusted().filter(reference=reference) if reference else Letter.objects.none()
    return found.select_related("company").order_by("-id").first()


def proofs_held(letter: Letter) -> set[str]:
    """The proofs that are filed with it."""
    filed = Attachment.objects.filter(
        company=letter.company_id, subject_kind="letter", subject_id=letter.pk
    )
    return held(filed.order_by("id").values_list("document__name", flat=True))


def _entrusted() -> QuerySet[Letter]:
    return Letter.objects.filter(channel=Channel.LETTER).exclude(carrier="")


def _by_company(found: QuerySet[Letter]) -> dict[int, list[int]]:
    by_company: dict[int, list[int]] = {}
    rows = found.order_by("company_id", "id").values_list("company_id", "id")
    for company_id, letter_id in rows:
        by_company.setdefault(company_id, []).append(letter_id)
    return by_company
