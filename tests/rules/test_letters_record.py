"""The delivery record of a message: in order, each thing once, no more than what is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from encaisse.letters.rules.proving import BY_CHANNEL, OF_ALL, line_of
from encaisse.letters.rules.record import (
    Act,
    Batch,
    Event,
    Followed,
    Kept,
    What,
    given_at,
    record,
)

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = AT + timedelta(minutes=20)
SERVER = "serveur de courriel"
MAIL = Kept(
    channel="mail", state="delivered", by="nadia@atelier.example", prepared_at=AT, sent_at=AT,
    answer="250 2.0.0 Ok: queued as 4F2A", zone=ZoneInfo("Europe/Paris"), written="Relance 1",
)  # fmt: skip
POSTED = replace(
    MAIL, channel="letter", answer="", sent_at=AT,
    batch=Batch(5, AT, LATER, "nadia@atelier.example", date(2026, 11, 23)),
)  # fmt: skip


def told(kept: Kept) -> list[tuple[str, str]]:
    return [(event.what.value, event.said) for event in record(kept)]


def test_a_mail_taken_at_once_is_prepared_then_given_to_the_server() -> None:
    assert told(MAIL) == [("prepared", "Relance 1"), ("sent", "250 2.0.0 Ok: queued as 4F2A")]


def test_what_comes_later_follows_in_its_order() -> None:
    evidence = (
        Event(LATER + timedelta(days=1), What.REPLIED, "Mme Petit", "Je paie demain."),
        Event(LATER, What.OPENED, "Fournisseur"),
    )
    kept = replace(MAIL, evidence=evidence)
    assert [what for what, _said in told(kept)] == ["prepared", "sent", "opened", "replied"]


def test_an_address_refused_at_once_is_told_beside_those_that_were_taken() -> None:
    kept = replace(MAIL, refused={"parti@garage.example": "550 5.1.1 inconnu"})
    declined = record(kept)[-1]
    assert (declined.what, declined.address) == (What.DECLINED, "parti@garage.example")
    returned = Event(LATER, What.BOUNCED, "avis", "550", "parti@garage.example")
    assert told(replace(kept, evidence=(returned,)))[-1] == ("bounced", "550")
    assert "declined" not in dict(told(replace(kept, evidence=(returned,))))


def test_what_the_server_said_is_told_once_also_when_the_mail_came_back() -> None:
    taken = Event(AT, What.ACCEPTED, SERVER, "250 Ok")
    kept = replace(MAIL, state="bounced", answer="refusé : 550", evidence=(taken,))
    assert told(kept) == [("prepared", "Relance 1"), ("accepted", "250 Ok")]


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        pytest.param("letter.confirmed", ["prepared", "unclear", "confirmed"], id="it left"),
        pytest.param(
            "letter.sent_again", ["prepared", "unclear", "sent_again", "sent"], id="once more"
        ),
    ],
)
def test_after_a_doubt_nobody_says_that_a_server_took_it_unless_one_did(
    verb: str, expected: list[str]
) -> None:
    doubt = Event(AT, What.UNCLEAR, SERVER, "la connexion a été coupée")
    act = Act(verb, LATER, "nadia@atelier.example")
    sent_at = LATER if verb == "letter.confirmed" else LATER + timedelta(minutes=1)
    kept = replace(MAIL, sent_at=sent_at, evidence=(doubt,), acts=(act,))
    assert [what for what, _said in told(kept)] == expected


def test_a_doubt_from_before_the_evidence_was_kept_is_told_too() -> None:
    kept = replace(MAIL, state="unclear", sent_at=None, answer="coupée")
    assert told(kept)[-1] == ("unclear", "coupée")


def test_a_letter_is_printed_then_posted_a_day_without_hour() -> None:
    act = Act("letters.batch_posted", LATER, "paul@atelier.example")
    events = record(replace(POSTED, acts=(act,)))
    assert [event.what.value for event in events] == ["prepared", "printed", "posted"]
    posted = events[-1]
    assert (posted.has_hour, posted.source, posted.reference) == (
        False, "paul@atelier.example", "batch:5",
    )  # fmt: skip


def test_the_post_is_quoted_by_day_and_by_who_noted_it() -> None:
    followed = Followed(
        "1A 234", date(2026, 11, 25), None, date(2026, 12, 12), "non réclamée", "Nadia"
    )
    presented, returned = record(replace(POSTED, followed=followed))[-2:]
    assert (presented.what, returned.what) == (What.PRESENTED, What.RETURNED)
    assert presented.source == "La Poste, noté par Nadia"
    assert (returned.said, returned.reference) == ("non réclamée", "1A 234")


def test_what_a_provider_of_the_post_told_is_not_told_again_by_hand() -> None:
    presented = Event(datetime(2026, 11, 25, 9, tzinfo=UTC), What.PRESENTED, "La Poste, suivi")
    followed = Followed(presented_on=date(2026, 11, 25), received_on=date(2026, 11, 26))
    events = record(replace(POSTED, followed=followed, evidence=(presented,)))
    assert [event.what.value for event in events][-2:] == ["presented", "received"]
    assert sum(event.what is What.PRESENTED for event in events) == 1


def test_each_thing_says_what_it_proves_and_no_channel_pretends() -> None:
    assert set(OF_ALL) == set(What)
    for way in ("mail", "sms", "letter"):
        for what in (What.SENT, What.ACCEPTED, What.DELIVERED):
            line = line_of(Event(AT, what, ""), channel=way)
            assert " lu" in line.meaning.proves or line.meaning.label == "Prise en charge"
    slip = line_of(Event(AT, What.POSTED, ""), channel="letter", is_registered=True)
    assert slip.meaning is BY_CHANNEL["registered", What.POSTED]


def test_a_mail_that_bears_a_number_was_given_to_a_provider_not_to_a_server() -> None:
    sent = record(replace(MAIL, reference="msg-42"))[-1]
    assert (sent.what, sent.source) == (What.SENT, "fournisseur de courriel")
    assert line_of(sent, channel="mail").meaning.label == "Remis au fournisseur"
    assert given_at([sent], channel="mail") == MAIL.sent_at
