"""Who paid, by what the bank and the payer said."""

import pytest

from encaisse.matching.rules import Payers, payer

NAMES = {
    1: "Garage Martin", 2: "Garage Martinez", 3: "SARL Martin & Fils", 4: "Société Générale",
    5: "Établissements Ducœur", 6: "Charpentes Métalliques Odin", 7: "Odin", 8: "Le Pré",
    9: "Garage Martin",
}  # fmt: skip


def payers(*known: int) -> Payers:
    found = Payers()
    for customer_id in known:
        found.add_name(NAMES[customer_id], customer_id)
        found.add_number(f"FA26-{customer_id:04d}", customer_id)
    return found


@pytest.mark.parametrize(
    ("known", "counterparty", "said", "expected"),
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
def test_who_paid(known: tuple[int, ...], counterparty: str, said: str, expected: int) -> None:
    assert payer(counterparty, said, payers(*known)) == expected
