"""What an invoice says of late payment, in its own words; doubt is said, and nothing is guessed."""

from decimal import Decimal

import pytest

from encaisse.late_charges.rules.clauses import Basis, Bounds, Terms, read, told

FLOOR = Decimal("0.0825")


def said(**words: str) -> Terms:
    return read(words, Bounds(FLOOR, 3, 10))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pénalités de retard : trois fois le taux d'intérêt légal.", (Basis.LEGAL, None, 3)),
        ("3 fois le taux de l’intérêt légal en vigueur", (Basis.LEGAL, None, 3)),
        ("Pénalités égales au triple du taux d'intérêt légal", (Basis.LEGAL, None, 3)),
        ("Taux légal fois 5 : 5 fois le taux légal", (Basis.LEGAL, None, 5)),
        ("En cas de retard, 10 % l'an", (Basis.FIXED, Decimal("0.10"), None)),
        ("Pénalités au taux annuel de 12,5 %", (Basis.FIXED, Decimal("0.125"), None)),
        ("Pénalité de 1,5 % par mois de retard", (Basis.FIXED, Decimal("0.18"), None)),
        ("Taux de la BCE majoré de 10 points", (Basis.DEFAULT, None, None)),
        ("Taux BCE + 10", (Basis.DEFAULT, None, None)),
        ("taux de refinancement de la Banque centrale européenne augmenté de dix points",
         (Basis.DEFAULT, None, None)),
    ],
)  # fmt: skip
def test_a_rate_plainly_said_is_used(
    words: str, expected: tuple[Basis, Decimal | None, int | None]
) -> None:
    read = said(PMD=words)
    assert (read.basis, read.rate, read.times, read.doubts) == (*expected, ())


@pytest.mark.parametrize(
    "words",
    [
        "Pénalités de retard selon la loi en vigueur",
        "Pénalités au taux de 12 %",
        "10 % l'an, sans être inférieur à trois fois le taux d'intérêt légal",
        "10 % l'an ou 12 % l'an",
        "Taux BCE majoré de 8 points",
        "Taux BCE",
        "Aucune pénalité",
    ],
)
def test_a_doubt_keeps_the_words_only(words: str) -> None:
    read = said(PMD=words)
    assert (read.basis, read.rate, read.times) == (Basis.NOTHING, None, None)
    assert read.doubts


@pytest.mark.parametrize("words", ["5 % l'an", "deux fois le taux d'intérêt légal"])
def test_less_than_the_law_allows_is_not_used(words: str) -> None:
    read = said(PMD=words)
    assert read.basis == Basis.NOTHING
    assert "sous le minimum légal" in read.doubts[0]


@pytest.mark.parametrize(
    ("words", "cents"),
    [("Indemnité forfaitaire de 40 €", 40_00), ("40 euros", 40_00), ("80,50 EUR", 80_50),
     ("Indemnité légale", None), ("40 € ou 60 €", None)],
)  # fmt: skip
def test_the_indemnity(words: str, cents: int | None) -> None:
    read = said(PMT=words)
    assert (read.indemnity_cents, bool(read.doubts)) == (cents, cents is None)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pas d'escompte pour paiement anticipé", (Decimal(0), None)),
        ("Escompte : néant", (Decimal(0), None)),
        ("Aucun escompte ne sera accordé", (Decimal(0), None)),
        ("Escompte de 2 % à 10 jours", (Decimal("0.02"), 10)),
        ("2 % sous 8 jours", (Decimal("0.02"), 8)),
        ("Escompte possible", (None, None)),
        ("2 % à 10 jours ou 3 % à 5 jours", (None, None)),
    ],
)
def test_the_discount(words: str, expected: tuple[Decimal | None, int | None]) -> None:
    read = said(AAB=words)
    assert (read.discount_rate, read.discount_days) == expected
    assert bool(read.doubts) is (expected[0] is None)


def test_what_was_understood_is_told_in_french() -> None:
    assert told("fixed", Decimal("0.1"), None, 40_00, Decimal("0.02"), 10) == [
        "Pénalités au taux de 10,00\u00a0% l'an", "Indemnité de 40,00\u00a0€",
        "Escompte de 2,00\u00a0% sous 10 jours",
    ]  # fmt: skip
    assert told("legal", None, 3, None, Decimal(0), None) == [
        "Pénalités à 3 fois le taux d'intérêt légal", "Pas d'escompte",
    ]  # fmt: skip
    assert told("default", None, None, None, None, None) == [
        "Pénalités au taux de la loi (BCE majoré)"
    ]


def test_an_invoice_that_says_nothing_leaves_no_doubt() -> None:
    assert said() == Terms()
