"""The simulator, a proposal and its acts, a plan, the list."""

import datetime
import html

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations
from encaisse.payment_plans.models import Plan, PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.usefixtures("mail_goes_somewhere")


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def signed(client: Client, nadia: User) -> Client:
    client.force_login(nadia)
    return client


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def offered(bills: list[Receivable], today: datetime.date) -> PlanProposal:
    parts = [Part(today + datetime.timedelta(days=30 * rank), 50_000) for rank in (1, 2)]
    offer = proposing.Offer(expires_on=today + datetime.timedelta(days=10))
    return proposing.propose(bills, parts, offer, on=today, by="Nadia")


def test_the_simulator_opens_on_what_is_late(
    signed: Client, garage: Customer, bills: list[Receivable]
) -> None:
    page = signed.get(f"/clients/{garage.pk}/echeancier").content.decode()
    assert page.count("checked") >= len(bills)
    assert "1\u202f000,00" in page
    assert "Préparer la proposition" in page


def test_the_simulator_swaps_what_a_reload_shows(
    signed: Client, garage: Customer, bills: list[Receivable]
) -> None:
    where = f"/clients/{garage.pk}/echeancier?choix=1&creance={bills[0].pk}&nombre=6"
    whole = signed.get(where).content.decode()
    part = signed.get(
        where, headers={"HX-Request": "true", "HX-Target": "div#simulator"}
    ).content.decode()
    assert part.strip().startswith('<div class="attempt" id="simulator">')
    assert '<td data-place="title">6</td>' in part
    assert part.strip()[:400] in whole


def test_a_wrong_day_is_told_with_an_example(
    signed: Client, garage: Customer, bills: list[Receivable]
) -> None:
    where = f"/clients/{garage.pk}/echeancier?choix=1&creance={bills[0].pk}&premier=demain"
    page = html.unescape(signed.get(where).content.decode())
    assert "« demain » n'est pas un jour du calendrier : écrivez par exemple 31/12/2026." in page


def test_nothing_ticked_shows_nothing(
    signed: Client, garage: Customer, bills: list[Receivable]
) -> None:
    page = signed.get(f"/clients/{garage.pk}/echeancier?choix=1").content.decode()
    assert "Rien à montrer encore" in page


def test_what_was_tried_becomes_a_proposal(
    signed: Client, garage: Customer, bills: list[Receivable]
) -> None:
    keys = "&".join(f"creance={bill.pk}" for bill in bills)
    where = f"/clients/{garage.pk}/echeancier/proposer?choix=1&{keys}&nombre=4&abandon=100&grace=3"
    answer = signed.post(where)
    made = PlanProposal.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert [each.cents for each in made.installments.all()] == [25_000] * 4
    assert (made.waived_percent, made.grace_days) == (100, 3)


def test_each_payment_may_be_typed(
    signed: Client, garage: Customer, bills: list[Receivable], today: datetime.date
) -> None:
    first, second = today + datetime.timedelta(days=20), today + datetime.timedelta(days=90)
    keys = "&".join(f"creance={bill.pk}" for bill in bills)
    typed = f"libre=1&jour_1={first}&montant_1=200&jour_2={second}&montant_2=800"
    signed.post(f"/clients/{garage.pk}/echeancier/proposer?choix=1&{keys}&{typed}")
    made = PlanProposal.objects.get()
    assert [(each.due_on, each.cents) for each in made.installments.all()] == [
        (first, 20_000), (second, 80_000),
    ]  # fmt: skip


