"""A creditor and a customer of its."""

import pytest

from encaisse.accounts.models import Company
from encaisse.direct_debits import operations
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.parties.models import Customer
from tests import factories
from tests.direct_debits.making import OURS


@pytest.fixture
def company() -> Company:
    made = factories.a_company(iban=OURS)
    operations.be_creditor(made, ics="FR72ZZZ123456", version=VERSIONS[1], by="paul")
    return made


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company)
