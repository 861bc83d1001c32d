"""What a message of the workshop tells: the same facts for every test of letters."""

import datetime
from dataclasses import replace
from typing import Any

from encaisse.kernel.money import Money
from encaisse.letters.rules import Addressee, Claims, Credit, Line, MessageContext, Sender

IBAN = "FR7630006000011234567890189"
DAY = datetime.date(2026, 11, 23)
WORKSHOP = Sender(
    name="Atelier Martin",
    address="12 rue des Tanneurs\n42000 Saint-Étienne",
    email="compta@atelier-martin.example",
    phone="04 77 00 00 00",
    iban=IBAN,
    bic="AGRIFRPP",
    legal="SAS au capital de 50 000 € · RCS Saint-Étienne 552 100 554",
)
LINES = (
    Line(
        number="FA-2291", issued_on=datetime.date(2026, 9, 13), due_on=datetime.date(2026, 10, 13),
        days_late=41, face=Money(624_000), open=Money(524_000), level=2,
    ),
    Line(
        number="FA-2304", issued_on=datetime.date(2026, 9, 30), due_on=datetime.date(2026, 10, 30),
        days_late=24, face=Money(300_000), open=Money(300_000), level=1,
    ),
)  # fmt: skip
CREDIT = Credit(reference="Avoir AV-118", on=datetime.date(2026, 11, 2), amount=Money(24_000))
CLAIMS = Claims(
    interest=Money(9_612),
    indemnity=Money(8_000),
    shown=True,
    sources=("article L441-10 du code de commerce", "article D441-5 du code de commerce"),
)
CONTEXT = MessageContext(
    company=WORKSHOP,
    customer=Addressee("Garage de l'Étoile", "C00012"),
    contact="Mme Petit",
    day=DAY,
    level=2,
    lines=LINES,
    credits=(CREDIT,),
    total=Money(800_000),
    claims=CLAIMS,
    pay_by=datetime.date(2026, 12, 1),
    reference="FA-2291 FA-2304",
)


def told(**changes: Any) -> MessageContext:
    """The usual facts, with some changed."""
    return replace(CONTEXT, **changes)
