"""A template is text and variables of a closed list: everything else is refused, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules import VARIABLES, Wording, check, compose
from encaisse.letters.rules.composing import Paragraph
from encaisse.letters.rules.facts import Addressee
from tests.letters.facts import told


@pytest.mark.parametrize(
    ("subject", "body", "sentence"),
    [
        pytest.param(
            "Relance", "Bonjour {{ cliant }}", "Vouliez-vous écrire {{ client }} ?", id="a typo"
        ),
        pytest.param(
            "Relance", "{{ user.password }}", "« {{ user.password }} »", id="no way into an object"
        ),
        pytest.param(
            "Relance {{ x",
            "Bonjour",
            "« {{ » (dans l'objet) n'est pas compris",
            id="braces left open",
        ),
        pytest.param(
            "Relance",
            "{% load log %}",
            "« {% » (paragraphe 1, ligne 1) n'est pas compris",
            id="a tag",
        ),
        pytest.param(
            "Relance",
            "{# mot #}",
            "« {# » (paragraphe 1, ligne 1) n'est pas compris",
            id="a comment",
        ),
        pytest.param(
            "Relance", "Voici {{ tableau }}", "seul dans son paragraphe", id="a block in a sentence"
        ),
        pytest.param("{{ tableau }}", "Bonjour", "dans l'objet", id="a block in the subject"),
        pytest.param(" ", "Bonjour", "n'a pas d'objet", id="no subject"),
        pytest.param("Relance", "\n \n", "n'a pas de texte", id="no text"),
    ],
)
def test_what_cannot_be_rendered_is_refused(subject: str, body: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check(Wording(subject, body))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_has_a_text(name: str) -> None:
    message = compose(Wording("Relance", f"« {{{{ {name} }}}} »"), told())
    (part,) = message.parts
    assert isinstance(part, Paragraph)
    assert len(part.text) > len("«  »")
    assert "{{" not in part.text


def test_accents_and_capitals_of_a_variable_do_not_matter() -> None:
    message = compose(Wording("{{Société}}", "{{ DÉLAI }}"), told())
    assert message.subject == "Atelier Martin"
    assert message.parts == (Paragraph("d'ici au 01/12/2026"),)


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    sly = told(customer=Addressee("{{ total }} {% now %}"))
    assert compose(Wording("Pour {{ client }}", "x"), sly).subject == "Pour {{ total }} {% now %}"


def test_a_subject_cannot_open_a_header() -> None:
    sly = told(customer=Addressee("Garage\r\nBcc: tout@monde.example\u2028X"))
    subject = compose(Wording("Relance\n{{ client }}", "x"), sly).subject
    assert subject == "Relance Garage Bcc: tout@monde.example X"


@given(st.text(max_size=200))
def test_any_text_is_rendered_or_refused(body: str) -> None:
    try:
        message = compose(Wording("Relance", body), told())
    except Refusal:
        return
    assert message.parts
