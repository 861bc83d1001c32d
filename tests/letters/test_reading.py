"""A mail received is read: who, in answer to what, in which words."""

import pytest

from encaisse.letters.mail.reading import Kind, read
from tests.replies.mails import a_mail, a_report


def test_an_answer_says_whom_it_answers_and_in_which_words() -> None:
    mail = a_mail(
        "Bonjour,\n\nC'est réglé depuis mardi.\n\nCordialement,\nMme Petit\n\n"
        "Le 16 nov. 2026 à 09:12, Atelier Martin <compta@atelier.example> a écrit :\n"
        "> Nous vous remercions de régler 5 240,00 €.\n",
        answers="<abc@atelier.example>",
        References="<fil@atelier.example> <abc@atelier.example>",
    )
    found = read(mail.as_bytes())
    assert found.kind == Kind.PERSON
    assert found.references[0] == "<abc@atelier.example>"
    assert (found.sender, found.sender_name) == ("compta@garage.example", "Mme Petit")
    assert found.said == "Bonjour,\n\nC'est réglé depuis mardi."
    assert "5 240,00" in found.text


@pytest.mark.parametrize(
    ("below", "own"),
    [
        ("> Merci de régler.\n\nC'est fait ce matin par virement.", "C'est fait ce matin"),
        (
            "C'est fait ce matin.\n\nDe : Atelier Martin\nEnvoyé : lundi 16 novembre\n"
            "À : Mme Petit\n"
            "Objet : relance\n\nMerci de régler d'ici vendredi.",
            "C'est fait ce matin.",
        ),
        (
            "C'est fait.\n\n-----Message d'origine-----\nDe : Atelier\nMerci de régler vendredi.",
            "C'est fait.",
        ),
    ],
    ids=["answered below", "Outlook", "message d'origine"],
)
def test_what_is_quoted_is_not_what_is_said(below: str, own: str) -> None:
    said = read(a_mail(below).as_bytes()).said
    assert own in said
    assert "vendredi" not in said
    assert "Merci de régler." not in said


def test_html_alone_is_read_as_words_without_what_runs() -> None:
    mail = a_mail()
    mail.clear_content()
    mail.set_content(
        "<style>p{color:red}</style><p>Réglé <b>mardi</b>.</p><script>alert(1)</script>"
        "<table><tr><td>FA-1</td></tr></table>",
        subtype="html",
    )
    said = read(mail.as_bytes()).text
    assert "Réglé mardi." in said
    assert "FA-1" in said
    assert "alert" not in said
    assert "color" not in said


def test_enclosed_files_are_kept_and_images_of_signatures_without_name_are_not() -> None:
    mail = a_mail()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="avis é.pdf")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    found = read(mail.as_bytes())
    assert [(each.name, each.content) for each in found.enclosed] == [("avis é.pdf", b"%PDF-1.7")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacances)"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
    ],
    ids=["answered by itself", "generated", "precedence", "older header"],
)
def test_a_robot_is_no_person(headers: dict[str, str]) -> None:
    assert read(a_mail(**headers).as_bytes()).kind == Kind.ROBOT


def test_a_robot_that_hides_is_known_by_its_subject() -> None:
    assert read(a_mail(subject="Réponse automatique : relance").as_bytes()).kind == Kind.ROBOT
    assert read(a_mail(Auto_Submitted="no").as_bytes()).kind == Kind.PERSON


def test_a_delivery_report_says_which_address_and_which_mail() -> None:
    found = read(a_report("petit@garage.example", "<abc@atelier.example>"))
    [refused] = found.refused
    assert (found.kind, found.references) == (Kind.BOUNCE, ("<abc@atelier.example>",))
    assert (refused.address, refused.status, refused.is_permanent) == (
        "petit@garage.example", "5.1.1", True,
    )  # fmt: skip
    assert "boîte inconnue" in refused.answer


def test_a_report_that_the_server_still_tries_is_no_failure() -> None:
    late = a_report(
        "petit@garage.example", "<abc@atelier.example>", action="delayed", status="4.4.1"
    )
    assert read(late).kind == Kind.ROBOT


def test_a_full_mailbox_is_not_for_ever() -> None:
    full = a_report("petit@garage.example", "<abc@atelier.example>", status="4.2.2")
    assert not read(full).refused[0].is_permanent


ENCLOSING_A_CUT_MAIL = """\
Content-Type: multipart/mixed; boundary=A

--A
Content-Type: message/rfc822

Content-Type: multipart/mixed; boundary=B

Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Voici le relevé réglé.
--A--
""".encode()


def test_an_enclosed_mail_cut_short_is_kept_by_what_it_says() -> None:
    (enclosed,) = read(ENCLOSING_A_CUT_MAIL).enclosed
    assert enclosed.media_type == "message/rfc822"
    assert "Voici le relevé réglé." in enclosed.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xe9\xe8\r\nSubject: =?utf-8?b?!!!?=\r\n\r\n\xe9",
        b"From: <<>>@\r\nMessage-ID: pas un identifiant\r\nDate: hier\r\n\r\nbonjour",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; "
        b"charset=inconnu-1\r\n\r\nbonjour",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nrien",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@",
        ENCLOSING_A_CUT_MAIL,
    ],
    ids=["nothing", "bytes", "8 bits", "headers", "charset", "empty report", "base64", "cut"],
)
def test_a_malformed_mail_is_read_as_well_as_can_be(content: bytes) -> None:
    found = read(content)
    assert found.message_id.startswith("<")
    assert found.message_id == read(content).message_id


def test_signs_that_hide_or_turn_the_text_are_taken_out() -> None:
    mail = a_mail("Réglé \u202egnp.exe\u202c hier", subject="Re: fac\u202eture")
    found = read(mail.as_bytes())
    assert "\u202e" not in found.text + found.subject
