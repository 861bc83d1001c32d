"""Bank lines that wait, over REST."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents.models import Document
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from tests.api.conftest import Caller, a_caller


@pytest.fixture
def line(atelier: Company) -> BankLine:
    document = Document.objects.create(
        company=atelier,
        name="releve.txt",
        sha256="1" * 64,
        size=0,
        media_type="text/plain",
        dated_on=datetime.date(2026, 11, 16),
    )
    return BankLine.objects.create(
        company=atelier, document=document, key="a|1", account="FR76",
        on=datetime.date(2026, 11, 16), cents=5_000, label="VIR SEPA", said="merci",
    )  # fmt: skip


def test_a_line_is_attributed_once(nadia: Caller, martin: Customer, line: BankLine) -> None:
    (waiting,) = nadia.get("/bank-lines").said["items"]
    assert (waiting["id"], waiting["cents"], waiting["credit"]) == (str(line.pk), 5_000, None)
    done = nadia.post(f"/bank-lines/{line.pk}/customer", {"customer": str(martin.pk)})
    assert (done.status, done.said["customer"]) == (200, str(martin.pk))
    assert nadia.get("/bank-lines").said["items"] == []
    again = nadia.post(f"/bank-lines/{line.pk}/set-aside", {"reason": "x"})
    assert (again.status, again.said["code"]) == (409, "bank_line_settled")


def test_a_reader_settles_nothing_and_a_stranger_sees_nothing(line: BankLine) -> None:
    reader = a_caller(line.company, Role.READER)
    assert reader.post(f"/bank-lines/{line.pk}/set-aside", {"reason": "x"}).status == 403
    assert reader.get(f"/bank-lines/{line.pk}").status == 200
