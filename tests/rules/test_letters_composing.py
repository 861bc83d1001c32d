"""What the messages say: remaining amounts, credits deducted, claims only when they may be."""

import datetime
from dataclasses import replace

import pytest

from encaisse.kernel.money import Money
from encaisse.letters.rules import Wording, compose
from encaisse.letters.rules.composing import (
    ClaimsTable,
    Composed,
    Paragraph,
    Payment,
    Statement,
)
from encaisse.letters.rules.text import plain_text
from tests.letters.facts import CLAIMS, LINES, WORKSHOP, told

WHOLE = Wording("Relance", "{{ tableau }}\n\n{{ interets }}\n\n{{ reglement_exigible }}")


def plain(text: str) -> str:
    """The text with plain spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_statement_shows_what_remains_and_deducts_the_credits() -> None:
    statement = compose(WHOLE, told()).parts[0]
    assert isinstance(statement, Statement)
    assert [(row.number, plain(row.open), plain(row.face)) for row in statement.rows] == [
        ("FA-2291", "5 240,00 €", "sur 6 240,00 €"),
        ("FA-2304", "3 000,00 €", ""),
    ]
    assert [plain(" ".join(credit)) for credit in statement.credits] == [
        "Avoir AV-118 du 02/11/2026 −240,00 €"
    ]
    assert plain(statement.total) == "8 000,00 €"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(None, id="none"),
        pytest.param(replace(CLAIMS, shown=False), id="not to be shown"),
        pytest.param(replace(CLAIMS, interest=Money(0), indemnity=Money(0)), id="nothing"),
    ],
)
def test_claims_that_may_not_be_shown_appear_nowhere(claims: object) -> None:
    message = compose(WHOLE, told(claims=claims))
    assert [part.kind for part in message.parts] == ["statement", "payment"]
    text = plain_text(message, WORKSHOP)
    assert "ndemnité" not in text
    assert "96,12" not in text
    assert "Montant : 8 000,00 €" in plain(text)


def test_claims_shown_bear_their_articles_and_their_total() -> None:
    claims = compose(WHOLE, told()).parts[1]
    assert isinstance(claims, ClaimsTable)
    assert plain(claims.total) == "8 176,12 €"
    assert "L441-10" in claims.sources
    assert "D441-5" in claims.sources


def test_the_payment_asks_for_the_total_and_names_the_reference() -> None:
    payment = compose(WHOLE, told(claims=None)).parts[-1]
    assert isinstance(payment, Payment)
    assert payment.iban == "FR76 3000 6000 0112 3456 7890 189"
    assert payment.qr.splitlines()[7] == "EUR8000.00"
    assert payment.qr.splitlines()[-1] == "FA-2291 FA-2304"


def test_without_iban_there_is_no_code_and_the_text_says_where_to_look() -> None:
    message = compose(WHOLE, told(company=replace(WORKSHOP, iban="")))
    assert message.qr == ""
    assert "figurent sur nos factures" in plain_text(message, WORKSHOP)


@pytest.mark.parametrize(
    ("text", "facts", "said"),
    [
        pytest.param("{{ factures }}", {}, "vos 2 factures", id="two invoices"),
        pytest.param(
            "{{ factures }}", {"lines": LINES[:1]}, "votre facture FA-2291", id="one invoice"
        ),
        pytest.param(
            "{{ echeance }}", {}, "entre le 13/10/2026 et le 30/10/2026", id="several due dates"
        ),
        pytest.param("{{ echeance }}", {"lines": LINES[:1]}, "le 13/10/2026", id="one due date"),
        pytest.param("{{ retard }}", {}, "41 jours", id="the longest delay"),
        pytest.param("{{ delai }}", {"pay_by": None}, "dès réception de ce message", id="at once"),
        pytest.param("{{ salutation }}", {"contact": ""}, "Bonjour,", id="nobody known"),
        pytest.param("{{ contact }}", {"contact": ""}, "Garage de l'Étoile", id="to the customer"),
        pytest.param("{{ salutation }}", {"contact": "compta@a.fr"}, "Bonjour,", id="an address"),
        pytest.param("{{ salutation }}", {"contact": " - "}, "Bonjour,", id="no letter"),
        pytest.param("{{ contact }}", {"contact": "a@b.fr"}, "Garage de l'Étoile", id="no name"),
    ],
)
def test_phrases(text: str, facts: dict[str, object], said: str) -> None:
    (part,) = compose(Wording("Relance", text), told(**facts)).parts
    assert isinstance(part, Paragraph)
    assert plain(part.text) == said


def test_a_letter_in_english_speaks_english_throughout() -> None:
    text = plain_text(compose(replace(WHOLE, language="en-GB"), told()), WORKSHOP)
    assert "Invoice FA-2291, issued on 13 September 2026" in text
    assert "Total to pay: €8,000.00" in text
    assert "Facture" not in text


def test_an_estimated_due_date_is_said_to_be_one() -> None:
    line = replace(LINES[0], estimated=True)
    assert "13/10/2026 (estimée)" in plain_text(compose(WHOLE, told(lines=(line,))), WORKSHOP)


def test_before_the_due_date_nothing_is_called_late() -> None:
    line = replace(LINES[0], days_late=0, due_on=datetime.date(2026, 12, 1))
    facts = told(lines=(line,), claims=None, level=0)
    text = plain(plain_text(compose(WHOLE, facts), WORKSHOP))
    assert "Échéance : 01/12/2026, à échoir" in text
    assert "etard" not in text


def test_nobody_is_summoned_to_pay_before_the_due_date() -> None:
    late, coming = LINES[0], replace(LINES[1], days_late=0, due_on=datetime.date(2026, 12, 1))
    message = compose(WHOLE, told(lines=(late, coming), claims=None, level=4))
    text = plain(plain_text(message, WORKSHOP))
    assert [row.number for row in statement_of(message).rows] == ["FA-2291"]
    assert "Pour mémoire, FA-2304 à échoir le 01/12/2026 : 3 000,00 €" in text


def statement_of(message: Composed) -> Statement:
    return next(part for part in message.parts if isinstance(part, Statement))