def test_a_proposal_that_does_not_sum_says_so(
    signed: Client, garage: Customer, bills: list[Receivable], today: datetime.date
) -> None:
    typed = f"libre=1&jour_1={today}&montant_1=200&creance={bills[0].pk}"
    answer = signed.post(f"/clients/{garage.pk}/echeancier/proposer?choix=1&{typed}")
    assert answer.status_code == 422
    assert "rendez-les égaux" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "premier=9999-12-31",
        "premier=9999-12-31&nombre=1",
        "premier=9999-12-31&rythme=week",
        "premier=2099-01-01",
        "libre=1&jour_1=9999-12-31&montant_1=600",
        "libre=1&jour_1=01/01/2100&montant_1=600",
        "libre=1&jour_1=2026-12-31&montant_1=99999999999999999999",
        "versement=99999999999999999999",
    ],
)
def test_a_day_or_an_amount_beyond_reason_is_refused(
    signed: Client, garage: Customer, bills: list[Receivable], typed: str
) -> None:
    answer = signed.get(f"/clients/{garage.pk}/echeancier?choix=1&creance={bills[0].pk}&{typed}")
    page = answer.content.decode()
    assert "est trop loin" in page or "trop grand pour un montant" in page


def act(client: Client, proposal: PlanProposal, **typed: str) -> str:
    where = f"{proposal.get_absolute_url()}geste"
    return client.post(where, typed, follow=True).content.decode()


def test_a_proposal_is_sent_then_accepted(signed: Client, offered: PlanProposal) -> None:
    told = act(signed, offered, geste="envoyer", to="compta@garage.example")
    assert "Proposition envoyée à compta@garage.example" in told
    told = act(signed, offered, geste="accepter", name="Mme Petit", evidence="courriel du jour")
    assert "Échéancier convenu" in told
    assert "accepté par Mme Petit" in told


def test_a_proposal_is_handed_then_refused(signed: Client, offered: PlanProposal) -> None:
    assert "Proposition remise" in act(signed, offered, geste="remettre")
    assert "nom de la personne" in act(signed, offered, geste="accepter", evidence="oui")
    assert "Refus noté" in act(signed, offered, geste="refuser", why="Non")


def test_a_proposal_is_withdrawn(signed: Client, offered: PlanProposal) -> None:
    assert "Proposition retirée" in act(signed, offered, geste="retirer")


def test_the_paper_is_a_pdf(signed: Client, offered: PlanProposal) -> None:
    answer = signed.get(f"{offered.get_absolute_url()}document.pdf")
    assert answer.content.startswith(b"%PDF")


@pytest.fixture
def plan(bills: list[Receivable], today: datetime.date) -> Plan:
    parts = [Part(today, 50_000), Part(today + datetime.timedelta(days=30), 50_000)]
    return operations.agree(bills, parts, on=today, by="Nadia")


def test_a_plan_shows_what_is_left_and_is_ended(signed: Client, plan: Plan) -> None:
    page = signed.get(plan.get_absolute_url()).content.decode()
    assert "en cours" in page
    where = f"{plan.get_absolute_url()}fin"
    assert signed.post(where, {"geste": "decheance"}).status_code == 422
    told = signed.post(where, {"geste": "decheance", "why": "Rien payé"}, follow=True)
    assert "Déchéance du terme notée" in told.content.decode()


def test_the_list_has_plans_and_proposals_by_state(
    signed: Client, plan: Plan, garage: Customer, today: datetime.date
) -> None:
    other = factories.a_receivable(garage, cents=9_000)
    made = proposing.propose(
        [other], [Part(today + datetime.timedelta(days=30), 9_000)],
        proposing.Offer(expires_on=today), on=today, by="Nadia",
    )  # fmt: skip
    page = signed.get("/echeanciers/").content.decode()
    assert plan.get_absolute_url() in page
    assert made.get_absolute_url() in page
    running = signed.get("/echeanciers/?etat=running").content.decode()
    assert plan.get_absolute_url() in running
    assert made.get_absolute_url() not in running
    assert "spreadsheet" in signed.get("/echeanciers/?export=xlsx").headers["Content-Type"]


def test_a_reader_sees_and_does_nothing(
    client: Client, company: Company, offered: PlanProposal
) -> None:
    client.force_login(factories.a_user(company, Role.READER))
    page = client.get(offered.get_absolute_url()).content.decode()
    assert "Retirer la proposition" not in page
    assert client.post(f"{offered.get_absolute_url()}geste").status_code == 403
