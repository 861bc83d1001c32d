"""Messages as they leave: the texts shipped, HTML that nobody can break."""

from importlib.resources import files

import pytest
from ruamel.yaml import YAML

from encaisse.letters.mail.rendering import QR_IMAGE, render
from encaisse.letters.rules import Addressee, Wording, check
from tests.letters.facts import told

FOLDER = files("encaisse.letters") / "defaults"
SHIPPED = {
    (language, code): Wording(texts["subject"], texts["body"], language)
    for language in ("fr", "en")
    for code, texts in YAML(typ="safe", pure=True)
    .load((FOLDER / f"{language}.yaml").read_text())
    .items()
}
THREATS = ("huissier", "saisie", "tribunal", "pénal", "poursuite", "immédiatement", "bailiff")


def test_both_languages_have_the_same_five_messages() -> None:
    codes = {"courtoisie", "relance-1", "relance-2", "relance-3", "mise-en-demeure"}
    for tone in ("collaborative", "firm"):
        codes |= {f"relance-{level}-{tone}" for level in (1, 2, 3)}
    assert {code for language, code in SHIPPED if language == "fr"} == codes
    assert {code for language, code in SHIPPED if language == "en"} == codes


@pytest.mark.parametrize("key", SHIPPED, ids=" ".join)
def test_the_texts_shipped_are_whole_and_never_threaten(key: tuple[str, str]) -> None:
    check(SHIPPED[key])
    message = render(SHIPPED[key], told())
    assert "FA-2291" in message.text
    assert "FR76 3000" in message.text
    assert not [word for word in THREATS if word in message.text.lower()]
    assert "cid:reglement" in message.html
    assert set(message.images) == {QR_IMAGE}


def test_the_formal_notice_is_one() -> None:
    text = render(SHIPPED["fr", "mise-en-demeure"], told()).text
    for wanted in ("mettons en demeure", "d'ici au 01/12/2026", "L441-10", "D441-5", "1344"):
        assert wanted in text


def test_a_name_full_of_html_stays_a_name() -> None:
    sly = Addressee("<script>alert(1)</script><b>& Fils")
    message = render(Wording("{{ client }}", "Cher {{ client }},"), told(customer=sly))
    assert "<script" not in message.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;&amp; Fils" in message.html
    assert "<script>alert(1)</script><b>& Fils" in message.text
