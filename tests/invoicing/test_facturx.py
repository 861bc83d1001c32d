"""The XML of every invoice passes the official judges, and says what our own reader reads."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.invoicing.facturx.writing import xml_of
from encaisse.invoicing.rules.facts import Facts
from encaisse.invoicing.rules.mentions import Habits
from encaisse.invoicing.rules.numbering import CREDIT_NOTE
from encaisse.invoicing.rules.parties import Address
from encaisse.invoicing.rules.reading import UNITS
from encaisse.invoicing.rules.regimes import REGIMES
from tests.invoicing import judges, sales
from tests.invoicing.sales import BUYER, GATE, SELLER, WHOLE

CONSUMER = replace(BUYER, kind="consumer", siren="", numero_tva="")
ABROAD = replace(
    BUYER, siren="", numero_tva="DE136695976", address=Address(("Weg 1",), "10115", "Berlin", "DE")
)
SWISS = replace(ABROAD, numero_tva="", address=Address(("Rue 1",), "1204", "Genève", "CH"))
TOWN = replace(BUYER, kind="public", siret="73282932000074")
SMALL = replace(SELLER, numero_tva="")
EXEMPT = [key for key, regime in REGIMES.items() if regime.category == "E"]
CASES = {
    "simple": sales.facts(order="CMD-4471"),
    "three rates, a rebate, a down payment, another place": sales.facts(
        GATE | {"rebate": "5"},
        {"designation": "Pose", "quantity": "3", "unit": "DAY", "price": "480,1234",
         "vat": "intermediate"},
        {"designation": "Livre", "quantity": "12", "price": "9.99", "vat": "reduced"},
        nature="mixed", prepaid="1000", note="Merci.\nÀ bientôt.", delivery_name="Chantier",
        delivery_address="7 quai Est\n69003 Lyon",
    ),
    "rebates and a charge on the whole": sales.facts(
        GATE,
        {"designation": "Pose", "quantity": "3", "unit": "DAY", "price": "480,1234",
         "vat": "intermediate"},
        adjustments=WHOLE,
    ),
    "a charge alone, free of VAT": sales.facts(
        GATE | {"vat": "reverse"},
        adjustments=[{"kind": "charge", "reason": "Port", "amount": "30", "vat": "reverse"}],
    ),
    "credit note with a rebate": sales.facts(kind=CREDIT_NOTE, adjustments=WHOLE[:1]),
    "credit note": sales.facts(kind=CREDIT_NOTE),
    "a period": sales.facts(
        period_first="2026-10-01", period_last="2026-10-31", delivered_on="", contract="M-12"
    ),
    "reverse charge": sales.facts(GATE | {"vat": "reverse"}),
    "within the Union": sales.facts(GATE | {"vat": "intra"}, buyer=ABROAD, nature="goods"),
    "export": sales.facts(GATE | {"vat": "export"}, buyer=SWISS, nature="goods"),
    "zero rate": sales.facts(GATE | {"vat": "zero"}),
    "public body": sales.facts(buyer=TOWN, service_code="SERV-1", order="ENG-9"),
    "consumer": sales.facts(buyer=CONSUMER),
    "on debits, own words": sales.facts(
        habits=Habits(on_debits=True, own="Assurance décennale Untel n° 12.")
    ),
    "without VAT number": sales.facts(GATE | {"vat": "franchise"}, seller=SMALL),
    "hostile": sales.facts(
        GATE | {"designation": '<b>&amp;]]>"\'</b> <!DOCTYPE x> &lt; \u202e € œ'},
        note="<?xml?><ram:ID>1</ram:ID>",
    ),
    **{key: sales.facts(GATE | {"vat": key}) for key in EXEMPT},
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_official_judges_find_nothing(name: str) -> None:
    xml = xml_of(CASES[name])
    assert not judges.faults(xml)
    assert not judges.french_faults(xml)


def test_a_consumer_without_an_address_of_any_kind_breaks_one_french_rule_and_no_other() -> None:
    """No platform can bring it: it has nowhere to go (BR-FR-12)."""
    xml = xml_of(sales.facts(buyer=replace(CONSUMER, email="")))
    assert not judges.faults(xml)
    (fault,) = judges.french_faults(xml)
    assert "BR-FR-12" in fault


def test_the_judges_do_find_faults() -> None:
    total = b"<ram:GrandTotalAmount>5040.00"
    wrong = xml_of(CASES["simple"]).replace(total, total.replace(b"40.", b"41."))
    assert any("BR-CO-15" in fault for fault in judges.faults(wrong))
    assert judges.french_faults(wrong.replace(b">PMT<", b">AAI<"))


def test_what_is_taken_from_the_whole_is_in_the_data() -> None:
    xml = xml_of(CASES["rebates and a charge on the whole"])
    # 4 200,00 + 1 440,37 of lines; 210,00 + 10,00 of rebates; 42,50 of charges.
    for told in (
        b"<ram:LineTotalAmount>5640.37", b"<ram:ChargeTotalAmount>42.50",
        b"<ram:AllowanceTotalAmount>220.00", b"<ram:TaxBasisTotalAmount>5462.87",
        b"<ram:CalculationPercent>5<", b"<ram:BasisAmount>4200.00", b"<ram:Reason>Port<",
    ):  # fmt: skip
        assert told in xml, told


VAT = [key for key in REGIMES if key not in {"intra", "export", *EXEMPT[1:]}]
LINES = st.lists(
    st.fixed_dictionaries({
        "designation": st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
        "quantity": st.decimals("0.0001", "99999", places=4).map(str),
        "unit": st.sampled_from(list(UNITS)),
        "price": st.decimals("0.01", "9999", places=4).map(str),
        "rebate": st.sampled_from(["", "0,5", "3.3333", "12", "33,3333", "100"]),
        "vat": st.sampled_from(VAT),
    }),
    min_size=1, max_size=12,
)  # fmt: skip
CHARGE = st.sampled_from(["", "0,01", "33,33", "3.3333 %"])
REBATE = st.sampled_from(["", "0,5 %", "33,3333 %", "100 %"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.sampled_from(["goods", "services", "mixed"]), st.booleans(), CHARGE, REBATE)
def test_whatever_the_figures_the_sums_agree(
    lines: list[dict[str, str]], nature: str, is_credit_note: bool, charge: str, rebate: str
) -> None:
    kind = CREDIT_NOTE if is_credit_note else "invoice"
    whole = [
        {"kind": "charge", "reason": "Port", "amount": charge, "vat": lines[0]["vat"]},
        {"kind": "rebate", "reason": "Fidélité", "amount": rebate, "vat": lines[-1]["vat"]},
    ]
    facts = sales.facts(*lines, nature=nature, kind=kind, adjustments=whole)
    xml = xml_of(facts)
    assert not judges.faults(xml)
    assert not judges.french_faults(xml)
    _assert_read_back(facts, xml)


@pytest.mark.parametrize("name", CASES)
def test_our_own_reader_reads_the_same_invoice(name: str) -> None:
    _assert_read_back(CASES[name], xml_of(CASES[name]))


def _assert_read_back(facts: Facts, xml: bytes) -> None:
    (read,) = read_einvoices(xml).invoices
    told = facts.totals
    assert (read.number, read.issued_on, read.due_on) == (
        facts.number, facts.issued_on, facts.due_on,
    )  # fmt: skip
    assert (read.totals.net, read.totals.vat, read.totals.gross, read.totals.due) == (
        told.net_cents, told.vat_cents, told.gross_cents, told.due_cents,
    )  # fmt: skip
    assert (read.seller.siren, read.buyer.siren) == (facts.seller.siren, facts.buyer.siren)
    assert {"PMT", "PMD", "AAB"} <= {note.code for note in read.notes}
    assert [one.number for one in read.references.preceding] == (
        [facts.corrects.number] if facts.corrects else []
    )
