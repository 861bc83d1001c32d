"""Templates on screen: managers write, a real customer's message is drawn beside."""

import datetime
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.dunning.queries import preview
from encaisse.letters import operations, queries
from encaisse.letters.models import Template, TemplateVersion
from encaisse.parties.models import Contact, Customer
from tests import factories

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 23)


@pytest.fixture
def company() -> Company:
    found = factories.a_company(iban="FR7630006000011234567890189")
    operations.ensure_defaults(found)
    return found


@pytest.fixture
def garage(company: Company) -> Customer:
    found = factories.a_customer(company, "Garage Martin <b>& Fils</b>")
    Contact.objects.create(company=company, customer=found, name="Mme Petit", role="dunning")
    factories.a_receivable(found, cents=824_000, due_on=datetime.date(2026, 10, 13))
    factories.a_receivable(found, cents=100_000, due_on=datetime.date(2099, 12, 31))
    return found


@pytest.fixture
def template(company: Company) -> Template:
    return queries.templates(company).get(code="relance-1", language="fr", channel="mail")


def signed_in(company: Company, role: Role, name: str) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role, name), settings.AUTHENTICATION_BACKENDS[1])
    return client


def address(template: Template, name: str = "template") -> str:
    return reverse(f"dunning:{name}", args=[template.pk])


def test_paul_changes_a_text(company: Company, template: Template) -> None:
    paul = signed_in(company, Role.MANAGER, "Paul")
    assert template.name in paul.get(reverse("dunning:templates")).content.decode()
    assert "{{ salutation }}" in paul.get(address(template)).content.decode()
    written = {"subject": "Un oubli ?", "body": "{{ salutation }}\n\n{{ tableau }}"}
    assert paul.post(address(template), written).status_code == 302
    template.refresh_from_db()
    assert (template.subject, template.version) == ("Un oubli ?", 2)


def test_an_unknown_variable_is_named_and_the_text_kept(
    company: Company, template: Template
) -> None:
    paul = signed_in(company, Role.MANAGER, "Paul")
    answer = paul.post(address(template), {"subject": "Relance", "body": "Cher {{ clint }}"})
    text = answer.content.decode()
    assert "« {{ clint }} » (paragraphe 1, ligne 1) n&#x27;est pas une variable." in text
    assert "Vouliez-vous écrire {{ client }} ?" in text
    assert answer.context["form"].errors["body"]
    assert "Cher {{ clint }}" in text
    assert answer.status_code == 422
    assert re.search("<textarea[^>]* autofocus", text), "what is wrong is where one is taken"
    template.refresh_from_db()
    assert template.version == 1


def test_nadia_reads_the_list_but_does_not_write(company: Company, template: Template) -> None:
    nadia = signed_in(company, Role.COLLECTOR, "Nadia")
    listed = nadia.get(reverse("dunning:templates")).content.decode()
    assert template.name in listed
    assert f'"{address(template)}"' not in listed
    read = nadia.get(reverse("dunning:template_version", args=[template.pk, 1]))
    assert "{{ salutation }}" in read.content.decode()
    assert nadia.post(address(template, "template_go_back")).status_code == 403
    assert nadia.get(address(template)).status_code == 403
    assert nadia.post(address(template), {"subject": "x", "body": "x"}).status_code == 403


def test_ines_of_another_company_finds_nothing(template: Template, garage: Customer) -> None:
    ines = signed_in(factories.a_company("Boulons du Rhône"), Role.MANAGER, "Inès")
    assert ines.get(address(template)).status_code == 404
    answer = ines.post(address(template, "template_preview"), {"customer": garage.pk})
    assert answer.status_code == 404


def test_the_preview_is_a_real_customer_s_message(
    company: Company, template: Template, garage: Customer
) -> None:
    paul = signed_in(company, Role.MANAGER, "Paul")
    typed = {"subject": "Pour {{ client }}", "body": "{{ salutation }}\n\n{{ tableau }}"}
    answer = paul.post(address(template, "template_preview"), typed | {"customer": str(garage.pk)})
    text = answer.content.decode()
    assert "Bonjour Mme Petit," in text
    assert "8\u202f240,00" in text
    assert "1\u202f000,00" not in text
    assert "Garage Martin &lt;b&gt;&amp; Fils&lt;/b&gt;" in text
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_preview_says_what_it_does_not_understand(
    company: Company, template: Template, garage: Customer
) -> None:
    paul = signed_in(company, Role.MANAGER, "Paul")
    typed = {"subject": "x", "body": "{% now %}", "customer": str(garage.pk)}
    answer = paul.post(address(template, "template_preview"), typed)
    assert "n&#x27;est pas compris" in answer.content.decode()


