"""Writing an invoice on its page, issuing it, and what one sees of it afterwards."""

import datetime
import html
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.invoicing import operations
from encaisse.invoicing.models import Draft, Issued
from encaisse.invoicing.rules.typed import Typed
from tests import factories
from tests.invoicing import sales

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "form#editor"}
WRITTEN: dict[str, object] = {
    "nature": "goods", "delivered_on": "2026-11-20", "terms": "30 jours",
    "lines-0-designation": "Portail", "lines-0-quantity": "1", "lines-0-unit": "C62",
    "lines-0-price": "4 200", "lines-0-rebate": "5", "lines-0-vat": "normal",
    "lines-1-designation": "Pose", "lines-1-quantity": "2,5", "lines-1-unit": "HUR",
    "lines-1-price": "65", "lines-1-vat": "intermediate", "lines-2-unit": "C62",
}  # fmt: skip


@pytest.fixture
def atelier() -> Company:
    return sales.a_seller()


def a_client(company: Company, role: Role = Role.COLLECTOR) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def words(answer: Any) -> str:
    """The words of a page, spaces made plain."""
    told = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return " ".join(told.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_from_the_name_of_a_customer_to_an_issued_invoice(atelier: Company) -> None:
    nadia = a_client(atelier)
    martin = sales.a_buyer(atelier)
    assert martin.name in nadia.get("/factures/nouvelle").content.decode()
    begun = nadia.post("/factures/nouvelle", {"client": "garage martin"})
    where = begun.headers["Location"]
    shown = words(nadia.get(where))
    assert "Facture pour Garage Martin" in shown
    assert "Lignes : écrivez ce qui est facturé." in shown
    told = words(nadia.post(where, WRITTEN, headers=HTMX))
    assert "Total HT 4 152,50 €" in told
    assert "TVA 10,00 % sur 162,50 € 16,25 €" in told
    assert "Net à payer 4 966,75 €" in told
    number = f"FA-{localdate().year}-00001"
    assert f"Émettre la facture {number}" in told
    done = nadia.post(where, WRITTEN | {"act": "issue", "issued_on": localdate().isoformat()})
    issued = Issued.objects.get()
    assert done.headers["Location"] == f"/factures/{issued.invoice_id}/"
    page = words(nadia.get(done.headers["Location"]))
    assert f"{number} est émise." in page
    assert number in words(nadia.get("/factures/emises/"))
    paper = nadia.get(f"/factures/emises/{issued.pk}/pdf")
    assert paper.content.startswith(b"%PDF")
    data = nadia.get(f"/factures/emises/{issued.pk}/xml")
    assert data.content.decode() == issued.xml


def test_a_fragment_shows_what_the_page_shows(atelier: Company) -> None:
    nadia, draft = a_client(atelier), sales.a_draft(sales.a_buyer(atelier))
    where = f"/factures/brouillons/{draft.pk}/"
    fragment = nadia.post(where, WRITTEN, headers=HTMX).content.decode()
    whole = nadia.get(where).content.decode()
    told = re.sub(r'<input type="hidden" name="csrf[^>]*>', "", fragment).strip()
    assert told in re.sub(r'<input type="hidden" name="csrf[^>]*>', "", whole)


def test_what_is_wrong_is_told_beside_and_nothing_is_lost(atelier: Company) -> None:
    nadia, draft = a_client(atelier), sales.a_draft(sales.a_buyer(atelier))
    where = f"/factures/brouillons/{draft.pk}/"
    wrong = WRITTEN | {"lines-0-price": "abc", "terms": "un jour", "delivered_on": "hier"}
    shown = words(nadia.post(where, wrong, headers=HTMX))
    assert "Ligne 1, prix unitaire : « abc » n'est pas un nombre positif" in shown
    assert "« un jour » n'est pas une condition de règlement connue" in shown
    assert "« hier » n'est pas un jour du calendrier" in shown
    draft.refresh_from_db()
    assert Typed.of(draft.typed).lines[0].price == "abc"
    refused = nadia.post(where, wrong | {"act": "issue", "issued_on": "2026-11-20"})
    assert refused.status_code == 422
    assert "Il manque à cette pièce" in words(refused)
    assert not Issued.objects.exists()


def test_a_rebate_on_the_whole_is_typed_counted_and_taken_away(atelier: Company) -> None:
    nadia, draft = a_client(atelier), sales.a_draft(sales.a_buyer(atelier))
    where = f"/factures/brouillons/{draft.pk}/"
    whole = {
        "adjustments-0-kind": "rebate", "adjustments-0-reason": "Fidélité",
        "adjustments-0-amount": "10 %", "adjustments-0-vat": "normal",
        "adjustments-1-kind": "charge", "adjustments-1-reason": "Port",
        "adjustments-1-amount": "20", "adjustments-1-vat": "normal",
    }  # fmt: skip
    told = words(nadia.post(where, WRITTEN | whole, headers=HTMX))
    assert "Total des lignes HT 4 152,50 €" in told
    assert "Remise 10,00 % : Fidélité − 399,00 €" in told
    assert "Frais : Port 20,00 €" in told
    assert "Total HT 3 773,50 €" in told
    assert "TVA 20,00 % sur 3 611,00 € 722,20 €" in told
    nadia.post(where, WRITTEN | whole | {"drop": "adjustment-0"})
    draft.refresh_from_db()
    assert [one["reason"] for one in draft.typed["adjustments"]] == ["Port"]
    assert len(draft.typed["lines"]) == 2
    wrong = words(nadia.post(where, WRITTEN | whole | {"adjustments-0-amount": "x"}, headers=HTMX))
    assert "Remise ou frais 1 : « x »" in wrong


def test_a_line_is_taken_away_and_a_draft_deleted(atelier: Company) -> None:
    nadia, draft = a_client(atelier), sales.a_draft(sales.a_buyer(atelier))
    where = f"/factures/brouillons/{draft.pk}/"
    assert nadia.post(where, WRITTEN | {"drop": "0"}).status_code == 302
    draft.refresh_from_db()
    assert [line.designation for line in Typed.of(draft.typed).lines] == ["Pose"]
    assert "Garage Martin" in words(nadia.get("/factures/brouillons/"))
    nadia.post(f"{where}supprimer")
    assert not Draft.objects.exists()


def test_a_customer_that_nobody_knows_is_asked_again(atelier: Company) -> None:
    answer = a_client(atelier).post("/factures/nouvelle", {"client": "Personne"})
    assert answer.status_code == 422
    assert "Aucun client ne répond à ce nom" in words(answer)


def test_a_credit_note_is_a_manager_s(atelier: Company) -> None:
    draft = sales.a_draft(sales.a_buyer(atelier))
    today = localdate()
    invoice = operations.issue(draft, on=today, today=today, by="Nadia").invoice
    assert invoice
    nadia, paul = a_client(atelier), a_client(atelier, Role.MANAGER)
    page = f"/factures/{invoice.pk}/"
    assert "Établir un avoir" not in words(nadia.get(page))
    assert "Établir un avoir" in words(paul.get(page))
    where = paul.post(f"{page}avoir").headers["Location"]
    assert f"Avoir sur {invoice.number}" in words(paul.get(where))
    assert "Un responsable émet les avoirs." in words(nadia.get(where))
    typed = Typed.of(Draft.objects.get().typed)
    lines = {
        f"lines-{rank}-{name}": getattr(one, name)
        for rank, one in enumerate(typed.lines)
        for name in ("designation", "quantity", "unit", "price", "rebate", "vat")
    }
    told = lines | {"nature": "services", "delivered_on": "2026-11-20", "act": "issue",
                    "issued_on": today.isoformat()}  # fmt: skip
    assert nadia.post(where, told).status_code == 403
    assert paul.post(where, told).headers["Location"] == page
    assert "soldée" in words(paul.get(page))


def test_mentions_and_numbers_are_written_once(atelier: Company) -> None:
    paul, year = a_client(atelier, Role.MANAGER), localdate().year
    told = {
        "discount": "Pas d'escompte.", "own": "Assurance Untel", "siret": "552 100 554 00012",
        "endpoint": "", "invoice_pattern": "F{année}/{n:04}", "next_invoice": "148",
        "credit_note_pattern": "A{année}/{n:04}", "next_credit_note": "1",
    }  # fmt: skip
    assert paul.post("/factures/reglages", told).status_code == 302
    shown = words(paul.get("/factures/reglages"))
    assert f"Prochains numéros : F{year}/0148 , A{year}/0001" in shown
    wrong = paul.post("/factures/reglages", told | {"invoice_pattern": "F{n}"})
    assert wrong.status_code == 422
    assert "ne donne pas de numéros de facture" in words(wrong)
    reader = a_client(atelier, Role.READER)
    assert "Un responsable peut le changer." in words(reader.get("/factures/reglages"))
    assert reader.post("/factures/reglages", told).status_code == 403


def test_an_invoice_of_another_company_of_mine_is_not_shown_here(atelier: Company) -> None:
    draft = sales.a_draft(sales.a_buyer(sales.a_seller(name="Autre")))
    assert a_client(atelier).get(f"/factures/brouillons/{draft.pk}/").status_code == 404


@time_machine.travel(datetime.datetime(2027, 1, 4, 10, tzinfo=datetime.UTC))
def test_the_page_of_legal_values_lets_a_new_year_be_invoiced(atelier: Company) -> None:
    paul = Client()
    paul.force_login(factories.a_user(atelier, Role.MANAGER, is_administrator=True))
    where = f"/factures/brouillons/{sales.a_draft(sales.a_buyer(atelier)).pk}/"
    lacks = words(paul.get(where))
    assert "aucune valeur connue au 04/01/2027" in lacks
    assert "complétez-la sous « Valeurs légales »" in lacks
    read = {"read_on": "2027-01-04", "source": "Légifrance, textes en vigueur"}
    ecb = {
        "first": "2027-01-01", "last": "2027-06-30", "value": "2,15", "article": "L441-10, II",
    }  # fmt: skip
    added = paul.post("/valeurs-legales/ajouter/?valeur=ecb_mro_semester", read | ecb)
    assert added.status_code == 302
    again = "/valeurs-legales/relire/"
    figures = re.findall(r'name="figure" value="([^"]+)"', paul.get(again).content.decode())
    done = paul.post(again, read | {"until": "2027-06-30", "figure": figures})
    assert done.status_code == 302
    assert "aucune valeur connue" not in words(paul.get(where))
    written = WRITTEN | {"act": "issue", "issued_on": "2027-01-04"}
    paul.post(where, written)
    assert Issued.objects.get().number == "FA-2027-00001"
