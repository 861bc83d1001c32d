"""Mail through nine providers' interfaces: whole, with three outcomes, never sent twice."""

import base64
import datetime
from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.config import environment
from encaisse.documents import operations as documents
from encaisse.letters import operations
from encaisse.letters.mail import line
from encaisse.letters.mail.accounts import Account, account_at
from encaisse.letters.mail.server import MailboxNotOpen
from encaisse.letters.models import Letter
from encaisse.letters.operations import Alongside
from tests.letters.conftest import AT, MESSAGE
from tests.letters.mail_providers import DOMAIN, KEY, SPEAKING, Provider, running

MakeLetter = Callable[..., Letter]
INLINE = sorted(set(SPEAKING) - {"brevo", "scaleway"})
COUNTING = {"mailgun", "mailjet", "mandrill", "postmark", "sendgrid", "sparkpost"}
PDF = b"%PDF-1.7\n\xe9\n%%EOF"


@pytest.fixture(params=sorted(SPEAKING))
def provider(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Provider]:
    with running(Provider(request.param)) as found:
        settings.MAIL_PROVIDER = account_at(found.url)
        yield found


@pytest.fixture
def brevo(settings: Settings) -> Iterator[Provider]:
    with running(Provider("brevo")) as found:
        settings.MAIL_PROVIDER = account_at(found.url)
        yield found


@pytest.fixture
def a_full_letter(company: Company) -> Letter:
    paper = documents.keep(
        company=company, name="FA-2291 été.pdf", content=PDF, on=AT.date(), kind="invoice", by="X"
    )
    return operations.prepare(
        company, MESSAGE, to=["petit@garage.example", "etoile@garage.example"], at=AT,
        reply_to="relances+abc@atelier-martin.example", thread="customer-12",
        along=Alongside([paper], answers="<question@garage.example>"),
    )  # fmt: skip


def test_a_mail_arrives_whole(provider: Provider, a_full_letter: Letter) -> None:
    assert operations.send(a_full_letter, at=AT) == "delivered"
    (mail,) = provider.taken
    assert "encaisse@localhost" in mail.sender
    assert mail.to == ["petit@garage.example", "etoile@garage.example"]
    assert (mail.subject, mail.text) == (MESSAGE.subject, MESSAGE.text)
    assert mail.reply_to == "relances+abc@atelier-martin.example"
    headers = {name.lower(): value for name, value in mail.headers.items()}
    assert headers["in-reply-to"] == "<question@garage.example>"
    assert headers["references"] == "<customer-12@localhost> <question@garage.example>"
    if provider.kind != "mailjet":  # it puts its own, and refuses to be given one
        assert headers["message-id"] == a_full_letter.message_id
    assert mail.papers["FA-2291 été.pdf"] == PDF
    assert f"<{mail.number}@localhost>" == a_full_letter.message_id
    assert not any(mail.counting)
    assert bool(mail.counting) == (provider.kind in COUNTING)
    a_full_letter.refresh_from_db()
    assert (a_full_letter.sent_at, a_full_letter.attempts) == (AT, 1)
    assert a_full_letter.answer.startswith("accepté par ")
    assert bool(a_full_letter.reference)
    assert a_full_letter.reference in a_full_letter.answer


def test_the_code_to_pay_is_in_the_text(provider: Provider, a_full_letter: Letter) -> None:
    operations.send(a_full_letter, at=AT)
    (mail,) = provider.taken
    png = MESSAGE.images["reglement"]
    if provider.kind in INLINE:
        assert mail.inline == {"reglement": png}
        assert "cid:reglement" in mail.html
    else:
        assert f"data:image/png;base64,{base64.b64encode(png).decode()}" in mail.html
        assert mail.papers["reglement.png"] == png


def test_only_a_mail_that_starts_a_thread_keeps_robots_quiet(
    provider: Provider, a_letter: MakeLetter, a_full_letter: Letter
) -> None:
    operations.send_batch(a_full_letter.company, [a_full_letter.pk, a_letter().pk], at=AT)
    quiet = ["auto-submitted" in {name.lower() for name in each.headers} for each in provider.taken]
    assert quiet == [False, True]


def test_a_batch_uses_one_line(provider: Provider, company: Company, a_letter: MakeLetter) -> None:
    letters = [a_letter() for _ in range(5)]
    states = operations.send_batch(company, [letter.pk for letter in letters], at=AT)
    assert set(states.values()) == {"delivered"}
    assert (len(provider.taken), provider.lines) == (5, 1)
    assert [f"<{each.number}@localhost>" for each in provider.taken] == [
        letter.message_id for letter in letters
    ]