def test_what_the_preview_tells(garage: Customer) -> None:
    context = preview.preview_context(garage, on=ON)
    assert [(line.days_late, line.open.cents) for line in context.lines] == [(41, 824_000)]
    assert context.total.cents == 824_000
    assert context.claims is not None
    assert context.claims.indemnity.cents == 4_000
    assert [text[:14] for text in context.claims.sources] == ["C. com. L441-1", "C. com. D441-5"]
    assert preview.examples(garage.company, on=ON) == [(garage.pk, garage.name)]


def test_an_estimated_due_date_shows_no_claim(company: Company) -> None:
    studio = factories.a_customer(company, "Studio Lemoine")
    factories.a_receivable(studio, estimated=True)
    context = preview.preview_context(studio, on=ON)
    assert context.claims is not None
    assert not context.claims.shown


def test_the_list_is_a_grid_of_steps_and_tones_for_each_channel_and_language(
    company: Company,
) -> None:
    paul = signed_in(company, Role.MANAGER, "Paul")
    mails = paul.get(reverse("dunning:templates")).content.decode()
    assert mails.count("data-row") == 20
    assert "Mise en demeure, ton ferme" in mails
    german = paul.get(reverse("dunning:templates"), {"canal": "letter", "langue": "de"})
    assert "lassen Sie uns eine Lösung finden" in german.content.decode()
    briefs = paul.get(reverse("dunning:templates"), {"canal": "sms"}).content.decode()
    assert briefs.count("data-row") == 4
    assert "Le texte neutre part." in briefs


def test_versions_are_shown_with_what_changed_and_the_way_back(
    company: Company, template: Template
) -> None:
    paul, shipped = signed_in(company, Role.MANAGER, "Paul"), template.subject
    paul.post(address(template), {"subject": "Un oubli ?", "body": template.body})
    shown = paul.get(address(template)).content.decode()
    assert f"<del>{shipped}</del>" in shown
    assert "<ins>Un oubli ?</ins>" in shown
    assert "Revenir au texte livré" in shown
    assert "Paul ·" in shown
    TemplateVersion.objects.filter(version=2).update(by=User.objects.get(full_name="Paul").email)
    assert "Paul ·" in paul.get(address(template)).content.decode(), "signed by an address before"
    old = paul.get(reverse("dunning:template_version", args=[template.pk, 1])).content.decode()
    assert shipped in old
    assert paul.get(reverse("dunning:template_version", args=[template.pk, 9])).status_code == 404
    paul.post(address(template, "template_go_back"), {"version": "1"})
    template.refresh_from_db()
    assert (template.subject, template.version, template.is_own) == (shipped, 3, True)
    paul.post(address(template, "template_go_back"))
    template.refresh_from_db()
    assert (template.version, template.is_own) == (4, False)
    assert "Revenir au texte livré" not in paul.get(address(template)).content.decode()


def test_a_letter_is_previewed_as_its_pages_and_a_text_message_as_one(
    company: Company, garage: Customer
) -> None:
    garage.address = "4 rue du Puits\n42100 Saint-Étienne"
    garage.save()
    paul = signed_in(company, Role.MANAGER, "Paul")
    shown = {}
    for channel in ("letter", "sms"):
        text = queries.templates(company).get(code="relance-1", language="fr", channel=channel)
        typed = {"subject": text.subject, "body": text.body, "customer": str(garage.pk)}
        answer = paul.post(address(text, "template_preview"), typed)
        shown[channel] = answer.content.decode()
    assert "data:image/png;base64,iVBOR" in shown["letter"]
    assert "Page 1 sur 1 de la lettre" in shown["letter"]
    assert "Mme Petit" in shown["sms"]
    assert "SMS" in shown["sms"]
