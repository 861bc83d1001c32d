"""Text messages through a provider's interface: three outcomes, receipts, refusals."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.letters import operations, queries
from encaisse.letters.models import Letter
from encaisse.letters.rules.brief import BlockInText, Brief, check_text
from encaisse.letters.rules.facts import Wording
from encaisse.letters.rules.texting import TextTooLong, weight
from encaisse.letters.sms import drawing, gateway, speaking
from encaisse.letters.sms.gateway import SmsNotSet, SmsUrlWrong, provider_at
from encaisse.letters.sms.receipts import Fate, read
from tests import factories
from tests.letters import providers
from tests.letters.conftest import AT
from tests.letters.facts import CONTEXT
from tests.letters.providers import Provider, running

TEXT = "Bonjour, 250,00 € restent à régler. Merci. Atelier Martin"
TO = "+33639981234"
MakeText = Callable[..., Letter]
KINDS = {
    "brevo": f"brevo://{providers.KEY}?sender=ATELIER&endpoint=",
    "ovh": f"ovh://ak:{providers.SECRET}@{providers.ACCOUNT}?consumer={providers.CONSUMER}&endpoint=",
}


@pytest.fixture(params=sorted(KINDS))
def provider(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Provider]:
    with running(Provider()) as found:
        settings.SMS = provider_at(KINDS[request.param] + found.address)
        yield found


@pytest.fixture
def a_text(company: Company) -> MakeText:
    def make(text: str = TEXT) -> Letter:
        message = Brief("SMS", text, weight(text), "")
        return operations.texting.prepare(company, message, to=TO, at=AT, thread="customer-12")

    return make


def send(letter: Letter) -> str:
    state = operations.texting.send_batch(letter.company, [letter.pk], at=AT)[letter.pk]
    letter.refresh_from_db()
    return state


def test_a_text_taken_is_delivered_with_the_provider_s_number(
    provider: Provider, a_text: MakeText
) -> None:
    letter = a_text()
    assert send(letter) == "delivered"
    (told,) = provider.received
    assert told.get("content", told.get("message")) == TEXT
    assert told.get("recipient", told.get("receivers")) in (TO[1:], [TO])
    assert told["sender"] in ("ATELIER", "Atelier")
    assert letter.reference.isdigit()
    assert letter.reference in letter.answer
    assert letter.sent_at == AT


def test_a_text_sent_is_not_sent_again(provider: Provider, a_text: MakeText) -> None:
    letter = a_text()
    assert [send(letter), send(letter)] == ["delivered", "delivered"]
    assert len(provider.received) == 1


@pytest.mark.parametrize(
    ("mood", "state"),
    [
        (400, "failed"),
        (401, "failed"),
        (402, "failed"),
        ("refused number", "failed"),
        (429, "prepared"),
        (500, "prepared"),
        (503, "prepared"),
        (502, "unclear"),
        (504, "unclear"),
        ("hang up", "unclear"),
        ("nonsense", "unclear"),
    ],
)
def test_what_the_provider_answers_decides(
    provider: Provider, a_text: MakeText, mood: int | str, state: str
) -> None:
    provider.mood = lambda _: mood
    letter = a_text()
    assert send(letter) == state
    assert (letter.not_before is not None) == (state == "prepared")
    assert letter.sent_at is None
    assert send(letter) == state  # unclear and failed stay; what waits its hour is left alone
    assert len(provider.received) == 1


def test_an_answer_that_never_comes_is_unclear_and_never_resent(
    provider: Provider, a_text: MakeText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "ANSWER_SECONDS", 0.3)
    provider.mood = lambda _: "sleep"
    letter = a_text()
    assert [send(letter), send(letter)] == ["unclear", "unclear"]
    assert len(provider.received) == 1


def test_a_provider_away_is_tried_again_later(settings: Settings, a_text: MakeText) -> None:
    settings.SMS = provider_at("brevo://k?sender=ATELIER&endpoint=http://127.0.0.1:9")
    letter = a_text()
    assert send(letter) == "prepared"
    assert "injoignable" in letter.answer


def test_a_sender_that_died_leaves_a_doubt(provider: Provider, a_text: MakeText) -> None:
    letter = a_text()
    Letter.objects.filter(pk=letter.pk).update(state="sending")
    assert send(letter) == "unclear"
    assert provider.received == []
    assert list(queries.unclear(letter.company)) == [letter]


def test_the_folder_keeps_one_file_per_message(
    settings: Settings, a_text: MakeText, tmp_path: Path
) -> None:
    settings.SMS = provider_at(f"file://{tmp_path}/sms")
    letter = a_text()
    assert send(letter) == "delivered"
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text()) == {
        "to": TO, "sender": "Atelier", "text": TEXT, "parts": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_demonstration_never_leaves_its_folder(
    provider: Provider, settings: Settings, tmp_path: Path
) -> None:
    settings.SMS_ROOT = tmp_path
    company = factories.a_company("Démonstration", is_demonstration=True)
    message = Brief("SMS", TEXT, weight(TEXT), "")
    letter = operations.texting.prepare(company, message, to=TO, at=AT)
    assert send(letter) == "delivered"
    assert provider.received == []


def test_without_provider_nothing_is_tried(settings: Settings, a_text: MakeText) -> None:
    settings.SMS = None
    letter = a_text()
    with pytest.raises(SmsNotSet, match="ENCAISSE_SMS_URL"):
        send(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("prepared", 0)


@pytest.mark.parametrize(
    "url", ["sms://x", "brevo://", "ovh://a:b@c", "ovh://a@c?consumer=x", "file://", "brevo"]
)
def test_an_address_that_names_no_provider_is_refused(url: str) -> None:
    with pytest.raises(SmsUrlWrong, match="ENCAISSE_SMS_URL"):
        provider_at(url)


def test_keys_may_hold_any_sign() -> None:
    found = provider_at("ovh://aK:s%2Fé@sms-ab12345-1?consumer=cK&sender=ATELIER")
    assert found is not None
    assert (found.key, found.secret, found.account) == ("aK", "s/é", "sms-ab12345-1")
    assert provider_at("") is None
    assert gateway.is_set(is_demonstration=True)


def told(client: Client, token: str, query: str = "", body: object = None) -> int:
    url = f"/boite/sms/{token}/{query}"
    answer = client.post(url, json.dumps(body), content_type="application/json")
    return answer.status_code


@pytest.mark.parametrize(
    ("state", "fate"),
    [
        ("1", "received"),
        ("2", "refused"),
        ("16", "refused"),
        ("0", ""),
        ("4", ""),
        ("8", ""),
        ("x", ""),
    ],
)
def test_a_receipt_of_ovhcloud_is_read_as_its_guide_says(state: str, fate: str) -> None:
    query = {
        "id": "12345", "ptt": "23", "date": "20261122170000", "description": state,
        "descriptionDlr": "Failed",
    }  # fmt: skip
    found = read(query, b"")
    assert (found.fate if found else "") == fate
    if found:
        assert (found.told, found.reference) == (f"dlr {state}, ptt 23, Failed", "12345")


def test_a_receipt_is_kept_as_evidence_once(provider: Provider, a_text: MakeText) -> None:
    letter, token = a_text(), queries.receipts_token()
    send(letter)
    number = int(letter.reference)
    body = {"messageId": number, "msg_status": "delivered", "to": TO[1:]}
    for _ in range(2):
        assert told(Client(), token, body=body) == 204
    assert [each.kind for each in letter.evidence.all()] == ["delivered"]
    assert Entry.objects.filter(verb="sms.received").count() == 1
    assert Client().get(f"/boite/sms/{token}/?id={number}&dlr=16").status_code == 204
    letter.refresh_from_db()
    assert letter.answer == "non reçu (dlr 16)"
    taken = letter.evidence.get(kind="accepted")
    assert (taken.at, taken.reference) == (AT, str(number))
    assert {each.kind for each in letter.evidence.all()} == {"accepted", "delivered", "bounced"}


def test_a_receipt_settles_a_doubt(provider: Provider, a_text: MakeText) -> None:
    letter = a_text()
    Letter.objects.filter(pk=letter.pk).update(state="unclear", reference="42")
    body: dict[str, object] = {"messageId": 42, "msg_status": "delivered"}
    assert told(Client(), queries.receipts_token(), body=body) == 204
    letter.refresh_from_db()
    assert letter.state == "delivered"


@pytest.mark.django_db
def test_the_address_of_receipts_is_a_secret() -> None:
    assert told(Client(), "a" * 40, body={}) == 404
    token = queries.receipts_token()
    hostile: list[object] = [None, [], "texte", {"messageId": "1' OR 1", "msg_status": "x"}]
    for body in hostile:
        assert told(Client(), token, body=body) == 204


def test_stop_is_understood_in_what_providers_say() -> None:
    bodies = [
        {"messageId": 1, "msg_status": "replied", "reply": "STOP svp", "to": "33639981234"},
        {"messageId": 1, "msg_status": "blacklisted", "to": "33639981234"},
    ]
    for body in bodies:
        found = read({}, json.dumps(body).encode())
        assert found is not None
        assert (found.fate, found.phone) == (Fate.STOPPED, TO)
    said = {"messageId": 1, "msg_status": "replied", "reply": "je passe demain"}
    assert read({}, json.dumps(said).encode()) is None


def test_a_template_of_text_messages_is_short_and_plain() -> None:
    assert check_text(Wording("SMS", "{{ salutation }} {{ total }} à régler.", "fr")).parts == 1
    with pytest.raises(BlockInText, match="tableau"):
        check_text(Wording("SMS", "Bonjour\n\n{{ tableau }}", "fr"))
    with pytest.raises(TextTooLong, match="3 au plus"):
        check_text(Wording("SMS", "{{ client }} " * 30, "fr"))


@pytest.mark.parametrize(
    "key", [key for key in queries.shipped_texts() if key[1] == "sms"], ids=" ".join
)
def test_the_texts_shipped_cost_two_parts_at_most(key: tuple[str, str, str]) -> None:
    found = check_text(queries.shipped_texts()[key])
    assert (found.encoding, found.parts <= 2) == ("GSM-7", True), found


@pytest.mark.parametrize(("said", "is_told"), [("court", False), ("long " * 100, True)])
def test_the_preview_warns_of_a_text_of_more_than_three_parts(said: str, is_told: bool) -> None:
    shown = drawing.preview(Wording("SMS", said), CONTEXT)
    assert ("raccourcissez-le" in shown) is is_told
    assert "inter-latin-wght-normal.woff2" in shown, "the type of the product"
