"""What the calculators of interest are told: options for amounts, payments and events."""

import argparse

from encaisse.kernel.days import parse_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.amounts import NOTHING, euros
from encaisse.law.commands.shared import choices
from encaisse.law.late_interest import CreditNote, DayCount, Events, Imputation, Payment


class PaymentNotUnderstood(Refusal):
    """A payment that is not a day and an amount."""

    code = "payment_not_understood"
    sentence = "« {text} » n'est pas un versement : écrivez par exemple 2026-06-01:1500.00."


class CreditNoteNotUnderstood(Refusal):
    """A credit note that is not a day and an amount."""

    code = "credit_note_not_understood"
    sentence = "« {text} » n'est pas un avoir : écrivez par exemple 2026-06-01:200.00."


class GraceNotUnderstood(Refusal):
    """A grace period that is not two days."""

    code = "grace_not_understood"
    sentence = "« {text} » n'est pas un délai de grâce : écrivez 2026-06-01:2026-12-31."


def add_payments(parser: argparse.ArgumentParser) -> None:
    """Payments, credit notes and how both are counted."""
    _repeated(parser, "--payment", "DATE:MONTANT", "versement partiel ; autant que nécessaire")
    _repeated(parser, "--credit-note", "DATE:MONTANT", "avoir, sur le principal à sa date")
    choices(parser, "--imputation", Imputation, Imputation.INTEREST_FIRST)
    choices(parser, "--day-count", DayCount, DayCount.ACT_365)


def add_events(parser: argparse.ArgumentParser) -> None:
    """What raises, suspends or stops interest."""
    _day(parser, "--enforceable-on", "la décision est devenue exécutoire (L313-3)")
    _day(parser, "--capitalised-from", "départ des années d'intérêts capitalisées (1343-2)")
    _day(parser, "--insolvency-on", "jugement d'ouverture d'une procédure collective (L622-28)")
    parser.add_argument(
        "--long-credit",
        action="store_true",
        help="crédit d'un an ou plus, dont la procédure n'arrête pas les intérêts",
    )
    _repeated(parser, "--grace", "DATE:DATE", "délai accordé par un juge (1343-5)")


def payments(arguments: argparse.Namespace) -> list[Payment]:
    """The payments told."""
    return [
        Payment(parse_day(day), euros(amount))
        for day, amount in (_pair(text, PaymentNotUnderstood) for text in arguments.payment)
    ]


def events(arguments: argparse.Namespace) -> Events:
    """The events told; those that a calculator does not know are absent."""
    notes = [_pair(text, CreditNoteNotUnderstood) for text in arguments.credit_note]
    grace = [_pair(text, GraceNotUnderstood) for text in arguments.grace]
    told = vars(arguments)
    days = ("starts_on", "notice_on", "enforceable_on", "capitalised_from", "insolvency_on")
    return Events(
        **{name: parse_day(told[name]) for name in days if told.get(name)},
        is_long_credit=arguments.long_credit,
        grace=tuple(Period(parse_day(first), parse_day(last)) for first, last in grace),
        credit_notes=tuple(CreditNote(parse_day(day), euros(amount)) for day, amount in notes),
        costs=euros(told["costs"]) if told.get("costs") else NOTHING,
    )


def _day(parser: argparse.ArgumentParser, option: str, told: str) -> None:
    parser.add_argument(option, metavar="DATE", help=told)


def _repeated(parser: argparse.ArgumentParser, option: str, shape: str, told: str) -> None:
    parser.add_argument(option, action="append", default=[], metavar=shape, help=told)


def _pair(text: str, refusal: type[Refusal]) -> tuple[str, str]:
    left, colon, right = text.partition(":")
    if not colon:
        raise refusal(text=text)
    return left, right
