"""What eight providers tell afterwards: believed once, of our mails, for the addresses written to;
the rest changes nothing and is answered alike."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.letters import queries
from encaisse.letters.mail.accounts import Account
from encaisse.letters.models import Evidence, EvidenceKind, Letter, LetterState
from tests import factories
from tests.letters.notices import AT as TOLD_AT
from tests.letters.notices import (
    EVENTS,
    JSON,
    SIGNING,
    SVIX,
    TOLD,
    post_of,
    signed_for_mandrill,
)

MakeLetter = Callable[..., Letter]
TO = "petit@garage.example"
PUBLIC = "https://relances.atelier.example"
SIGNED = {"mailgun": SIGNING, "mandrill": SIGNING, "resend": SVIX}


TELLING = sorted(kind for kind in EVENTS if "delivered" in EVENTS[kind])


@pytest.fixture(params=sorted(EVENTS))
def kind(request: pytest.FixtureRequest, settings: Settings) -> str:
    """A provider of the settings."""
    settings.MAIL_PROVIDER = Account(request.param, "cle", account="mg.example")
    settings.PUBLIC_ADDRESS = PUBLIC
    return str(request.param)


@pytest.fixture
def brevo(settings: Settings) -> str:
    settings.MAIL_PROVIDER = Account("brevo", "cle")
    settings.PUBLIC_ADDRESS = PUBLIC
    return "brevo"


@pytest.fixture
def left(a_letter: MakeLetter) -> Letter:
    """A mail that the provider took."""
    return standing(a_letter(TO), LetterState.DELIVERED)


def standing(letter: Letter, state: str) -> Letter:
    letter.state, letter.sent_at = state, letter.prepared_at
    letter.save(update_fields=["state", "sent_at"])
    return letter


def number_of(letter: Letter) -> str:
    return letter.message_id.strip("<>").partition("@")[0]


def told(
    kind: str, fate: str, letter: Letter, *, to: str = TO, number: str = "", said: str = TOLD
) -> int:
    """What the door answers to that notice."""
    number = number or number_of(letter)
    body, content_type, headers = post_of(kind, fate, number=number, to=to, said=said)
    return posted(body, content_type, headers)


def posted(
    body: bytes, content_type: str = JSON, headers: dict[str, str] | None = None, token: str = ""
) -> int:
    url = f"/boite/avis/{token or queries.notices_token()}/"
    return Client().post(url, body, content_type=content_type, headers=headers).status_code


def kinds(letter: Letter) -> list[str]:
    found = Evidence.objects.filter(letter=letter).order_by("id")
    return list(found.values_list("kind", flat=True))


def state_of(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def asked_jobs() -> list[dict[str, object]]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    found = ProcrastinateJob.objects.filter(task_name="dunning.refuse_address")
    return list(found.order_by("id").values_list("args", flat=True))


def test_a_mail_refused_for_good_comes_back_once(kind: str, left: Letter) -> None:
    assert [told(kind, "refused", left) for _ in range(3)] == [200, 200, 200]
    assert state_of(left) == LetterState.BOUNCED
    assert left.refused == {TO: TOLD}
    [evidence] = Evidence.objects.filter(letter=left, kind=EvidenceKind.BOUNCED)
    assert (evidence.at, evidence.address, evidence.said) == (TOLD_AT, TO, TOLD)
    assert evidence.source == Account(kind, "").name
    [job] = asked_jobs()
    assert (job["address"], job["why"], job["said"]) == (TO, "refused", TOLD)


def test_a_complaint_stops_what_is_written_there(kind: str, left: Letter) -> None:
    assert [told(kind, "complained", left) for _ in range(2)] == [200, 200]
    assert (state_of(left), kinds(left)) == (LetterState.DELIVERED, ["complained"])
    [job] = asked_jobs()
    assert (job["address"], job["why"]) == (TO, "complaint")


def test_what_is_tried_again_changes_nothing(kind: str, left: Letter) -> None:
    assert [told(kind, "later", left) for _ in range(2)] == [200, 200]
    assert (state_of(left), kinds(left), asked_jobs()) == (LetterState.DELIVERED, ["failed"], [])


@pytest.mark.parametrize("kind", TELLING, indirect=True)
def test_a_mail_distributed_is_evidence(kind: str, left: Letter) -> None:
    assert [told(kind, "delivered", left) for _ in range(2)] == [200, 200]
    assert (state_of(left), kinds(left)) == (LetterState.DELIVERED, ["delivered"])


def test_a_doubt_is_settled_by_who_took_the_mail(kind: str, a_letter: MakeLetter) -> None:
    letter = standing(a_letter(TO), LetterState.UNCLEAR)
    fate = "taken" if "taken" in EVENTS[kind] else "delivered"
    assert told(kind, fate, letter) == 200
    assert (state_of(letter), letter.sent_at) == (LetterState.DELIVERED, TOLD_AT)
    assert Entry.objects.filter(verb="letter.confirmed", actor=Account(kind, "").name).exists()


def test_a_mail_taken_as_usual_is_not_told_again(kind: str, left: Letter) -> None:
    if "taken" in EVENTS[kind]:
        assert told(kind, "taken", left) == 200
    assert kinds(left) == []


def test_an_opening_is_kept_only_for_who_wants_to_know(kind: str, left: Letter) -> None:
    assert told(kind, "opened", left) == 200
    assert kinds(left) == []
    Company.objects.update(tracks_opens=True)
    assert [told(kind, "opened", left) for _ in range(3)] == [200, 200, 200]
    assert (kinds(left), state_of(left)) == (["opened"], LetterState.DELIVERED)


def test_another_address_or_another_mail_is_nothing(kind: str, left: Letter) -> None:
    assert told(kind, "refused", left, to="espion@monde.example") == 200
    assert told(kind, "refused", left, number="f" * 32) == 200
    assert (kinds(left), state_of(left), asked_jobs()) == ([], LetterState.DELIVERED, [])


def test_a_notice_that_comes_before_our_record_is_to_be_told_again(
    brevo: str, a_letter: MakeLetter
) -> None:
    letter = standing(a_letter(TO), LetterState.SENDING)
    assert told(brevo, "refused", letter) == 503
    assert (kinds(letter), state_of(letter)) == ([], LetterState.SENDING)
    standing(letter, LetterState.DELIVERED)
    assert told(brevo, "refused", letter) == 200
    assert state_of(letter) == LetterState.BOUNCED


@pytest.mark.parametrize("state", ["prepared", "failed", "cancelled"])
def test_a_mail_that_did_not_leave_cannot_come_back(
    brevo: str, a_letter: MakeLetter, state: str
) -> None:
    letter = standing(a_letter(TO), state)
    assert told(brevo, "refused", letter) == 200
    assert (kinds(letter), state_of(letter)) == ([], state)


def test_one_address_of_two_leaves_the_mail_delivered(brevo: str, a_letter: MakeLetter) -> None:
    letter = standing(a_letter(TO, "etoile@garage.example"), LetterState.DELIVERED)
    assert told(brevo, "refused", letter, to=TO.upper()) == 200
    assert (state_of(letter), list(letter.refused)) == (LetterState.DELIVERED, [TO])


def test_a_company_only_loses_its_own_mail(brevo: str, left: Letter, a_letter: MakeLetter) -> None:
    other = factories.a_company("Autre")
    theirs = standing(a_letter(TO), LetterState.DELIVERED)
    Letter.objects.filter(pk=theirs.pk).update(company=other)
    assert told(brevo, "refused", theirs) == 200
    assert (state_of(left), state_of(theirs)) == (LetterState.DELIVERED, LetterState.BOUNCED)
    assert Evidence.objects.get().company_id == other.pk


def test_the_demonstration_is_told_nothing(brevo: str, left: Letter) -> None:
    Company.objects.update(is_demonstration=True)
    assert told(brevo, "refused", left) == 200
    assert state_of(left) == LetterState.DELIVERED


def test_the_provider_s_number_is_enough(brevo: str, left: Letter) -> None:
    left.reference = "<201798300811.5787683@relay.example>"
    left.save(update_fields=["reference"])
    assert told(brevo, "refused", left, number="perdu") == 200
    assert state_of(left) == LetterState.BOUNCED


def test_a_soft_refusal_with_a_permanent_answer_is_for_good(brevo: str, left: Letter) -> None:
    event = {
        "event": "soft_bounce", "email": TO, "reason": "552 5.2.2 mailbox full",
        "X-Mailin-custom": json.dumps({"letter": number_of(left)}),
    }  # fmt: skip
    assert posted(json.dumps(event).encode()) == 200
    assert state_of(left) == LetterState.BOUNCED


HOSTILE = [
    b"", b"null", b"[]", b"{}", b"[[]]", b"texte", b"\xff\xfe", b'{"event": null}',
    b'{"event": ["hard_bounce"]}', b'{"event": "hard_bounce", "email": {}, "ts_epoch": 1e400}',
    b'{"event": "hard_bounce", "X-Mailin-custom": "[]"}',
    b'{"event": "hard_bounce", "X-Mailin-custom": "{\\"letter\\": \\"%\\"}"}',
    b'{"items": []}', b'[{"msys": {"a": {}, "b": {}}}]', b'{"event-data": {}}', b"[" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_what_is_not_understood_is_answered_alike(kind: str, left: Letter, body: bytes) -> None:
    assert posted(body) == 200
    assert posted(b"mandrill_events=" + body, "application/x-www-form-urlencoded") == 200
    assert (kinds(left), state_of(left)) == ([], LetterState.DELIVERED)


def test_only_the_secret_address_listens(brevo: str, left: Letter, settings: Settings) -> None:
    body, content_type, _ = post_of(brevo, "refused", number=number_of(left), to=TO)
    for token in ("a" * 40, queries.receipts_token()):
        assert posted(body, content_type, token=token) == 404
    settings.MAIL_PROVIDER = None
    assert posted(body, content_type) == 404
    assert state_of(left) == LetterState.DELIVERED
    assert Client().get(f"/boite/avis/{queries.notices_token()}/").status_code == 405


@pytest.mark.django_db
def test_a_giant_is_not_read(brevo: str) -> None:
    assert posted(b" " * (2 * 1024 * 1024 + 1)) == 413


@pytest.mark.parametrize("kind", sorted(SIGNED))
def test_a_notice_without_the_provider_s_signature_is_refused(
    kind: str, left: Letter, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = PUBLIC
    settings.MAIL_PROVIDER = Account(kind, "cle", account="mg.example", signing=SIGNED[kind])
    body, content_type, headers = post_of(kind, "refused", number=number_of(left), to=TO)
    url = f"{PUBLIC}/boite/avis/{queries.notices_token()}/"
    if kind == "mandrill":
        headers = {"X-Mandrill-Signature": signed_for_mandrill(url, body, SIGNING)}
    forged = body.replace(b"t" * 50, b"u" * 50) if kind == "mailgun" else body
    wrong = {name: value[:-3] + "AAA" for name, value in headers.items()}
    assert posted(forged, content_type, wrong) == 403
    assert posted(b"{}", content_type, {}) == 403
    assert state_of(left) == LetterState.DELIVERED
    assert posted(body, content_type, headers) == 200
    assert state_of(left) == LetterState.BOUNCED


@pytest.mark.django_db
def test_the_address_to_give_is_told(brevo: str, settings: Settings) -> None:
    assert queries.notices_address() == f"{PUBLIC}/boite/avis/{queries.notices_token()}/"
    settings.MAIL_PROVIDER = Account("scaleway", "cle", account="projet")
    assert queries.notices_address() == ""
