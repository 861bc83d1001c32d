"""What a carrier tells of the letters that it took: posted, presented, received, returned."""

import base64
import json
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.documents.models import Attachment
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState
from encaisse.letters import operations as letters
from encaisse.letters.models import LetterState, Registration
from encaisse.letters.operations.posting import BatchNotReady
from tests import factories
from tests.dunning.entrusting import (
    AT,
    BY,
    LATER,
    a_sender,
    entrusted,
    follow,
    hook,
    only,
    tell,
    told,
)  # fmt: skip
from tests.letters.carriers import Carriers

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_sender()


def test_a_registered_letter_is_followed_with_its_proofs(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company, is_registered=True)
    found = maileva.drafts["110e8400-0"]
    assert found["product"] == "registered_mail"
    found["sending"] |= {"status": "PROCESSED", "deposit_proof_date": "2026-11-04T02:00:00.000Z"}
    found["recipient"] |= {
        "registered_number": "1E00232062142",
        "acknowledgement_of_receipt_archive_date": "2026-11-12T02:00:00.000Z",
    }
    found["statuses"] = [
        {"status": "A02", "label": "Avisé", "date": "2026-11-05T10:00:00.000Z"},
        {"status": "D01", "label": "Distribué", "date": "2026-11-09T10:00:00.000Z"},
    ]
    maileva.proofs = {
        "download_deposit_proof": b"%PDF-1.7 depot",
        "download_acknowledgement_of_receipt": b"%PDF-1.7 avis",
    }
    follow(company)
    follow(company)
    assert only().state == LetterState.DELIVERED
    known = Registration.objects.get()
    assert known.number == "1E00232062142"
    assert (known.presented_on, known.received_on) == (date(2026, 11, 5), date(2026, 11, 9))
    names = Attachment.objects.filter(subject_kind="letter", document__kind="proof")
    assert sorted(names.values_list("document__name", flat=True)) == [
        "Avis de réception 1E00232062142.pdf", "Preuve de dépôt 1E00232062142.pdf",
    ]  # fmt: skip
    kinds = [kind for kind, _source in told()]
    assert (kinds.count("presented"), kinds.count("received")) == (1, 1)
    assert sum(asked.endswith("deposit_proof") for asked in maileva.asked) == 1


def test_what_a_person_noted_of_a_registered_letter_stays(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company, is_registered=True)
    found = maileva.drafts["110e8400-0"]
    found["sending"] |= {"status": "PROCESSED", "deposit_proof_date": "2026-11-04T02:00:00.000Z"}
    follow(company)
    noted = letters.registering.Told(presented_on=date(2026, 11, 6))
    letters.registering.note(only(), noted, by=BY, today=LATER.date())
    found["statuses"] = [{"status": "A02", "label": "Avisé", "date": "2026-11-05T10:00:00.000Z"}]
    follow(company)
    assert Registration.objects.get().presented_on == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("status", "state", "why"),
    [
        ("A23", "bounced", "unknown"),
        ("P03", "delivered", "unclaimed"),
        ("N05", "delivered", "refused"),
        ("N02", "delivered", ""),
    ],
)
def test_a_registered_letter_that_comes_back(
    company: Company, maileva: Carriers, status: str, state: str, why: str
) -> None:
    entrusted(company, is_registered=True)
    found = maileva.drafts["110e8400-0"]
    found["sending"] |= {"status": "PROCESSED", "deposit_proof_date": "2026-11-04T02:00:00.000Z"}
    found["statuses"] = [{"status": status, "label": "…", "date": "2026-11-09T10:00:00.000Z"}]
    follow(company)
    assert only().state == state
    known = Registration.objects.filter(returned_on=date(2026, 11, 9)).first()
    assert (known.returned_why if known else "") == why
    assert ("returned", "Maileva") in told()


def test_an_ordinary_letter_that_comes_back_takes_its_step_back(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company)
    found = maileva.drafts["110e8400-0"]
    found["sending"] |= {"status": "PROCESSED", "processed_date": "2026-11-04T16:00:00.000Z"}
    follow(company)
    found["statuses"] = [{"status": "N10", "label": "PND", "date": "2026-11-15T10:00:00.000Z"}]
    follow(company)
    assert only().state == LetterState.BOUNCED
    operations.take_back(company, at=LATER)
    assert Message.objects.get().state == MessageState.FAILED


def test_merci_facteur_tells_by_itself(company: Company, mercifacteur: Carriers) -> None:
    entrusted(company, is_registered=True)
    scan = base64.b64encode(b"%PDF-1.7 depot").decode()
    number = {"tracking_number": "2C123456789"}
    for _ in range(2):
        assert tell(hook(only(), "imprime", **number)) == 200
        assert tell(hook(only(), "pris_en_charge", **number)) == 200
        assert tell(hook(only(), "scan_pdd", pdd_base64_pdf=scan, **number)) == 200
        assert tell(hook(only(), "distribue", **number)) == 200
    letter = only()
    assert letter.state == LetterState.DELIVERED
    known = Registration.objects.get()
    assert (known.number, known.received_on) == ("2C123456789", date(2026, 11, 19))
    names = Attachment.objects.filter(subject_kind="letter", document__kind="proof")
    assert [each.document.name for each in names] == ["Preuve de dépôt 2C123456789.pdf"]
    kinds = [kind for kind, _source in told()]
    assert kinds.count("received") == 1
    assert len(mercifacteur.sent) == 1


def test_what_merci_facteur_tells_settles_a_doubt(company: Company, mercifacteur: Carriers) -> None:
    mercifacteur.mood = lambda asked: "lose" if asked.endswith("/sendCourrier") else 0
    entrusted(company)
    assert tell(hook(only(), "wait")) == 200
    letter = only()
    assert (letter.state, letter.reference) == (LetterState.ENTRUSTED, "123")


def test_a_letter_put_back_that_the_carrier_posted_is_not_printed_again(
    company: Company, mercifacteur: Carriers
) -> None:
    nadia = factories.a_user(company)
    mercifacteur.mood = lambda asked: "lose" if asked.endswith("/sendCourrier") else 0
    batch = entrusted(company)
    letters.send_again(only(), by=nadia, at=AT)
    assert tell(hook(only(), "imprime")) == 200
    assert only().state == LetterState.DELIVERED
    with pytest.raises(BatchNotReady):
        letters.posting.take(batch, by=BY, at=AT)


def test_only_the_carrier_is_heard(company: Company, mercifacteur: Carriers) -> None:
    entrusted(company)
    body = hook(only(), "distribue_expediteur")
    assert tell(body, key="autre") == 403
    assert tell(body, token="a" * 40) == 404
    assert tell(hook(only(), "imprime", id_envoi="999")) == 200
    assert tell(b"n'importe quoi") == 200
    assert only().state == LetterState.ENTRUSTED


def test_maileva_tells_that_there_is_news_and_is_asked(
    company: Company, maileva: Carriers, settings: Settings
) -> None:
    entrusted(company)
    place = "https://api.maileva.com/mail/v2/sendings/110e8400-0"
    body = {"event_type": "ON_STATUS_PROCESSED", "resource_location": place}
    assert tell(json.dumps(body).encode()) == 201
    assert tell(b"{}") == 201
    settings.POST = None
    assert tell(b"{}") == 404
