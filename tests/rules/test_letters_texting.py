"""What a text message weighs."""

import pytest

from encaisse.letters.rules import texting


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "left"),
    [
        ("", "GSM-7", 0, 1, 160),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("€" * 81, "GSM-7", 162, 2, 143),  # 76 fit in the first part of 153, never a half
        ("à é è ù ì ò É Ç ä ö ü ñ ß", "GSM-7", 25, 1, 135),
        ("ê" + "a" * 69, "UCS-2", 70, 1, 0),
        ("ê" + "a" * 70, "UCS-2", 71, 2, 63),
        ("ç" * 134, "UCS-2", 134, 2, 0),
        ("ç" * 135, "UCS-2", 135, 3, 66),
        ("😀" * 35, "UCS-2", 70, 1, 0),
        ("😀" * 36, "UCS-2", 72, 2, 61),  # 33 fit in the first part of 67
    ],
)
def test_parts_are_counted_as_the_network_counts_them(
    text: str, encoding: str, units: int, parts: int, left: int
) -> None:
    found = texting.weight(text)
    assert (found.encoding, found.units, found.parts, found.left) == (encoding, units, parts, left)


@pytest.mark.parametrize("letter", "àéèùÉÇ")
def test_these_french_letters_cost_nothing(letter: str) -> None:
    assert texting.weight(letter).encoding == "GSM-7"


@pytest.mark.parametrize("letter", "âêîôûëïçœÿÀÈÊŒ«»’—…")
def test_these_signs_double_the_price(letter: str) -> None:
    assert texting.weight(letter).forcing == (letter,)


def test_signs_of_typography_become_plain() -> None:
    typed = "« Bonjour »\u00a0: l’œuvre – 1\u202f234,56\u00a0€…"
    assert texting.plain_signs(typed) == '"Bonjour" : l\'oeuvre - 1 234,56 €...'
    assert texting.weight(texting.plain_signs(typed)).encoding == "GSM-7"


def test_a_cheaper_wording_is_offered_only_when_it_saves_a_part() -> None:
    long = "Nous vous remercions d'être attentif à cette créance ; reçu ce jour, rien à payer. Bien"
    assert texting.weight(long).parts == 2
    assert texting.cheaper(long) == long.replace("ê", "e").replace("ç", "c")
    assert texting.cheaper("reçu") == ""
    assert texting.cheaper("漢" * 80) == ""


def test_a_text_beyond_three_parts_is_refused() -> None:
    assert texting.check_length("a" * 459).parts == 3
    with pytest.raises(texting.TextTooLong, match="4 SMS"):
        texting.check_length("a" * 460)


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("Atelier Martin", "Atelier"),
        ("Éts Roux & Fils", "EtsRouxFils"),
        ("Boulangerie-Pâtisserie Durand", "Boulangerie"),
        ("3M", ""),
        ("12 34 56", ""),
        ("librairie verne", "Librairie"),
    ],
)
def test_a_company_signs_with_its_name(name: str, sender: str) -> None:
    assert texting.sender_of(name) == sender


@pytest.mark.parametrize("name", ["ab", "AtelierMartin", "Atelier M", "Été", "12345", ""])
def test_a_sender_that_no_network_shows_is_refused(name: str) -> None:
    with pytest.raises(texting.SenderWrong, match="3 à 11"):
        texting.sender_read(name)


def test_a_good_sender_is_kept() -> None:
    assert texting.sender_read("ATELIER1") == "ATELIER1"
