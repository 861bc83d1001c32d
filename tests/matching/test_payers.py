"""Who paid, by what the bank and the payer said."""

import datetime

import pytest

from encaisse.matching import rules

NAMES = {
    1: "Garage Martin", 2: "Garage Martinez", 3: "SARL Martin & Fils", 4: "Société Générale",
    5: "Établissements Ducœur", 6: "Charpentes Métalliques Odin", 7: "Odin", 8: "Le Pré",
    9: "Garage Martin",
}  # fmt: skip


DAY = datetime.date(2026, 3, 10)


def known(*customers: int, learned: tuple[tuple[str, str, int], ...] = ()) -> rules.Known:
    """Each owes one invoice, of its own amount."""
    book = rules.book_of_payables(
        rules.Payable(one, f"FA26-{one:04d}", DAY, 10_000 + one, one) for one in customers
    )
    return rules.Known(book, rules.payers_of([(one, NAMES[one]) for one in customers], learned))


@pytest.mark.parametrize(
    ("customers", "counterparty", "said", "expected"),
    [
        pytest.param((1, 2), "GARAGE MARTIN", "", 1, id="the name, capitals and accents apart"),
        pytest.param((1, 2), "SARL GARAGE MARTIN", "", 1, id="legal forms apart"),
        pytest.param((3,), "MARTIN ET FILS", "", None, id="not quite the name"),
        pytest.param((3,), "STE MARTIN FILS", "", 3, id="another legal form"),
        pytest.param((5,), "ETS DUCOEUR", "", 5, id="ligatures"),
        pytest.param((1, 2), "", "VIR SEPA GARAGE MARTINEZ MERCI", 2, id="within the label"),
        pytest.param((6, 7), "", "VIR CHARPENTES METALLIQUES ODIN", 6, id="the longest name"),
        pytest.param((6, 7), "ODIN", "", 7, id="the whole name, however short"),
        pytest.param((8,), "", "VIR LE PRE", 8, id="two short words"),
        pytest.param((6,), "CHARPENTES METALLI", "", 6, id="a name that the bank cut"),
        pytest.param((1, 2), "GARAGE", "", None, id="too little of a name"),
        pytest.param((1, 2), "M DUPONT", "FA 26/2", 2, id="an invoice quoted"),
        pytest.param((1, 2), "M DUPONT", "FA26-0001 FA26-0002", None, id="invoices of two"),
        pytest.param((1, 9), "GARAGE MARTIN", "", None, id="two of one name"),
        pytest.param((1, 9), "GARAGE MARTIN", "FA26-0009", 9, id="two of one name, one quoted"),
        pytest.param((1, 2), "GARAGE MARTIN", "FA26-0002", 1, id="pays for another: who paid"),
        pytest.param((1,), "", "", None, id="nothing said"),
        pytest.param((4,), "SOCIETE GENERALE", "", 4, id="a form within a name"),
    ],
)
def test_who_paid(
    customers: tuple[int, ...], counterparty: str, said: str, expected: int | None
) -> None:
    line = rules.Received(999, DAY, said, counterparty)
    assert rules.answer(line, known(*customers)).customer_id == expected


def test_an_account_learned_says_more_than_a_name() -> None:
    learned = (("iban", "FR7612345", 2), ("name", "M DUPONT", 1))
    told = known(1, 2, learned=learned)
    by_account = rules.Received(999, DAY, "", "GARAGE MARTIN", "FR7612345")
    assert rules.answer(by_account, told).customer_id == 2
    assert rules.answer(rules.Received(999, DAY, "", "M. Dupont"), told).customer_id == 1


@pytest.mark.parametrize(
    ("learned", "counterparty", "expected", "clarity"),
    [
        pytest.param("Holding des Pins", "HOLDING DES PINS", (2,), 3, id="the same name"),
        pytest.param("Holding des Pins", "PINS HOLDING DES", (2,), 2, id="in another order"),
        pytest.param("Holding des Pins", "HOLDINGDESPINS", (2,), 2, id="without its spaces"),
        pytest.param("Holding Sapinières", "HOLDING SAPINIERE", (2,), 1, id="one letter apart"),
        pytest.param("Holding Pins", "HOLDING PIN", (), 0, id="one letter of a short word"),
        pytest.param("SARL Dupont", "DUPONT ET FILS", (), 0, id="a word more"),
        pytest.param("Dupont et Fils", "SARL DUPONT", (), 0, id="a word less"),
        pytest.param("SARL Dupont", "DUPONT", (2,), 3, id="no legal form said"),
        pytest.param("SARL Dupont", "SAS DUPONT", (), 0, id="another legal form"),
        pytest.param("Dupont", "DUPOND", (), 0, id="another short name"),
    ],
)
def test_a_name_learned_is_known_however_it_is_spelled(
    learned: str, counterparty: str, expected: tuple[int, ...], clarity: int
) -> None:
    payers = rules.payers_of([(1, NAMES[1]), (2, NAMES[2])], [("name", learned, 2)])
    payer = payers.who(rules.Received(999, DAY, "", counterparty))
    assert (payer.customers, payer.clarity) == (expected, clarity)


def test_a_name_learned_that_another_customer_bears_decides_nothing_alone() -> None:
    learned = [("name", "Garage Martin", 2)]
    payers = rules.payers_of([(1, NAMES[1]), (2, NAMES[2])], learned)
    assert payers.who(rules.Received(999, DAY, "", "GARAGE MARTIN")).customers == (1, 2)


@pytest.mark.parametrize(
    ("counterparty", "expected"),
    [
        pytest.param("HOLDING DES PINS", True, id="nobody known is named"),
        pytest.param("GARAGE MARTINEZ", True, id="the customer"),
        pytest.param("GARAGE MARTIN", False, id="another customer, who pays for it once"),
    ],
)
def test_an_exact_payment_shows_a_payer_unless_another_is_named(
    counterparty: str, expected: bool
) -> None:
    owed = ((1, 50_000), (2, 10_002))
    book = rules.book_of_payables(
        rules.Payable(one, f"FA26-{one:04d}", DAY, cents, one) for one, cents in owed
    )
    payers = rules.payers_of([(one, NAMES[one]) for one, _cents in owed])
    line = rules.Received(10_002, DAY, "FA26-0002", counterparty)
    found = rules.answer(line, rules.Known(book, payers))
    assert found.best
    assert (found.best.source, found.best.customer_id) == ("exact", 2)
    assert found.shows(2) is expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        pytest.param("iban", "FR7612345", True, id="an account"),
        pytest.param("iban", "", False, id="no account"),
        pytest.param("name", "HOLDING DES PINS", True, id="another name"),
        pytest.param("name", "SARL GARAGE MARTIN", False, id="its own name"),
        pytest.param("name", "VIR", False, id="too little to say"),
    ],
)
def test_what_is_worth_learning(kind: str, value: str, expected: bool) -> None:
    assert rules.is_worth_learning(kind, value, "Garage Martin") is expected
