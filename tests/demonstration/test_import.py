"""The product's reader finds in the files what the story knows, to the cent."""

from collections import Counter
from datetime import date

import pytest

from encaisse.demonstration.rules.books import keep
from encaisse.demonstration.rules.fec import fec_files
from encaisse.demonstration.rules.story import tell
from encaisse.imports.fec.books import Period, merge
from encaisse.imports.fec.due_days import Terms
from encaisse.imports.fec.ledger import Ledger, settle
from encaisse.imports.fec.reading import FecFile, read_fec
from encaisse.law.payment_terms import PaymentTerms, Rule

DAYS = [date(2026, 11, 23), date(2026, 7, 1), date(2028, 2, 29)]


def ledger_of(files: list[FecFile]) -> Ledger:
    periods = [Period(file.lines, file.first_on, file.last_on) for file in files]
    return settle(merge(periods), Terms(PaymentTerms.at(Rule(30)), cap_days=60))


@pytest.mark.parametrize("until", DAYS, ids=str)
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_each_open_amount_is_right_to_the_cent(until: date, backwards: bool) -> None:
    story = tell(until)
    contents = list(fec_files(keep(story)).values())
    files = [read_fec(content) for content in (reversed(contents) if backwards else contents)]
    assert not any(file.ignored or file.refused or file.warnings for file in files)
    ledger = ledger_of(files)
    found: Counter[str] = Counter()
    numbers = dict(ledger.invoices.select("invoice_key", "number").iter_rows())
    for key, cents in ledger.receivables.select("invoice_key", "open_cents").iter_rows():
        found[numbers[key]] += cents
    known = {
        bill.number: bill.open_cents(until, bank_until=story.bank_until) for bill in story.bills
    }
    assert +found == {number: cents for number, cents in known.items() if cents}
    pseudo = ledger.customers.filter("is_pseudo")["name"].to_list()
    assert pseudo == ["Encaissements carte bancaire"]
