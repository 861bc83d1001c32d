"""The texts shipped: every step, tone, channel and language; what they say, what they never say."""

import datetime
import re
from itertools import product

import pytest

from encaisse.kernel.money import Money
from encaisse.letters.mail.rendering import QR_IMAGE, render
from encaisse.letters.post.drawing import on_paper
from encaisse.letters.queries import shipped_texts
from encaisse.letters.rules import MessageContext, Wording, check, compose
from encaisse.letters.rules.facts import Addressee, Sender
from encaisse.letters.rules.texts import STEPS, TONES, code_of, step_and_tone
from tests.letters.facts import DAY, LINES, told

SHIPPED = {key: text for key, text in shipped_texts().items() if key[1] in ("mail", "letter")}
TEXTS = pytest.mark.parametrize("key", SHIPPED, ids=" ".join)
FULL = told(
    customer=Addressee("Garage de l'Étoile", "C00012", "4 rue du Puits\n42100 Saint-Étienne")
)
EMPTY = MessageContext(
    company=Sender("Atelier Martin"),
    customer=Addressee("Garage", address="4 rue du Puits\n42100 Saint-Étienne"),
    day=DAY,
    lines=(),
    total=Money(0),
)
NEVER = re.compile(
    "huissier|commissaire|saisi|tribuna|juge|pénal|poursui|contentieux|sommation|assign|injonction"
    "|ficher|fichage|immédiat|menac|république|frais|sous peine|dernier avis|scandal"
    "|bailiff|lawsuit|sue |penalt|threat|immediately|credit agenc|fees|final notice"
    "|vollstreck|pfänd|gerichtsvoll|inkasso|anwalt|schufa|mahnbescheid|drohen|sofort|gebühr"
)
ANSWERS = {
    "fr": "répon|appel|écri|par retour",
    "en": "reply|call|writ|letter",
    "de": "antwort|ruf|schreib|telefon",
}
DISPUTES = {
    "fr": "contest|correct|corriger|erreur|inexact",
    "en": "disput|correct|error|wrong",
    "de": "beanstand|berichtig|fehler|stimmt",
}
INSTALMENTS = {"fr": "échelonnement|plusieurs fois", "en": "instalments", "de": "raten"}
COURTESY, FIRST, NOTICE = "courtoisie", "relance-1", "mise-en-demeure"


def said(wording: Wording) -> str:
    return compose(wording, FULL).subject + "\n" + render(wording, FULL).text


def test_every_step_has_each_tone_channel_and_language() -> None:
    wanted = {
        (code_of(step, tone), channel, language)
        for step, tone, channel, language in product(
            STEPS, TONES, ("mail", "letter"), ("fr", "en", "de")
        )
    }
    assert set(SHIPPED) == wanted
    assert len(wanted) == 120


@pytest.mark.parametrize("step", STEPS)
def test_a_code_says_its_step_and_its_tone(step: str) -> None:
    assert [step_and_tone(code_of(step, tone)) for tone in TONES] == [(step, t) for t in TONES]
    assert step_and_tone("relance-maison") == ("relance-maison", "neutral")


@TEXTS
def test_a_text_is_whole_with_all_that_may_be_told(key: tuple[str, str, str]) -> None:
    check(SHIPPED[key])
    message = render(SHIPPED[key], FULL)
    assert "FA-2291" in message.text
    assert "FR76 3000" in message.text
    assert set(message.images) == {QR_IMAGE}
    assert "{{" not in message.html
    assert not re.search(r"\bNone\b| ,| \.|  \S", message.text.replace("  ", " "))


@TEXTS
def test_a_text_stands_with_nothing_to_tell(key: tuple[str, str, str]) -> None:
    message = render(SHIPPED[key], EMPTY)
    assert "None" not in message.text
    assert not message.images
    assert on_paper(SHIPPED[key], EMPTY).text


@TEXTS
def test_a_text_never_threatens_nor_bills_a_fee(key: tuple[str, str, str]) -> None:
    wording = SHIPPED[key]
    assert not NEVER.search(f"{wording.subject}\n{wording.body}".lower())


@TEXTS
def test_a_text_is_short_and_its_subject_shorter(key: tuple[str, str, str]) -> None:
    wording = SHIPPED[key]
    words = len(re.sub(r"\{\{[^}]*\}\}", "x", wording.body).split())
    assert 50 <= words <= (175 if key[0].startswith(NOTICE) else 110)
    assert len(compose(wording, FULL).subject) <= 110
    assert max(len(part) for part in wording.body.splitlines()) <= 420


@TEXTS
def test_a_text_can_be_answered_disputed_and_paid_by_instalments(key: tuple[str, str, str]) -> None:
    code, _channel, language = key
    text = SHIPPED[key].body.lower()
    assert re.search(ANSWERS[language], text)
    assert re.search(DISPUTES[language], text)
    if not code.startswith((COURTESY, FIRST)):
        assert re.search(INSTALMENTS[language], text)


@TEXTS
def test_claims_stand_in_their_block_alone_and_never_before_the_due_date(
    key: tuple[str, str, str],
) -> None:
    text = SHIPPED[key].body.lower()
    plain = re.sub(r"\{\{[^}]*\}\}", "", text)
    assert not re.search("intérêts|indemnité|interest|indemnit|zinsen|entschädigung|40", plain)
    if key[0].startswith(COURTESY):
        assert "interets" not in text
        assert "exigible" not in text


@TEXTS
def test_a_letter_never_speaks_of_itself_as_a_mail(key: tuple[str, str, str]) -> None:
    if key[1] == "letter":
        words = SHIPPED[key].subject + SHIPPED[key].body.lower()
        assert not re.search("courriel|message|e-mail|nachricht|{{ societe }} ?:", words)


NOTICES = {
    "fr": ("mettons", "en demeure", "d'ici au 01/12/2026", "article 1344 du code civil"),
    "en": ("formal notice (mise en demeure)", "by 1 December 2026", "article 1344"),
    "de": ("mise en demeure", "bis zum 01.12.2026", "Artikel 1344"),
}


@pytest.mark.parametrize("key", [key for key in SHIPPED if key[0].startswith(NOTICE)], ids=" ".join)
def test_a_formal_notice_is_one(key: tuple[str, str, str]) -> None:
    text = said(SHIPPED[key])
    for wanted in (*NOTICES[key[2]], "L441-10", "D441-5"):
        assert wanted in text


@pytest.mark.parametrize("key", [key for key in SHIPPED if key[0].startswith(NOTICE)], ids=" ".join)
def test_a_formal_notice_claims_only_what_may_be_claimed(key: tuple[str, str, str]) -> None:
    consumer = told(claims=None)
    text = render(SHIPPED[key], consumer).text
    assert "L441" not in text
    assert "D441" not in text


def test_german_amounts_days_and_headings() -> None:
    german = SHIPPED["relance-2", "mail", "de"]
    one = told(lines=LINES[:1], total=Money(123_456), credits=(), level=2)
    text = render(german, one).text
    for wanted in (
        "1.234,56\u00a0€",
        "41\u00a0Tage",
        "13.10.2026",
        "Rechnung FA-2291",
        "Fällig am",
    ):
        assert wanted in text
    quoted = compose(Wording('Über "Werkstatt"', "x", "de"), one)
    assert quoted.subject == "Über „Werkstatt“"
    on = datetime.date(2026, 3, 1)
    assert compose(german, one).words.long_day(on) == "1.\u00a0März\u00a02026"
