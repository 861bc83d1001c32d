"""A plan from its simulation to its end: tried, sent, accepted on the customer's page with a code
that came by mail, paid twice, then broken."""

import datetime
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.dunning.queries.holds import held_now
from encaisse.letters import operations as letters
from encaisse.letters.models import Letter
from encaisse.payment_plans import queries
from encaisse.payment_plans.models import Plan, PlanProposal
from encaisse.payment_plans.operations import watching
from encaisse.receivables.models import Receivable
from tests.letters.servers import Server, running

WEEK, GRACE = datetime.timedelta(days=7), 2
A_QUARTER = 90 * 86_400  # seconds
LINK = re.compile(r"https?://\S+/espace/l/\S+")


@pytest.fixture(autouse=True)
def stay(settings: Settings) -> None:
    """Nadia is signed in until the plan is over."""
    settings.SESSION_COOKIE_AGE = A_QUARTER


@pytest.fixture
def post(settings: Settings, live_server: LiveServer) -> Iterator[Server]:
    """A mail server that takes everything; mails say how customers reach us."""
    with running(Server()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.PUBLIC_ADDRESS = live_server.url
        yield server


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The telephone of Garage Martin."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    yield context.new_page()
    context.close()


def arrived(post: Server) -> str:
    """The text of the latest mail, once it has left for good."""
    assert letters.send(Letter.objects.latest("id"), at=timezone.now()) == "delivered"
    part = post.received[-1].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def proposed(nadia: Page, where: str) -> PlanProposal:
    """Three weekly payments, the interest on top; sent to the customer."""
    nadia.goto(where)
    first = timezone.localdate() + WEEK
    nadia.get_by_label("Rythme").select_option("week")
    nadia.get_by_label("Premier versement le").fill(first.isoformat())
    nadia.get_by_label("Réponse attendue le").fill((first - WEEK / 7).isoformat())
    nadia.get_by_label("Jours de grâce").fill(str(GRACE))
    nadia.get_by_label("La déchéance joue de plein droit").check()
    expect(nadia).to_have_url(re.compile("automatique=on"))
    expect(nadia.get_by_role("row", name=f"{first:%d/%m/%Y}")).to_be_visible()
    nadia.get_by_role("button", name="Préparer la proposition").click()
    expect(nadia.get_by_text("Proposition prête", exact=False).first).to_be_visible()
    nadia.get_by_role("button", name="Envoyer la proposition").click()
    expect(nadia.get_by_text("ses factures ne sont pas relancées", exact=False)).to_be_visible()
    return PlanProposal.objects.get()


def accepted(phone: Page, post: Server) -> Plan:
    """By the link of the mail, a name, and the code of a second mail."""
    found = LINK.search(arrived(post))
    assert found is not None
    phone.goto(found[0])
    phone.get_by_role("link", name="Lire la proposition").click()
    expect(phone.get_by_text("reconnaît devoir", exact=False)).to_be_visible()
    phone.get_by_label("Votre nom").fill("Mme Petit")
    phone.get_by_role("button", name="Accepter cet échéancier").click()
    code = re.search(r"\b\d{6}\b", arrived(post))
    assert code is not None
    phone.get_by_label("Code à six chiffres").fill(code[0])
    phone.get_by_role("button", name="Confirmer").click()
    expect(phone.get_by_text("Votre échéancier est convenu.", exact=False)).to_be_visible()
    return Plan.objects.get()


def pay(nadia: Page, where: str, cents: int) -> None:
    """Nadia notes money received today, on the customer's page."""
    nadia.goto(where)
    payment = nadia.locator("#reglement")
    payment.get_by_label("Montant").fill(f"{cents // 100},{cents % 100:02}")
    payment.get_by_label("Référence").fill(f"VIREMENT DU {timezone.localdate():%d%m%Y}")
    payment.get_by_role("button", name="Enregistrer le règlement").click()
    expect(nadia.get_by_text("noté et affecté.", exact=False)).to_be_visible()


def left(plan: Plan, on: datetime.date) -> list[int]:
    return [due.left_cents for due in queries.installments([plan], on=on)[plan.pk]]


def test_a_plan_is_proposed_accepted_by_a_code_paid_twice_then_broken(
    nadia: Page, phone: Page, late: Receivable, company: Company, post: Server,
    live_server: LiveServer,
) -> None:  # fmt: skip
    customer = f"{live_server.url}/clients/{late.customer_id}/"
    proposal = proposed(nadia, f"{customer}echeancier")
    plan = accepted(phone, post)
    nadia.goto(f"{live_server.url}{proposal.get_absolute_url()}")
    expect(nadia.get_by_text("Acceptée le", exact=False)).to_contain_text("par Mme Petit")
    expect(nadia.get_by_text("SHA-256", exact=False).first).to_be_visible()

    parts = list(plan.installments.all())
    assert [part.cents for part in parts] == [40_000, 40_000, 40_000]
    assert min(part.interest_cents for part in parts) > 0
    for part in parts[:2]:
        with time_machine.travel(datetime.datetime.combine(part.due_on, datetime.time(10))):
            pay(nadia, customer, part.cents + part.interest_cents)
    assert left(plan, parts[1].due_on) == [0, 0, 40_000]
    assert Receivable.objects.get(pk=late.pk).open_cents == 40_000

    on = parts[2].due_on + datetime.timedelta(days=1)
    with time_machine.travel(datetime.datetime.combine(on, datetime.time(10))):
        watching.watch(company, on=on)
        nadia.goto(f"{live_server.url}/agenda/")
        expect(
            nadia.get_by_text(f"échéance 3 de l'échéancier non payée le {parts[2].due_on:%d/%m/%Y}")
        ).to_be_visible()
        assert late.pk in held_now(company, on)
    over = parts[2].due_on + datetime.timedelta(days=GRACE + 1)
    with time_machine.travel(datetime.datetime.combine(over, datetime.time(10))):
        watching.watch(company, on=over)
        nadia.goto(f"{live_server.url}{plan.get_absolute_url()}")
        expect(nadia.get_by_text("déchéance de plein droit", exact=False).first).to_be_visible()
        expect(
            nadia.get_by_text("Ses factures sont relancées où elles en étaient.")
        ).to_be_visible()
        assert late.pk not in held_now(company, over)
