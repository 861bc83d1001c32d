"""What French payers write, and what their money pays."""

import datetime

import pytest

from encaisse.matching import rules
from encaisse.matching.rules import Beside, Match, Payable, Policy, Received

ON = datetime.date(2026, 11, 20)
CUSTOMERS = ((1, "Garage Martin SARL"), (2, "Garage Martin SAS"), (3, "Menuiserie Le Goff et fils"))


def owed(number: str, cents: int, *, due: str = "2026-10-30", customer: int = 3) -> Payable:
    due_on = datetime.date.fromisoformat(due)
    issued_on = due_on - datetime.timedelta(days=30)
    rank = int("".join(filter(str.isdigit, number)))
    return Payable(rank, number, due_on, cents, customer, issued_on=issued_on)


FA = (
    owed("FA-2026-01201", 120_17, due="2026-08-30"),
    owed("FA-2026-01202", 340_05, due="2026-09-15"),
    owed("FA-2026-01207", 89_90, due="2026-10-30"),
    owed("FA-2026-01260", 89_90, due="2026-12-10"),
    owed("FA-2026-01291", 1_250_00, due="2026-12-18"),
)


def matches(
    cents: int,
    said: str,
    *,
    payer: str = "MENUISERIE LE GOFF ET FILS",
    payables: tuple[Payable, ...] = FA,
    beside: Beside | None = None,
) -> list[Match]:
    known = rules.Known(
        rules.book_of_payables(payables), rules.payers_of(CUSTOMERS), Policy(),
        beside or Beside(), group={2: (2, 3), 3: (2, 3)},
    )  # fmt: skip
    return list(rules.answer(Received(cents, ON, said, payer), known).matches)


def numbers(match: Match) -> list[int]:
    return sorted(part.receivable_id % 100_000 for part in match.parts)


@pytest.mark.parametrize(
    ("cents", "said", "paid"),
    [
        pytest.param(120_17, "Règlement 202601201", [1201], id="year and rank, no letters"),
        pytest.param(120_17, "RF18FA202601201", [1201], id="creditor reference"),
        pytest.param(
            550_12, "FACTURES FA-2026-01201 à FA-2026-01207", [1201, 1202, 1207], id="a range"
        ),
        pytest.param(
            640_02, "FACTURES 1201-1260", [1201, 1202, 1207, 1260], id="a range with a dash"
        ),
        pytest.param(89_90, "ABONNEMENT NOVEMBRE 2026", [1260], id="the month of issue"),
        pytest.param(89_90, "FACTURE DU 30/09/26", [1207], id="the day of issue"),
        pytest.param(89_90, "ECHEANCE DECEMBRE", [1260], id="the month when it falls due"),
        pytest.param(
            450_22, "FA-2026-01201, FA-2026-01202 - AVOIR", [1201, 1202], id="a deduction unknown"
        ),
        pytest.param(
            1_339_90, "FA-2026-01291, FA-2026-0126", [1260, 1291], id="the end of a list cut"
        ),
    ],
)
def test_what_is_written_is_what_is_paid(cents: int, said: str, paid: list[int]) -> None:
    best = matches(cents, said)[0]
    assert numbers(best) == paid
    assert best.is_certain()


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        pytest.param(179_80 + 120_17 - 89_90, "FA-2026-01201 ET AUTRES", id="two of that amount"),
        pytest.param(1_250_00, "ACOMPTE", id="a round sum on account, though one is owed"),
        pytest.param(340_05 + 700_00, "FA-2026-01202 ET DIVERS", id="more than is named"),
        pytest.param(89_90, "VIREMENT", id="two of that amount, nothing said"),
    ],
)
def test_a_guess_with_a_rival_waits_for_a_person(cents: int, said: str) -> None:
    assert not matches(cents, said)[0].is_certain()


def test_the_credit_note_that_stands_is_found_without_a_number() -> None:
    best = matches(1_205_55, "AVOIR DEDUIT", beside=Beside(credits={3: (44_45,)}))[0]
    assert (best.source, numbers(best), best.is_certain()) == ("deduction", [1291], True)


def test_each_of_several_invoices_has_its_indemnity() -> None:
    late = Beside(claims={each.id: (40_00, 0) for each in FA[:3]})
    best = matches(540_22, "SOLDE ET FRAIS", beside=late)[0]
    assert (best.source, numbers(best), best.is_certain()) == ("claims", [1201, 1202], True)


def test_a_discount_leaves_no_invoice_out() -> None:
    """Three percent of the first are more than the last."""
    payables = (owed("FA-2026-00001", 3_000_00), owed("FA-2026-00002", 50_00, due="2026-11-15"))
    best = matches(2_958_50, "FA-2026-00001 FA-2026-00002 ESCOMPTE 3%", payables=payables)[0]
    assert (best.source, numbers(best)) == ("discount", [1, 2])
    assert sum(part.cents for part in best.parts) == 2_958_50


