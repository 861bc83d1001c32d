"""Templates are data: shipped once, changed by managers, refused when they could not be read."""

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import NotAllowed, Role
from encaisse.audit.models import Entry
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations, queries
from encaisse.letters.models import Template
from encaisse.letters.rules import Wording, check
from tests import factories


@pytest.fixture
def template(company: Company) -> Template:
    operations.ensure_defaults(company)
    return queries.templates(company).get(code="relance-1", language="fr", channel="mail")


def test_a_company_starts_with_each_step_in_four_tones_and_three_languages(
    template: Template,
) -> None:
    operations.ensure_defaults(template.company)
    assert queries.templates(template.company).count() == 192


def test_a_change_makes_a_version_and_a_line_in_the_journal(template: Template) -> None:
    paul = factories.a_user(template.company, Role.MANAGER, "Paul")
    operations.change_template(template, subject="Un oubli ?", body="{{ tableau }}", by=paul)
    template.refresh_from_db()
    assert (template.subject, template.version) == ("Un oubli ?", 2)
    entry = Entry.objects.get(verb="template.changed")
    assert entry.facts["after"] == {"subject": "Un oubli ?", "body": "{{ tableau }}"}
    operations.ensure_defaults(template.company)
    template.refresh_from_db()
    assert template.subject == "Un oubli ?"


def test_an_unknown_variable_is_refused_and_nothing_changes(template: Template) -> None:
    paul = factories.a_user(template.company, Role.MANAGER, "Paul")
    with pytest.raises(Refusal, match="Vouliez-vous écrire"):
        operations.change_template(template, subject="x", body="{{ facture }}", by=paul)
    template.refresh_from_db()
    assert template.version == 1


@pytest.mark.parametrize(
    ("subject", "body", "sentence"),
    [
        ("{{ facture }}", "x", "« {{ facture }} » (dans l'objet) n'est pas une variable."),
        (
            "x",
            "Bonjour,\r\n\r\nVotre dette\r\nest de {{ totla }}.",
            "« {{ totla }} » (paragraphe 2, ligne 4) n'est pas une variable. "
            "Vouliez-vous écrire {{ total }} ?",
        ),
        ("x", "\n\n{{ client }}\n \n{% if %}", "« {% » (paragraphe 2, ligne 5) n'est pas compris"),
        (
            "x",
            "a\n\nVoici {{ tableau }}",
            "« {{ tableau }} » (paragraphe 2, ligne 3) doit être seul",
        ),
        ("{{ tableau }}", "x", "« {{ tableau }} » (dans l'objet) doit être seul"),
        ("x", "{{ client }} {{ zzz }}", "Variables possibles : salutation, client"),
    ],
)
def test_what_is_refused_says_where_it_stands(subject: str, body: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(Wording(subject, body, "fr"))
    assert sentence in str(refused.value)


def test_a_collector_does_not_change_templates(template: Template) -> None:
    nadia = factories.a_user(template.company)
    with pytest.raises(NotAllowed, match="modifier les modèles"):
        operations.change_template(template, subject="x", body="x", by=nadia)


@pytest.mark.parametrize(
    ("code", "language", "found"),
    [
        pytest.param("relance-2", "en", ("en", "overdue by"), id="in the customer's language"),
        pytest.param("relance-2", "de", ("de", "offen"), id="in German too"),
        pytest.param("relance-2", "nl", ("fr", "en attente depuis"), id="else in French"),
        pytest.param("inconnu", "fr", ("fr", "échéance"), id="else the first text"),
    ],
)
def test_which_text_a_customer_gets(
    template: Template, code: str, language: str, found: tuple[str, str]
) -> None:
    wording = queries.wording_for(template.company, code, language)
    assert wording.language == found[0]
    assert found[1] in wording.subject


def test_texts_that_nobody_changed_follow_the_product_and_those_changed_stay(
    template: Template,
) -> None:
    paul = factories.a_user(template.company, Role.MANAGER, "Paul")
    other = queries.templates(template.company).get(code="relance-2", language="fr", channel="mail")
    operations.change_template(other, subject="Le nôtre", body="{{ tableau }}", by=paul)
    Template.objects.filter(pk=template.pk).update(subject="Celui d'avant", name="Avant")
    Template.objects.filter(code__startswith="courtoisie").delete()
    operations.bring_up_to_date()
    template.refresh_from_db()
    other.refresh_from_db()
    assert queries.templates(template.company).count() == 192
    assert (template.subject, template.version) != ("Celui d'avant", 1)
    assert template.name == "Première relance, ton neutre"
    assert (other.subject, other.version) == ("Le nôtre", 2)
    assert Entry.objects.get(verb="template.shipped").actor == "Encaisse"
    operations.bring_up_to_date()
    assert Entry.objects.filter(verb="template.shipped").count() == 1


def test_a_text_goes_back_to_what_it_was_and_to_what_was_shipped(template: Template) -> None:
    paul = factories.a_user(template.company, Role.MANAGER, "Paul")
    shipped = template.subject
    operations.change_template(template, subject="Deux", body="{{ tableau }}", by=paul)
    operations.change_template(template, subject="Trois", body="{{ tableau }}", by=paul)
    operations.go_back_to(template, 2, by=paul)
    template.refresh_from_db()
    assert (template.subject, template.version, template.is_own) == ("Deux", 4, True)
    operations.go_back_to_shipped(template, by=paul)
    template.refresh_from_db()
    assert (template.subject, template.version, template.is_own) == (shipped, 5, False)
    assert [(each.version, each.by) for each in template.versions.all()] == [
        (5, "Paul"), (4, "Paul"), (3, "Paul"), (2, "Paul"), (1, ""),
    ]  # fmt: skip


def test_a_text_of_the_company_alone_has_none_to_go_back_to(company: Company) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    own = Template.objects.create(
        company=company, code="maison", name="Maison", subject="x", body="x"
    )
    with pytest.raises(operations.NothingShipped, match="Maison"):
        operations.go_back_to_shipped(own, by=paul)


def test_the_language_wins_over_the_tone_and_a_missing_tone_is_the_neutral_one(
    template: Template,
) -> None:
    found = Template.objects.filter(company=template.company, code="relance-1-firm", language="de")
    found.delete()
    wording = queries.wording_for(template.company, "relance-1", "de", tone="firm")
    assert (wording.language, wording.subject) == (
        "de",
        "{{ societe }}: {{ factures }}, {{ total }} offen",
    )
    firm = queries.wording_for(template.company, "relance-1", "fr", tone="firm", channel="letter")
    assert firm.subject == "{{ total }} à régler, {{ factures }}"
    neutral = queries.wording_for(template.company, "relance-1", "fr", tone="neutral")
    assert (neutral.template, neutral.version) == (template.pk, 1)
