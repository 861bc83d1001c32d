"""Amounts, numbers, what is missing: decided without database."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.invoicing.rules import numbering
from encaisse.invoicing.rules.lacks import lacks_of
from encaisse.invoicing.rules.mentions import Habits
from encaisse.invoicing.rules.numbering import CREDIT_NOTE, INVOICE, State
from encaisse.invoicing.rules.parties import Address, Party, address_read
from encaisse.invoicing.rules.reading import meant
from encaisse.invoicing.rules.totals import totals_of
from encaisse.invoicing.rules.typed import Typed
from encaisse.law.reader import parameters
from tests.invoicing import sales
from tests.invoicing.sales import BUYER, DAY, GATE, SELLER

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("quantity", "price", "rebate", "gross", "net"),
    [
        pytest.param("3", "480.1234", "0", 144_037, 144_037, id="price of four decimals"),
        pytest.param("0.5", "0.01", "0", 1, 1, id="half a cent goes up"),
        pytest.param("1", "4200", "0.05", 420_000, 399_000, id="five percent off"),
        pytest.param("1", "0.33", "0.5", 33, 16, id="a rebate is rounded by itself"),
        pytest.param("2.5", "65", "1", 16_250, 0, id="given"),
    ],
)
def test_a_line_to_the_cent(quantity: str, price: str, rebate: str, gross: int, net: int) -> None:
    line = sales.a_line(quantity, price, rebate)
    assert (line.gross_cents, line.net_cents) == (gross, net)


def test_vat_is_counted_once_for_each_rate_and_not_line_by_line() -> None:
    """Three lines of 0,33 € at 5,5 %: 0,05 € on 0,99 €, where line by line made 0,06 €."""
    totals = totals_of([sales.a_line("1", "0.33", key="reduced")] * 3, prepaid_cents=100)
    assert (totals.net_cents, totals.vat_cents, totals.gross_cents) == (99, 5, 104)
    assert totals.due_cents == 4


def test_the_rates_come_highest_first_and_two_reasons_stay_apart() -> None:
    keys = ("reduced", "franchise", "normal", "letting", "normal")
    totals = totals_of([sales.a_line("1", "100", key=key) for key in keys])
    found = [(part.vat.regime.key, part.base_cents) for part in totals.parts]
    assert found == [
        ("normal", 20_000), ("reduced", 10_000), ("franchise", 10_000), ("letting", 10_000),
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.decimals("0.0001", "999", places=4), st.decimals("0", "9999", places=4)),
        min_size=1, max_size=20,
    )
)  # fmt: skip
def test_the_sums_are_those_of_the_lines(figures: list[tuple[Decimal, Decimal]]) -> None:
    lines = [sales.a_line(str(quantity), str(price), "0.07") for quantity, price in figures]
    totals = totals_of(lines)
    assert totals.net_cents == sum(line.gross_cents - line.rebate_cents for line in lines)
    exact = Decimal(totals.net_cents) * Decimal("0.2")
    assert abs(totals.vat_cents - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("FA-{année}-{n:05}", "FA-2026-00012"),
        ("{année}/{n}", "2026/12"),
        ("F{année}{n:03}", "F2026012"),
    ],
)
def test_a_number_is_made_of_its_pattern(pattern: str, number: str) -> None:
    kept = numbering.check_pattern(pattern, INVOICE)
    assert State(kept, 2026, latest_rank=11).next_number == number


@pytest.mark.parametrize(
    "pattern",
    ["FA-{n:05}", "FA-{année}", "", "FA {année} {n}", "É{année}-{n}", "{année}{n}{n}",
     "{année}{n:09}",
     "A" * 30 + "{année}{n}", "{annee}{n}", "{0.__class__}{année}{n}"],
)  # fmt: skip
def test_a_pattern_that_makes_no_numbers_is_refused(pattern: str) -> None:
    with pytest.raises(numbering.PatternWrong, match=r"par exemple AV-\{année\}-\{n:05\}"):
        numbering.check_pattern(pattern, CREDIT_NOTE)


@pytest.mark.parametrize("text", ["0", "-3", "1,5", "", "99999999999", "²", "douze"])
def test_a_rank_is_a_whole_number(text: str) -> None:
    with pytest.raises(numbering.RankWrong, match="n'est pas un rang"):
        numbering.check_rank(text)


def test_an_invoice_is_dated_neither_tomorrow_nor_before_the_latest() -> None:
    state = State("FA-{année}-{n:05}", 2026, 4, latest_on=DAY)
    numbering.check_day(state, DAY, today=TODAY)
    with pytest.raises(numbering.BeforeLatest, match="FA-2026-00004, date du 20/11/2026"):
        numbering.check_day(state, DAY - datetime.timedelta(1), today=TODAY)
    with pytest.raises(numbering.IssuedTomorrow, match="23/11/2026, qui est à venir"):
        numbering.check_day(state, TODAY + datetime.timedelta(1), today=TODAY)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12 rue du Port\n69002 Lyon", Address(("12 rue du Port",), "69002", "Lyon")),
        ("Bât. B\n12 rue du Port\nBP 4\nCedex\n69002 Lyon",
         Address(("Bât. B", "12 rue du Port", "BP 4, Cedex"), "69002", "Lyon")),
        ("1 rue X\n1204 Genève\nSuisse", Address(("1 rue X",), "1204", "Genève")),
        ("Rua 1\n1000-001 Lisboa", Address(("Rua 1",), "1000-001", "Lisboa")),
        ("10 Downing Street\nLondon", Address(("10 Downing Street",), "", "London")),
        ("Lyon", Address(("Lyon",), "", "")),
        ("", Address()),
    ],
)  # fmt: skip
def test_an_address_is_read_as_it_is_written(written: str, read: Address) -> None:
    assert address_read(written) == read


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (GATE | {"price": "abc"}, "Ligne 1, prix unitaire : « abc » n'est pas un nombre positif"),
        (GATE | {"price": ""}, "Ligne 1, prix unitaire : à remplir."),
        (GATE | {"price": "1.23456"}, "d'au plus 4 décimales"),
        (GATE | {"quantity": "0"}, "Ligne 1, quantité : au-dessus de zéro."),
        (GATE | {"quantity": "-1"}, "s'écrit dans un avoir"),
        (GATE | {"rebate": "101"}, "Ligne 1, remise : 100 % au plus."),
        (GATE | {"designation": ""}, "Ligne 1 : dites ce qui est vendu."),
        (GATE | {"vat": "19.6"}, "Ligne 1, TVA : choisissez un régime"),
        (GATE | {"unit": "QQQ"}, "Ligne 1 : choisissez une unité"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(line: dict[str, str], told: str) -> None:
    found = meant(sales.typed(line), on=DAY, law=parameters).lacks
    assert told in " | ".join(str(lack) for lack in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": ""}, "Remise ou frais 1 : à remplir."),
        ({"amount": "beaucoup"}, "Remise ou frais 1 : « beaucoup »"),
        ({"amount": "120 %"}, "Remise ou frais 1 : 100 % au plus."),
        ({"amount": "5 %", "vat": "reduced"}, "Remise ou frais 1 : elle ne change rien"),
        ({"reason": ""}, "Remise ou frais 1 : dites pourquoi."),
        ({"kind": "gift"}, "Remise ou frais 1 : choisissez remise ou frais."),
        ({"vat": "none"}, "Remise ou frais 1, TVA : choisissez un régime de la liste."),
    ],
)
def test_a_rebate_that_cannot_be_read_is_told_with_its_place(
    change: dict[str, str], told: str
) -> None:
    typed = sales.typed(adjustments=[sales.WHOLE[0] | change])
    lacks = " · ".join(map(str, meant(typed, on=sales.DAY, law=parameters).lacks))
    assert told in lacks


def test_a_rebate_takes_no_more_than_what_bears_its_vat() -> None:
    found = sales.facts(adjustments=[sales.WHOLE[2]])
    told = " · ".join(map(str, lacks_of(found)))
    assert "elles dépassent ce qui est facturé à 10,00 % de TVA" in told


def test_figures_are_read_as_one_writes_them() -> None:
    line = GATE | {"quantity": "1\u202f250,5", "price": "12,5 €", "rebate": "10 %"}
    (read,) = meant(sales.typed(line), on=DAY, law=parameters).lines
    assert (read.quantity, read.price, read.rebate_rate) == (
        Decimal("1250.5"), Decimal("12.5"), Decimal("0.1"),
    )  # fmt: skip


def test_controls_and_marks_that_turn_the_text_are_dropped() -> None:
    told = Typed.of({"note": "a\x00b\u202ec\nd", "order": " x\n y ", "else": 1, "lines": [{}, 3]})
    assert (told.note, told.order, len(told.lines)) == ("abc\nd", "x y", 1)


def place(country: str) -> Address:
    return Address(("1 rue X",), "1000", "Ici", country)


GERMAN = replace(BUYER, address=place("DE"), siren="", numero_tva="DE136695976")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seller": replace(SELLER, siren="")}, "Votre société : notez son SIREN."),
        ({"seller": replace(SELLER, legal="")}, "notez sa forme, son capital"),
        ({"seller": replace(SELLER, numero_tva="")}, "notez son numéro de TVA"),
        ({"seller": replace(SELLER, address=Address())}, "notez l'adresse du siège"),
        ({"seller": replace(SELLER, siret="12345678900011")}, "commence par son SIREN"),
        ({"buyer": replace(BUYER, siren="")}, "notez son SIREN, ou dites sur sa fiche"),
        ({"buyer": replace(BUYER, address=Address())}, "Client : notez son adresse."),
        ({"buyer": replace(BUYER, address=place("ZZ"))}, "« ZZ » n'est pas un pays"),
        ({"buyer": replace(BUYER, kind="public")}, "Chorus Pro demande le SIRET"),
        ({"delivered_on": ""}, "dites le jour de la livraison"),
        ({"prepaid": "5040"}, "l'acompte couvre tout"),
        ({"prepaid": "abc"}, "« abc » n'est pas un montant"),
        ({"period_first": "2026-11-01", "period_last": ""}, "donnez ses deux jours"),
        ({"delivered_on": "1999-01-01"}, "ce jour n'est pas celui d'une livraison"),
    ],
)
def test_what_is_missing_is_told_with_its_remedy(change: dict[str, object], told: str) -> None:
    assert told in _lacks(**change)


@pytest.mark.parametrize(
    ("vat", "buyer", "told"),
    [
        ("intra", replace(GERMAN, numero_tva=""), "demande le numéro de TVA du client"),
        ("intra", BUYER, "va dans un autre État de l'Union"),
        ("export", GERMAN, "une exportation sort de l'Union"),
        ("reverse", replace(GERMAN, numero_tva=""), "une autoliquidation demande"),
    ],
)
def test_a_regime_without_vat_asks_for_its_proof(vat: str, buyer: Party, told: str) -> None:
    assert told in _lacks(GATE | {"vat": vat}, buyer=buyer)


def test_an_invoice_bears_one_reason_not_to_tax() -> None:
    told = _lacks(GATE | {"vat": "franchise"}, GATE | {"vat": "letting"})
    assert "TVA : une facture ne porte qu'un motif d'exonération" in told


def test_a_complete_invoice_lacks_nothing() -> None:
    assert not _lacks()
    assert not _lacks(GATE | {"vat": "intra"}, buyer=GERMAN)
    assert not _lacks(buyer=replace(BUYER, kind="consumer", siren="", numero_tva=""))


def test_another_currency_than_the_euro_is_refused_by_a_sentence() -> None:
    found = [str(lack) for lack in lacks_of(sales.facts(), currency="CHF")]
    assert found == [
        "Client : il est tenu en CHF, et l'on ne facture ici qu'en euros. Changez la devise de sa "
        "fiche, ou facturez avec votre autre logiciel."
    ]


def test_the_mentions_are_those_of_the_buyer() -> None:
    firm = _notes(BUYER)
    assert "taux de la BCE majoré de 10 points, soit 12,40 % l'an" in firm
    assert "40,00\u00a0€ (C. com. D441-5)" in firm
    assert "majoré de 8 points" in _notes(replace(BUYER, kind="public"))
    consumer = _notes(replace(BUYER, kind="consumer"))
    assert "Un particulier ne doit pas l'indemnité" in consumer
    assert "12,00\u00a0% l'an" in _notes(BUYER, Habits(penalty_rate=Decimal("0.12")))
    assert "d'après les débits" in _notes(BUYER, Habits(on_debits=True))


def _notes(buyer: Party, habits: Habits | None = None) -> str:
    told = sales.facts(buyer=buyer, habits=habits).notes
    return (
        " ".join(note.text for note in told)
        .replace("\u00a0% l", "\u00a0% l")
        .replace("12,40\u00a0%", "12,40 %")
    )


def _lacks(*lines: dict[str, str], **told: object) -> str:
    """What the facts lack, and what could not be read of what was typed."""
    head = {name: str(value) for name, value in told.items() if name not in {"buyer", "seller"}}
    who = {name: value for name, value in told.items() if isinstance(value, Party)}
    read = meant(sales.typed(*lines, **head), on=DAY, law=parameters).lacks
    found = [*read, *lacks_of(sales.facts(*lines, **who, **head))]  # type: ignore[arg-type]
    return " | ".join(str(lack) for lack in found)
