"""Telephone numbers as people type them."""

import pytest

from encaisse.parties.rules.phones import PhoneKind, PhoneNotUnderstood, phone_known, phone_read

MOBILE, FIXED, EITHER = PhoneKind.MOBILE, PhoneKind.FIXED, PhoneKind.EITHER


@pytest.mark.parametrize(
    ("typed", "country", "e164", "shown", "kind"),
    [
        ("06 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("0612345678", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("06.12.34.56.78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("06-12-34-56-78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("+33 (0)6 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("0033 6 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("07 81 23 45 67", "FR", "+33781234567", "07 81 23 45 67", MOBILE),
        ("01 42 68 53 00", "FR", "+33142685300", "01 42 68 53 00", FIXED),
        ("09 72 39 39 39", "FR", "+33972393939", "09 72 39 39 39", FIXED),
        ("01 42 68 53 00 poste 12", "FR", "+33142685300", "01 42 68 53 00", FIXED),
        ("Mme Petit : 06 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("06 12 34 56 78 / 01 42 68 53 00", "FR", "+33612345678", "06 12 34 56 78", MOBILE),
        ("0692 12 34 56", "FR", "+262692123456", "0692 12 34 56", MOBILE),
        ("0262 21 34 56", "FR", "+262262213456", "0262 21 34 56", FIXED),
        ("0690 30 12 34", "FR", "+590690301234", "0690 30 12 34", MOBILE),
        ("0696 30 12 34", "MQ", "+596696301234", "0696 30 12 34", MOBILE),
        ("06 12 34 56 78", "RE", "+33612345678", "06 12 34 56 78", MOBILE),
        ("+32 470 12 34 56", "FR", "+32470123456", "+32 470 12 34 56", MOBILE),
        ("0470 12 34 56", "BE", "+32470123456", "+32 470 12 34 56", MOBILE),
        ("020 7946 0958", "GB", "+442079460958", "+44 20 7946 0958", FIXED),
        ("(202) 456-1111", "US", "+12024561111", "+1 202-456-1111", EITHER),
        ("06 39 98 12 34", "FR", "+33639981234", "06 39 98 12 34", MOBILE),
        ("04 65 71 20 00", "FR", "+33465712000", "04 65 71 20 00", FIXED),
    ],
)
def test_a_number_is_read_as_the_network_knows_it(
    typed: str, country: str, e164: str, shown: str, kind: PhoneKind
) -> None:
    found = phone_read(typed, country)
    assert (found.e164, found.shown, found.kind) == (e164, shown, kind)


@pytest.mark.parametrize("typed", ["", "  ", "à demander", "12", "06 12 34", "00 00 00 00 00"])
def test_nonsense_is_refused_with_an_example(typed: str) -> None:
    assert phone_known(typed) is None
    with pytest.raises(PhoneNotUnderstood, match="06 12 34 56 78"):
        phone_read(typed)


def test_only_a_mobile_or_what_may_be_one_takes_texts() -> None:
    takes = [
        phone_read(each, country).takes_texts
        for each, country in (
            ("06 12 34 56 78", "FR"),
            ("(202) 456-1111", "US"),
            ("01 42 68 53 00", "FR"),
            ("0 800 123 456", "FR"),
        )
    ]
    assert takes == [True, True, False, False]
