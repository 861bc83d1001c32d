"""The terms that an e-invoice states reach its late interest, when nothing was agreed otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.imports import operations as imports
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.late_charges.models import InvoiceTerms
from encaisse.late_charges.queries import claimable
from encaisse.law.rates import floors_over
from encaisse.receivables.models import Invoice
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import papers
from tests.imports.papers import Paper
from tests.life_cycle.conftest import AT

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 22)
DAYS = Period(date(2026, 12, 3), ON)


def billed(company: Company, *notes: tuple[str, str]) -> Invoice:
    paper = replace(Paper(), notes=notes, buyer="Garage Martin", buyer_siren="")
    given = imports.GivenFile("f.xml", papers.cii(paper))
    imports.take_file(company, given, by="Nadia", at=AT)
    return Invoice.objects.get(company=company)


def interest(invoice: Invoice) -> int:
    claims = claimable(invoice.company_id, on=ON, invoice_ids=[invoice.pk])
    return int(claims["interest_cents"].sum())


def at(rate: Decimal) -> int:
    """20 days of 900,00 € at that rate."""
    return Money(900_00).times(rate * 20 / 365).cents


def test_a_rate_of_the_invoice_is_that_of_its_interest(company: Company) -> None:
    invoice = billed(company, ("PMD", "Pénalités de 15 % l'an"), ("AAB", "Pas d'escompte"))
    assert InvoiceTerms.objects.get().told == [
        "Pénalités au taux de 15,00\u00a0% l'an", "Pas d'escompte",
    ]  # fmt: skip
    assert interest(invoice) == at(Decimal("0.15"))


def test_so_many_times_the_legal_rate_follows_the_law(company: Company) -> None:
    invoice = billed(company, ("PMD", "Quatre fois le taux d'intérêt légal"))
    ((_days, floor),) = floors_over(DAYS)
    assert floor is not None
    assert interest(invoice) == at(floor.rate / 3 * 4)


def test_the_default_rate_said_replaces_the_clause_of_the_company(company: Company) -> None:
    company.penalty_rate = Decimal("0.20")
    company.save()
    said = billed(company, ("PMD", "Taux BCE + 10 points"))
    stated = interest(said)
    InvoiceTerms.objects.all().delete()
    assert interest(said) == at(Decimal("0.20")) != stated
    company.penalty_rate = None
    company.save()
    assert interest(said) == stated


def test_what_was_agreed_with_the_customer_comes_first(company: Company) -> None:
    factories.a_customer(company, "Garage Martin", penalty_rate=Decimal("0.18"))
    invoice = billed(company, ("PMD", "Pénalités de 15 % l'an"))
    assert interest(invoice) == at(Decimal("0.18"))


def test_a_doubt_is_kept_said_and_not_used(company: Company) -> None:
    plain = interest(billed(company, ("PMD", "Pénalités selon la loi")))
    terms = InvoiceTerms.objects.get()
    assert (terms.basis, terms.words) == ("", {"PMD": "Pénalités selon la loi"})
    client = Client()
    client.force_login(factories.a_user(company))
    where = reverse("home:invoice", args=[terms.invoice_id])
    page = client.get(where).content.decode()
    assert "Pénalités selon la loi" in page
    assert "taux n&#x27;est pas dit clairement" in page
    InvoiceTerms.objects.all().delete()
    assert interest(terms.invoice) == plain


def test_a_script_reads_them(company: Company) -> None:
    invoice = billed(company, ("PMD", "15 % l'an"), ("PMT", "40 €"))
    script = a_caller(company)
    found = script.get(f"/invoices/{invoice.pk}/late-terms").said
    assert (found["basis"], Decimal(found["rate"]), found["indemnity_cents"]) == (
        "fixed", Decimal("0.15"), 40_00,
    )  # fmt: skip
    assert found["words"] == {"PMD": "15 % l'an", "PMT": "40 €"}
    silent = factories.a_receivable(invoice.customer).invoice_id
    assert script.get(f"/invoices/{silent}/late-terms").status == 404


def test_an_invoice_known_before_takes_its_terms_once(company: Company) -> None:
    customer = factories.a_customer(company, "Garage Martin")
    factories.a_receivable(customer, issued_on=date(2026, 11, 2), number="F2026-0001")
    billed(company, ("PMD", "15 % l'an"))
    billed(company, ("PMD", "16 % l'an"))
    assert InvoiceTerms.objects.get().rate == Decimal("0.15")
