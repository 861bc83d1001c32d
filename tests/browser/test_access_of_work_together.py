"""As axe measures accessibility: disputes, discounts, colleagues, teams, calls, what comes next."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import User
from encaisse.disputes import operations as disputes
from encaisse.dunning import operations as dunning
from encaisse.parties import operations as parties
from encaisse.parties.operations import following
from encaisse.receivables.models import Receivable
from tests import factories
from tests.browser.test_access import violations


def worked(late: Receivable) -> list[str]:
    """The pages of a customer called, contested, followed, offered a discount."""
    on, customer = timezone.localdate(), late.customer
    parties.change_customer(customer, by="Nadia", phone="04 77 00 00 00")
    julie = following.meet(late.company, "Julie Roux", email="julie@example.com", by="Paul")
    following.follow(customer, julie, department="sales", by="Paul")
    more = factories.a_receivable(customer, cents=900_00)
    dispute = disputes.declare([more], reason="price", on=on, by="Nadia")
    call = dunning.tasks.ask(customer, "call", due_on=on, reason="Rappeler", on=on, by="Paul")
    where, line = f"clients/{customer.pk}", f"ligne=task:{call.pk}"
    return [
        "litiges/", "litiges/?vue=liste", f"litiges/{dispute.pk}/", "litiges/reglages",
        f"{where}/litige", f"{where}/questions", f"{where}/escompte", f"{where}/causes",
        f"{where}/suivi", f"{where}/appel", f"{where}/visite", f"{where}/ecrire",
        f"{where}/geste?geste=escompte", "escomptes/", "escomptes/limites",
        "echeanciers/limites", "collegues/", f"collegues/{julie.pk}/", f"taches/{call.pk}/",
        *(f"agenda/geste?geste={name}&{line}" for name in ("fait", "reporter", "confier", "noter")),
        f"agenda/suite/{customer.pk}?retour=/litiges/",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_on_what_is_worked_together(
    nadia: Page, late: Receivable, live_server: LiveServer, width: int, scheme: str
) -> None:
    nadia.set_viewport_size({"width": width, "height": 900})
    nadia.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    person = User.objects.filter(memberships__company=late.company).order_by("id").first()
    assert person is not None
    found = {}
    for place in [
        *worked(late), f"equipe/{person.pk}/", "equipe/equipes/", "equipe/personne/",
        "equipe/regles/", "equipe/objectifs/",
    ]:  # fmt: skip
        nadia.goto(f"{live_server.url}/{place}")
        expect(nadia.locator("main")).to_be_visible()
        said = violations(nadia)
        if nadia.evaluate("document.documentElement.scrollWidth") > width:
            said.append("overflows")
        if said:
            found[place] = said
    assert not found, found


def test_what_comes_next_is_said_by_keyboard(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    on = timezone.localdate()
    made = disputes.declare([late], reason="price", on=on, by="Nadia")
    nadia.goto(f"{live_server.url}/litiges/{made.pk}/")
    confirm = nadia.get_by_role("button", name="Confirmer la facture")
    nadia.locator("form", has=confirm).get_by_label("Motif").focus()
    nadia.keyboard.type("Prix du devis signé")
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Et ensuite ?")
    expect(nadia.get_by_role("button", name="Continuer")).to_be_focused()
    nadia.keyboard.press("Enter")
    expect(nadia).to_have_url(f"{live_server.url}/litiges/{made.pk}/")
