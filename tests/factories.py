"""Objects for tests, one factory each, traits for situations."""

import datetime
import itertools

from encaisse.accounts.models import Company, Membership, User
from encaisse.accounts.rules import Role
from encaisse.documents.models import Document
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import DueSource, Invoice, Receivable

_numbers = itertools.count(1)


def a_company(name: str = "Atelier Martin", **facts: object) -> Company:
    number = next(_numbers)
    return Company.objects.create(name=name, code=f"societe-{number}", **facts)


def a_user(
    company: Company,
    role: Role = Role.COLLECTOR,
    name: str = "Nadia",
    password: str = "secret",
    is_administrator: bool = False,
) -> User:
    number = next(_numbers)
    user = User.objects.create_user(
        f"{name.lower()}{number}@atelier.example",
        password,
        full_name=name,
        is_staff=is_administrator,
    )
    Membership.objects.create(company=company, user=user, role=role)
    return user


def a_customer(company: Company, name: str = "Garage Martin", **facts: object) -> Customer:
    number = next(_numbers)
    facts.setdefault("code", f"C{number:05}")
    return Customer.objects.create(company=company, name=name, **facts)


def a_receivable(
    customer: Customer,
    *,
    cents: int = 120_000,
    due_on: datetime.date = datetime.date(2026, 10, 31),
    issued_on: datetime.date | None = None,
    estimated: bool = False,
    number: str | None = None,
) -> Receivable:
    """An open invoice with one receivable."""
    rank = next(_numbers)
    invoice = Invoice.objects.create(
        company=customer.company,
        customer=customer,
        number=number or f"FA{rank:05}",
        entry_key=f"test:{rank}",
        issued_on=issued_on or due_on - datetime.timedelta(days=30),
        total_cents=cents,
        currency=customer.currency,
    )
    return Receivable.objects.create(
        company=customer.company,
        customer=customer,
        invoice=invoice,
        due_on=due_on,
        due_source=DueSource.LEARNED if estimated else DueSource.TYPED,
        due_estimated=estimated,
        face_cents=cents,
        open_cents=cents,
        currency=customer.currency,
    )


def a_bank_line(company: Company, *, cents: int, **facts: object) -> BankLine:
    """A movement of the bank account that waits."""
    rank = next(_numbers)
    document, _new = Document.objects.get_or_create(
        company=company, name="releve.txt",
        defaults={
            "sha256": f"{rank:064d}", "size": 0, "media_type": "text/plain",
            "dated_on": datetime.date(2026, 11, 16),
        },
    )  # fmt: skip
    given: dict[str, object] = {
        "on": datetime.date(2026, 11, 16), "label": "VIR SEPA", "account": "FR76",
    }  # fmt: skip
    return BankLine.objects.create(
        company=company, document=document, key=f"test:{rank}", cents=cents, **given | facts
    )
