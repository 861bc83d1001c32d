"""The rest of the books: suppliers, wages, taxes, bank fees, depreciation."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from encaisse.demonstration.rules.calendar import SEASON, last_working, months, working_days
from encaisse.demonstration.rules.ledger import (
    SUPPLIERS_ACCOUNT,
    VAT_COLLECTED,
    VAT_DEDUCTIBLE,
    VAT_DUE,
    Entry,
    Leg,
    Movement,
)
from encaisse.demonstration.rules.story import VAT, WARM_UP, Story
from encaisse.kernel.days import add_months, next_business_day
from encaisse.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who is paid each month, and for what; ``mean_cents`` is before VAT."""

    code: str
    name: str
    account: str
    mean_cents: int
    seasonal: bool
    terms_days: int


SUPPLIERS = (
    Supplier("F001", "Aciers du Gier", "601000", 6_200_000, True, 45),
    Supplier("F002", "Métaux Valfleury", "601000", 3_900_000, True, 60),
    Supplier("F003", "Traitements Thermiques Sagne", "604000", 2_400_000, True, 45),
    Supplier("F004", "Intérim Forgeval", "604000", 1_800_000, True, 30),
    Supplier("F005", "Outils Coupants Rival", "606000", 950_000, True, 45),
    Supplier("F006", "Énergies du Pilat", "606000", 1_150_000, False, 15),
    Supplier("F007", "SCI de l'Étau", "613000", 980_000, False, 5),
    Supplier("F008", "Maintenance Machines Dubreuil", "615000", 620_000, False, 30),
    Supplier("F009", "Cabinet Aurélie Morel", "622000", 240_000, False, 30),
    Supplier("F010", "Messagerie du Furan", "624000", 710_000, True, 30),
)

_GROSS, _CHARGES, _NET, _SOCIAL = 7_400_000, 3_100_000, 5_750_000, 4_750_000
_DEPRECIATION = 9_600_000
_BANK_FEES = 8_640


def founding(story: Story) -> Entry:
    """What the company owned the day before the story begins; only openings carry it."""
    on = (story.first_on - WARM_UP).replace(day=1) - timedelta(days=1)
    legs = (
        Leg("215400", 96_000_000),
        Leg("281540", -41_000_000),
        Leg("310000", 23_800_000),
        Leg("512000", 38_245_017),
        Leg("101300", -20_000_000),
        Leg("106100", -2_000_000),
        Leg("110000", -95_045_017),
    )
    return Entry("OD", on, "BILAN", "Bilan d'ouverture", legs)


def entries(story: Story) -> Iterator[Entry]:
    """Purchases, wages and depreciation."""
    for month in months(story.first_on - WARM_UP, story.until):
        for supplier in SUPPLIERS:
            yield _purchase(story, supplier, month)
        yield _wages(month)
        if month.month == 12:
            legs = (Leg("681100", _DEPRECIATION), Leg("281540", -_DEPRECIATION))
            label = "Dotation aux amortissements"
            yield Entry("OD", month.replace(day=31), f"AMORT-{month:%Y}", label, legs)


def movements(story: Story) -> Iterator[Movement]:
    """What leaves the bank for suppliers, people and the bank itself."""
    for month in months(story.first_on - WARM_UP, story.until):
        for supplier in SUPPLIERS:
            yield _supplier_paid(supplier, _purchase(story, supplier, month))
        yield _out(last_working(month), "Salaires", f"SAL-{month:%y%m}", Leg("421000", _NET))
        social_on = next_business_day(add_months(month, 1).replace(day=15))
        yield _out(social_on, "URSSAF", f"URS-{month:%y%m}", Leg("431000", _SOCIAL))
        fees = Leg("627000", _BANK_FEES)
        yield _out(last_working(month), "Frais de tenue de compte", f"FRA-{month:%y%m}", fees)


def taxes(kept: Iterable[Entry], story: Story) -> Iterator[tuple[Entry, Movement]]:
    """The VAT return of each month, and its payment (or refund)."""
    sums: Counter[tuple[str, date]] = Counter()
    for entry in kept:
        for leg in entry.legs:
            sums[leg.account, entry.on.replace(day=1)] += leg.cents
    for month in months(story.first_on - WARM_UP, story.until):
        collected, deducted = -sums[VAT_COLLECTED, month], sums[VAT_DEDUCTIBLE, month]
        yield _vat_return(month, collected, deducted)


def _purchase(story: Story, supplier: Supplier, month: date) -> Entry:
    rng = Random(f"{story.seed}/{supplier.code}/{month:%Y-%m}")
    season = SEASON[month.month - 1] if supplier.seasonal else 1
    net_cents = round(supplier.mean_cents * season * rng.uniform(0.85, 1.15))
    vat_cents = Money(net_cents).times(VAT).cents
    on = rng.choice(working_days(month))
    piece = f"{supplier.code}-{month:%y%m}"
    legs = (
        Leg(supplier.account, net_cents),
        Leg(VAT_DEDUCTIBLE, vat_cents),
        Leg(SUPPLIERS_ACCOUNT, -net_cents - vat_cents, supplier.code, (piece,)),
    )
    return Entry("AC", on, piece, f"Facture {supplier.name}", legs)


def _supplier_paid(supplier: Supplier, purchase: Entry) -> Movement:
    on = next_business_day(purchase.on + timedelta(days=supplier.terms_days))
    owed = purchase.legs[-1]
    leg = Leg(SUPPLIERS_ACCOUNT, -owed.cents, supplier.code, owed.matters)
    return _out(on, supplier.name, f"VIR-{purchase.piece}", leg)


def _wages(month: date) -> Entry:
    legs = (
        Leg("641000", _GROSS),
        Leg("645000", _CHARGES),
        Leg("421000", -_NET),
        Leg("431000", -_SOCIAL),
    )
    return Entry("OD", last_working(month), f"PAIE-{month:%y%m}", f"Paie {month:%m/%Y}", legs)


def _vat_return(month: date, collected: int, deducted: int) -> tuple[Entry, Movement]:
    due = collected - deducted
    legs = (Leg(VAT_COLLECTED, collected), Leg(VAT_DEDUCTIBLE, -deducted), Leg(VAT_DUE, -due))
    following = add_months(month, 1)
    label = f"TVA {month:%m/%Y}"
    taxed = Entry("OD", following.replace(day=19), f"CA3-{month:%y%m}", label, legs)
    paid_on = next_business_day(following.replace(day=24))
    return taxed, _out(paid_on, "DGFIP", f"TVA-{month:%y%m}", Leg(VAT_DUE, due))


def _out(on: date, name: str, piece: str, leg: Leg) -> Movement:
    kind = "fee" if leg.account == "627000" else "out"
    return Movement(on, kind, piece, name, f"{name} {piece}", -leg.cents, (leg,))
