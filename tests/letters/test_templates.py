"""Templates are data: shipped once, changed by managers, refused when they could not be read."""

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import NotAllowed, Role
from encaisse.audit.models import Entry
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations, queries
from encaisse.letters.models import Template
from tests import factories


@pytest.fixture
def template(company: Company) -> Template:
    operations.ensure_defaults(company)
    return queries.templates(company).get(code="relance-1", language="fr", channel="mail")


def test_a_company_starts_with_eleven_messages_in_two_languages_and_four_texts(
    template: Template,
) -> None:
    operations.ensure_defaults(template.company)
    assert queries.templates(template.company).count() == 2 * (11 + 11 + 4)


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


def test_a_collector_does_not_change_templates(template: Template) -> None:
    nadia = factories.a_user(template.company)
    with pytest.raises(NotAllowed, match="modifier les modèles"):
        operations.change_template(template, subject="x", body="x", by=nadia)


@pytest.mark.parametrize(
    ("code", "language", "found"),
    [
        pytest.param("relance-2", "en", ("en", "overdue by"), id="in the customer's language"),
        pytest.param("relance-2", "de", ("fr", "en attente depuis"), id="else in French"),
        pytest.param("inconnu", "fr", ("fr", "échéance"), id="else the first text"),
    ],
)
def test_which_text_a_customer_gets(
    template: Template, code: str, language: str, found: tuple[str, str]
) -> None:
    wording = queries.wording_for(template.company, code, language)
    assert wording.language == found[0]
    assert found[1] in wording.subject
