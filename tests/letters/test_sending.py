"""Three outcomes, never confused, against a real server."""

import datetime
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.letters import operations, queries
from encaisse.letters.mail import sender
from encaisse.letters.models import Letter
from tests.letters.conftest import AT, MESSAGE
from tests.letters.servers import TAKEN, Server

MakeLetter = Callable[..., Letter]


def test_a_mail_delivered_arrives_whole(server: Server, a_letter: MakeLetter) -> None:
    letter = a_letter("petit@garage.example", "etoile@garage.example")
    assert operations.send(letter, at=AT) == "delivered"
    (mail,) = server.received
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"] == "Atelier Martin <encaisse@localhost>"
    assert mail["To"] == "petit@garage.example, etoile@garage.example"
    assert mail["Reply-To"] == "compta@atelier-martin.example"
    assert mail["Message-ID"] == letter.message_id
    assert mail["References"] == "<client-12@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert "cid:reglement" in html.get_content()
    (image,) = [part for part in mail.walk() if part["Content-ID"] == "<reglement>"]
    assert image.get_content() == MESSAGE.images["reglement"]
    letter.refresh_from_db()
    assert (letter.sent_at, letter.attempts, letter.answer) == (AT, 1, TAKEN)


def test_a_batch_uses_one_connection(
    server: Server, company: Company, a_letter: MakeLetter
) -> None:
    letters = [a_letter() for _ in range(5)]
    states = operations.send_batch(company, [letter.pk for letter in letters], at=AT)
    assert states == {letter.pk: "delivered" for letter in letters}
    assert server.sessions == 1
    assert server.identifiers == [letter.message_id for letter in letters]


def test_a_letter_withdrawn_meanwhile_is_kept_and_the_next_one_leaves(
    server: Server, company: Company, a_letter: MakeLetter
) -> None:
    withdrawn, next_one = a_letter(), a_letter()
    operations.cancel(withdrawn)
    states = operations.send_batch(company, [withdrawn.pk, next_one.pk], at=AT)
    assert states == {withdrawn.pk: "cancelled", next_one.pk: "delivered"}
    assert server.identifiers == [next_one.message_id]


def test_a_letter_sent_is_not_sent_again(server: Server, a_letter: MakeLetter) -> None:
    letter = a_letter()
    assert [operations.send(letter, at=AT) for _ in range(2)] == ["delivered", "delivered"]
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("moment", "answer", "state"),
    [
        pytest.param("at_rcpt", "550 5.1.1 Inconnu", "failed", id="address refused for ever"),
        pytest.param("at_rcpt", "451 4.7.1 Plus tard", "prepared", id="address refused for now"),
        pytest.param("at_rcpt", "hang up", "prepared", id="cut before the message"),
        pytest.param("at_data", "554 5.7.1 Refusé", "failed", id="message refused for ever"),
        pytest.param("at_data", "452 4.3.1 Plein", "prepared", id="message refused for now"),
        pytest.param("at_data", "hang up", "unclear", id="cut after the message"),
        pytest.param("at_data", "sleep", "unclear", id="silent after the message"),
    ],
)
def test_what_the_server_does_decides(
    server: Server,
    a_letter: MakeLetter,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    answer: str,
    state: str,
) -> None:
    monkeypatch.setattr(sender, "ANSWER_SECONDS", 0.4)
    setattr(server, moment, lambda _: answer)
    letter = a_letter()
    assert operations.send(letter, at=AT) == state
    letter.refresh_from_db()
    later = AT + datetime.timedelta(minutes=5) if state == "prepared" else None
    assert (letter.state, letter.not_before, letter.sent_at) == (state, later, None)
    assert letter.answer


def test_a_silent_server_before_the_message_is_a_failure_for_now(
    server: Server, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.4
    server.at_rcpt = lambda _: "sleep"
    assert operations.send(a_letter(), at=AT) == "prepared"
    assert not server.received


def test_without_server_the_letter_waits(a_letter: MakeLetter, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = a_letter()
    assert operations.send(letter, at=AT) == "prepared"
    letter.refresh_from_db()
    assert "injoignable" in letter.answer


def test_one_refused_address_does_not_deprive_the_others(
    server: Server, a_letter: MakeLetter
) -> None:
    server.at_rcpt = lambda address: "550 Inconnu" if "parti" in address else TAKEN
    letter = a_letter("parti@garage.example", "petit@garage.example")
    assert operations.send(letter, at=AT) == "delivered"
    letter.refresh_from_db()
    assert "parti@garage.example refusé : 550 Inconnu" in letter.answer


def test_an_address_that_is_none_fails_without_troubling_the_server(
    server: Server, a_letter: MakeLetter
) -> None:
    letter = a_letter("petit@garage.example\r\nRCPT TO:<espion@monde.example>")
    assert operations.send(letter, at=AT) == "failed"
    assert server.sessions == 0


def test_a_bad_letter_does_not_stop_the_batch(
    server: Server, company: Company, a_letter: MakeLetter
) -> None:
    letters = [a_letter(), a_letter("perdu@garage.example"), a_letter("coupe@garage.example")]
    letters.append(a_letter())
    moods = {"perdu@garage.example": "550 Inconnu", "coupe@garage.example": "hang up"}
    server.at_rcpt = lambda address: moods.get(address, TAKEN)
    states = operations.send_batch(company, [letter.pk for letter in letters], at=AT)
    assert list(states.values()) == ["delivered", "failed", "prepared", "delivered"]
    assert server.sessions == 2


def test_a_temporary_refusal_is_tried_five_times_then_given_up(
    server: Server, a_letter: MakeLetter
) -> None:
    server.at_rcpt = lambda _: "451 Plus tard"
    letter, at, states = a_letter(), AT, []
    for _ in range(5):
        states.append(operations.send(letter, at=at))
        letter.refresh_from_db()
        at = letter.not_before or at
    assert states == ["prepared"] * 4 + ["failed"]
    assert letter.attempts == 5


def test_before_its_time_a_letter_is_left_alone(server: Server, a_letter: MakeLetter) -> None:
    server.at_rcpt = lambda _: "451 Plus tard"
    letter = a_letter()
    operations.send(letter, at=AT)
    server.at_rcpt = lambda _: TAKEN
    assert operations.send(letter, at=AT + datetime.timedelta(minutes=4)) == "prepared"
    assert queries.to_send(at=AT + datetime.timedelta(minutes=4)) == {}
    ready = AT + datetime.timedelta(minutes=5)
    assert queries.to_send(at=ready) == {letter.company_id: [letter.pk]}
    assert operations.send(letter, at=ready) == "delivered"


def test_another_company_sends_nothing(server: Server, a_letter: MakeLetter) -> None:
    from tests import factories

    with pytest.raises(Letter.DoesNotExist):
        operations.send_batch(factories.a_company("Boulons du Rhône"), [a_letter().pk], at=AT)
    assert not server.received


def test_a_letter_cancelled_does_not_leave(server: Server, a_letter: MakeLetter) -> None:
    letter = a_letter()
    operations.cancel(letter)
    assert operations.send(letter, at=AT) == "cancelled"
    with pytest.raises(operations.AlreadyLeft, match="annulé"):
        operations.cancel(letter)
