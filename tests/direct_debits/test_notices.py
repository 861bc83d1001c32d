"""Customers are told before they are debited: by mail, in time, in their language."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.direct_debits import operations, queries
from encaisse.direct_debits.rules import calendar, notices
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter, LetterState
from encaisse.parties import operations as parties
from encaisse.parties.models import Contact, Customer
from tests.direct_debits.making import BY, COLLECTED, NOON, batch, owed, signed

pytestmark = pytest.mark.django_db
IN_TWO_WEEKS = datetime.date(2026, 12, 4)


@pytest.fixture(autouse=True)
def mail(settings: object) -> None:
    settings.EMAIL_HOST = "127.0.0.1"  # type: ignore[attr-defined]


def test_one_mail_for_each_mandate_tells_amount_day_and_mandate(
    company: Company, martin: Customer
) -> None:
    martin.email = "compta@garage.example"
    martin.save()
    signed(martin)
    first, second = owed(martin), owed(martin, 300)
    made = batch(company, first, second, collect_on=IN_TWO_WEEKS, tells=True)
    (letter,) = Letter.objects.all()
    assert letter.to == ["compta@garage.example"]
    for said in ("123,00", "4\u00a0décembre\u00a02026", "RUM1", "FR72ZZZ123456", "…2606"):
        assert said in letter.text
    assert first.invoice.number in letter.text
    for debit in queries.debits_of(made):
        assert (debit.notified_on, debit.notice) == (NOON.date(), letter)


def test_the_people_of_its_accounts_are_told_before_the_customer_itself(
    company: Company, martin: Customer
) -> None:
    martin.email = "accueil@garage.example"
    martin.save()
    for email in ("petit@garage.example", "refuse@garage.example"):
        Contact.objects.create(company=company, customer=martin, name="P", email=email)
    parties.mark_refusing(
        company, "refuse@garage.example", why="refused", reason="550", on=NOON.date(), by=BY
    )
    assert queries.addresses(company, [martin.pk]) == {martin.pk: ["petit@garage.example"]}
    Contact.objects.all().delete()
    assert queries.addresses(company, [martin.pk]) == {martin.pk: ["accueil@garage.example"]}


def test_nothing_leaves_too_late_nor_to_nobody(company: Company, martin: Customer) -> None:
    signed(martin)
    receivable = owed(martin)
    with pytest.raises(operations.NobodyToTell, match="Garage Martin n'a pas de courriel"):
        batch(company, receivable, collect_on=IN_TWO_WEEKS, tells=True)
    assert queries.batches(company).count() == 0
    martin.email = "compta@garage.example"
    martin.save()
    with pytest.raises(calendar.NoticeTooLate, match="04/12/2026"):
        batch(company, receivable, collect_on=COLLECTED, tells=True)
    assert not Letter.objects.exists()


def test_a_shorter_notice_agreed_on_the_mandate_is_enough(
    company: Company, martin: Customer
) -> None:
    martin.email = "compta@garage.example"
    martin.save()
    signed(martin, notice_days=2)
    made = batch(company, owed(martin), collect_on=COLLECTED, tells=True)
    assert made.count == 1


def test_cancelling_the_batch_keeps_the_notice_that_has_not_left(
    company: Company, martin: Customer
) -> None:
    martin.email = "compta@garage.example"
    martin.save()
    signed(martin)
    made = batch(company, owed(martin), collect_on=IN_TWO_WEEKS, tells=True)
    operations.cancel_batch(made, on=NOON.date(), by=BY)
    assert Letter.objects.get().state == LetterState.CANCELLED


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("fr", "Prélèvement du 08/12/2026 : 1\u202f234,56\u00a0€", "nous prélèverons"),
        ("en", "Direct debit on 8 Dec", "we will debit €1,234.56"),
        ("de", "Lastschrift am 08.12.2026", "ziehen wir 1.234,56"),
        ("it", "Prélèvement du 08/12/2026", "nous prélèverons"),
    ],
)
def test_the_notice_speaks_the_customers_language(language: str, subject: str, said: str) -> None:
    told = notices.Notice(
        creditor="Atelier Martin", ics="FR72ZZZ123456", mandate="RUM1",
        iban="FR1420041010050500013M02606", collect_on=datetime.date(2026, 12, 8),
        parts=[("FA-1", Money(100_000)), ("FA-2", Money(23_456))],
    )  # fmt: skip
    assert subject in notices.subject_of(told, language)
    assert said in notices.text_of(told, language)
    assert "M0" not in notices.text_of(told, language)