@pytest.mark.parametrize(
    ("payer", "customer"),
    [("SARL GARAGE MARTIN", 1), ("GARAGE MARTIN SAS", 2), ("GARAGEMARTIN SARL", 1)],
)
def test_the_legal_form_tells_namesakes_apart(payer: str, customer: int) -> None:
    payables = (
        owed("FA-2026-00011", 77_10, customer=1), owed("FA-2026-00012", 77_10, customer=2),
    )  # fmt: skip
    best = matches(77_10, "VIREMENT", payer=payer, payables=payables)[0]
    assert (best.customer_id, best.is_certain()) == (customer, True)


def test_a_code_tells_the_customer() -> None:
    book = rules.book_of_payables([owed("FA-2026-00031", 77_10, customer=8)])
    known = rules.Known(book, rules.payers_of([(8, "Odin")], codes=[(8, "C00431")]))
    best = rules.answer(Received(77_10, ON, "CLIENT C00431", "M. DURAND"), known).best
    assert best
    assert (best.customer_id, best.is_certain()) == (8, True)


def test_somebody_unknown_pays_an_invoice_less_a_fee() -> None:
    best = matches(1_232_00, "FA-2026-01291", payer="SGC MENDE")[0]
    assert (best.source, best.customer_id, best.is_certain()) == ("fee", 3, True)


def test_a_number_mistyped_does_not_pay_another_customer() -> None:
    payables = (
        owed("FA-2026-00021", 49_00, customer=3), owed("FA-2026-00022", 49_00, customer=1),
        owed("FA-2026-00023", 49_00, due="2026-11-15", customer=3),
    )  # fmt: skip
    assert not matches(49_00, "FACTURE FA-2026-00022", payables=payables)[0].is_certain()


def test_what_a_line_pays_the_next_does_not() -> None:
    """The surest is judged first, whatever the order of the bank."""
    known = rules.Known(rules.book_of_payables(FA), rules.payers_of(CUSTOMERS))
    payer = "MENUISERIE LE GOFF ET FILS"
    lines = [Received(89_90, ON, "VIREMENT", payer), Received(89_90, ON, "FA-2026-01207", payer)]
    silent, quoting = rules.answers(lines, known)
    assert quoting.best
    assert silent.best
    assert (numbers(quoting.best), numbers(silent.best)) == ([1207], [1260])
    assert silent.best.is_certain()
    assert rules.answers(lines, known)[1] == quoting


def test_the_same_invoice_paid_twice_stays_on_the_account() -> None:
    known = rules.Known(rules.book_of_payables(FA[:2]), rules.payers_of(CUSTOMERS))
    line = Received(340_05, ON, "FA-2026-01202", "MENUISERIE LE GOFF ET FILS")
    again = rules.answers([line, line], known)[1].matches
    assert again[0].source == "account"


def test_a_round_sum_of_one_of_several_namesakes_is_on_its_account_first() -> None:
    """A stranger owes exactly that; the namesake who owes less than what was paid comes after."""
    payables = (
        owed("FA-2026-01301", 100_17, customer=2, due="2026-08-01"),
        owed("FA-2026-01302", 700_00, customer=1),
        owed("FA-2026-01303", 500_00, customer=3),
        owed("FA-2026-01304", 500_00, customer=3),
    )
    found = matches(500_00, "A VALOIR SUR COMPTE", payer="GARAGE MARTIN", payables=payables)
    assert [(match.customer_id, numbers(match)) for match in found] == [
        (1, [1302]), (3, [1303]), (3, [1304]), (2, [1301]),
    ]  # fmt: skip
    assert not any(match.is_certain() for match in found)


@pytest.mark.parametrize(
    ("payer", "said", "whose"),
    [
        pytest.param("GARAGE MARTIN", "REJET PRLV FA-2026-01302", 1, id="one of two namesakes"),
        pytest.param("GARAGE MARTIN", "REJET PRLV", None, id="of two namesakes, nothing quoted"),
        pytest.param("MARTIN SARL GARAGE", "REJET FA-2026-01201", 3, id="a name turned round"),
        pytest.param(CUSTOMERS[2][1], "REJET FA-2026-01302", 3, id="another customer's own name"),
    ],
)
def test_money_taken_back_is_of_whose_invoice_is_quoted(
    payer: str, said: str, whose: int | None
) -> None:
    payables = (*FA, owed("FA-2026-01302", 700_00, customer=1))
    known = rules.Known(rules.book_of_payables(payables), rules.payers_of(CUSTOMERS))
    assert rules.answer(Received(-700_00, ON, said, payer), known).customer_id == whose


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("REGLEMENT AVOIR DEDUIT", ("deduction", 96, [1201, 1291]), id="said"),
        pytest.param("REGLEMENT", ("oldest", 50, [1201, 1202, 1207, 1260, 1291]), id="not said"),
    ],
)
def test_a_credit_note_taken_off_a_choice_of_invoices_when_the_payer_says_so(
    said: str, expected: tuple[str, int, list[int]]
) -> None:
    beside = Beside(credits={3: (20_00,)})
    best = matches(120_17 + 1_250_00 - 20_00, said, beside=beside)[0]
    assert (best.source, best.confidence, numbers(best)) == expected