@pytest.mark.parametrize(
    ("mood", "state"),
    [
        (307, "failed"),
        (400, "failed"),
        (401, "prepared"),
        (402, "prepared"),
        (403, "prepared"),
        (429, "prepared"),
        (503, "prepared"),
        (500, "unclear"),
        (502, "unclear"),
        (504, "unclear"),
        ("hang up", "unclear"),
    ],
)
def test_what_the_provider_answers_decides(
    provider: Provider, a_letter: MakeLetter, mood: int | str, state: str
) -> None:
    provider.mood = lambda _: mood
    letter = a_letter()
    assert operations.send(letter, at=AT) == state
    letter.refresh_from_db()
    assert (letter.not_before is not None) == (state == "prepared")
    assert letter.sent_at is None
    if isinstance(mood, int):
        assert "trouble" in letter.answer
    assert operations.send(letter, at=AT) == state  # unclear and failed stay; else its hour comes
    assert provider.asked == 1


# SendGrid says nothing in a yes: nothing to misunderstand.
@pytest.mark.parametrize("provider", sorted(set(SPEAKING) - {"sendgrid"}), indirect=True)
def test_a_yes_that_nobody_understands_is_unclear_and_never_resent(
    provider: Provider, a_letter: MakeLetter
) -> None:
    provider.mood = lambda _: "nonsense"
    letter = a_letter()
    assert [operations.send(letter, at=AT) for _ in range(2)] == ["unclear", "unclear"]
    letter.refresh_from_db()
    assert (letter.not_before, letter.sent_at) == (None, None)
    assert provider.asked == 1


def test_an_answer_that_never_comes_is_unclear_and_never_resent(
    provider: Provider, a_letter: MakeLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.3)
    provider.mood = lambda _: "sleep"
    letter = a_letter()
    later = AT + datetime.timedelta(days=1)
    assert [operations.send(letter, at=each) for each in (AT, later)] == ["unclear", "unclear"]
    assert provider.asked == 1


def test_an_address_refused_is_no_longer_written_to(
    provider: Provider, a_letter: MakeLetter
) -> None:
    provider.mood = lambda _: "refused address"
    letter = a_letter()
    assert operations.send(letter, at=AT) == "failed"
    letter.refresh_from_db()
    assert letter.answer
    if provider.kind in {"mandrill", "postmark", "sparkpost"}:
        assert list(letter.refused) == ["petit@garage.example"]
        assert letter.refused["petit@garage.example"].startswith("5.1.")


def test_after_a_doubt_the_batch_goes_on(
    brevo: Provider, company: Company, a_letter: MakeLetter
) -> None:
    brevo.mood = lambda rank: "hang up" if rank == 2 else 0
    letters = [a_letter() for _ in range(4)]
    states = operations.send_batch(company, [letter.pk for letter in letters], at=AT)
    assert list(states.values()) == ["delivered", "unclear", "delivered", "delivered"]
    assert (len(brevo.taken), brevo.lines) == (3, 2)


def test_a_provider_away_is_tried_again_later(settings: Settings, a_letter: MakeLetter) -> None:
    settings.MAIL_PROVIDER = account_at(f"brevo://{KEY}?endpoint=http://127.0.0.1:1")
    letter = a_letter()
    assert operations.send(letter, at=AT) == "prepared"
    letter.refresh_from_db()
    assert "Brevo injoignable" in letter.answer


def test_a_key_that_is_wrong_is_ours_to_mend(
    brevo: Provider, settings: Settings, a_letter: MakeLetter
) -> None:
    settings.MAIL_PROVIDER = account_at(brevo.url.replace(KEY, "autre"))
    assert operations.send(a_letter(), at=AT) == "prepared"
    assert brevo.taken == []


def test_an_address_that_is_none_never_reaches_the_provider(
    brevo: Provider, a_letter: MakeLetter
) -> None:
    letter = a_letter("petit@garage.example\r\nBcc: espion@monde.example")
    assert operations.send(letter, at=AT) == "failed"
    assert brevo.lines == 0


def test_the_demonstration_never_writes_to_a_provider(
    brevo: Provider, company: Company, a_letter: MakeLetter
) -> None:
    Company.objects.update(is_demonstration=True)
    company.refresh_from_db()
    with pytest.raises(MailboxNotOpen):
        operations.send(a_letter(), at=AT)
    assert brevo.asked == 0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", None),
        ("smtp://user:pass@host:587", None),
        ("brevo://xkeysib%2D1", Account("brevo", "xkeysib-1")),
        ("mailjet://a:b", Account("mailjet", "a", "b")),
        ("mailjet://a", None),
        (f"mailgun://k@{DOMAIN}?signing=s", Account("mailgun", "k", "", DOMAIN, "s")),
        ("mailgun://k", None),
        ("postmark://", None),
        ("inconnu://k", None),
    ],
)
def test_an_account_is_read_from_its_address(url: str, expected: Account | None) -> None:
    assert account_at(url) == expected


@pytest.mark.parametrize("url", ["inconnu://k", "mailgun://k", "smtp://", "brevo://[k", "oui"])
def test_what_names_no_way_out_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCAISSE_MAIL_URL", url)
    with pytest.raises(environment.MailUrlWrong):
        environment.mail_server()


def test_a_provider_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCAISSE_MAIL_URL", "brevo://k?public=https://relances.societe.fr/")
    assert environment.mail_server() == environment.MailServer()
    assert environment.mail_provider() == Account("brevo", "k")
    assert environment.public_address() == "https://relances.societe.fr"
