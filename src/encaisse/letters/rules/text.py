"""The plain text of a message: complete and readable without its HTML."""

from collections.abc import Iterable

from encaisse.letters.rules.composing import (
    ClaimsTable,
    Composed,
    Paragraph,
    Part,
    Payment,
    Row,
    Statement,
)
from encaisse.letters.rules.facts import Sender
from encaisse.letters.rules.words import Words

RULE = "-" * 40


def plain_text(message: Composed, company: Sender) -> str:
    """The parts one under the other, then who writes."""
    signature = [company.name, *company.address.splitlines(), company.phone, company.email]
    foot = "\n".join(["-- ", *(line for line in signature if line), *filter(None, [company.legal])])
    return f"{parts_text(message)}\n\n{foot}\n"


def parts_text(message: Composed) -> str:
    """The parts alone, one under the other: what a person goes on from."""
    return "\n\n".join("\n".join(_lines(part, message.words)) for part in message.parts)


def _lines(part: Part, words: Words) -> Iterable[str]:
    match part:
        case Paragraph():
            return [part.text]
        case Statement():
            return _statement(part, words)
        case ClaimsTable():
            return _claims(part, words)
        case Payment():
            return _payment(part, words)


def _statement(part: Statement, words: Words) -> list[str]:
    rows = [line for row in part.rows for line in _row(row, words)]
    credits = [f"{label}{words.colon}{amount}" for label, amount in part.credits]
    heading = [f"{words.credits}{words.colon.rstrip()}"] if credits else []
    return [
        part.title,
        RULE,
        *rows,
        *heading,
        *credits,
        RULE,
        f"{words.total}{words.colon}{part.total}",
        *part.upcoming,
    ]


def _row(row: Row, words: Words) -> list[str]:
    colon = words.colon
    due = f"{row.due} ({words.estimated})" if row.is_estimated else row.due
    late = f"{words.late.lower()}{colon}{row.late}" if row.is_late else row.late
    face = f" ({row.face})" if row.face else ""
    return [
        f"{words.number} {row.number}, {words.issued.lower()} {row.issued}",
        f"  {words.due}{colon}{due}, {late}",
        f"  {words.open}{colon}{row.open}{face}",
    ]


def _claims(part: ClaimsTable, words: Words) -> list[str]:
    rows = [f"{label}{words.colon}{amount}" for label, amount in part.rows]
    total = f"{words.total_with_claims}{words.colon}{part.total}"
    return [part.title, RULE, *rows, RULE, total, *filter(None, [part.sources])]


def _payment(part: Payment, words: Words) -> list[str]:
    if not part.iban:
        return [f"{words.payment}{words.colon}{part.amount}", words.no_iban]
    facts = [
        (words.beneficiary, part.beneficiary),
        ("IBAN", part.iban),
        ("BIC", part.bic),
        (words.amount, part.amount),
        (words.reference, part.reference),
    ]
    return [
        words.payment,
        RULE,
        *(f"{label}{words.colon}{value}" for label, value in facts if value),
    ]
