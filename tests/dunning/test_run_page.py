"""The run of the day in bulk: chosen by the filter, put off, skipped, rewritten, joined."""

from datetime import UTC, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.disputes import operations as disputes
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState, Run, Scenario
from encaisse.dunning.operations.runs import LOCK
from encaisse.dunning.queries import board
from encaisse.dunning.rules.window import Window
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from tests import factories

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
BOARD = reverse("dunning:run")
DECIDE = reverse("dunning:decide")


@pytest.fixture
def company() -> Company:
    company = factories.a_company()
    operations.default_scenario(company, by="Paul")
    return company


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def waits(company: Company, name: str = "Garage Martin", cents: int = 90_000) -> Message:
    """A reminder that waits for approval, ten days late."""
    customer = factories.a_customer(company, name, email="compta@client.example")
    factories.a_receivable(customer, due_on=timezone.localdate() - timedelta(days=10), cents=cents)
    run(company)
    return Message.objects.get(customer=customer)


def run(company: Company) -> Run:
    ran = operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    assert ran.run is not None
    return ran.run


def states() -> dict[str, str]:
    return dict(Message.objects.values_list("customer__name", "state"))


def test_all_that_the_filter_shows_and_nothing_else_leaves(nadia: Client, company: Company) -> None:
    waits(company, "Garage Martin", 90_000)
    waits(company, "Studio Lemoine", 5_000)
    shown = nadia.get(BOARD, {"montant": "500"}).content.decode()
    assert "Garage Martin" in shown
    assert "Studio Lemoine" not in shown
    nadia.post(f"{DECIDE}?montant=500", {"scope": "filter", "act": "approve"})
    assert states() == {"Garage Martin": "released", "Studio Lemoine": "waiting"}


def test_a_message_is_found_by_its_invoice(nadia: Client, company: Company) -> None:
    number = Proposal.objects.get(message=waits(company)).receivable.invoice.number
    waits(company, "Studio Lemoine")
    shown = nadia.get(BOARD, {"q": number}).content.decode()
    assert "Garage Martin" in shown
    assert "Studio Lemoine" not in shown


def test_a_message_put_off_leaves_the_list_until_its_day(nadia: Client, company: Company) -> None:
    message = waits(company)
    later = timezone.localdate() + timedelta(days=3)
    nadia.post(DECIDE, {"message": message.pk, "act": "postpone", "until": later.isoformat()})
    assert "Garage Martin" not in nadia.get(BOARD, {"etat": "waiting"}).content.decode()
    assert "Garage Martin" in nadia.get(BOARD, {"etat": "postponed"}).content.decode()
    assert Proposal.objects.get().state == ProposalState.PENDING
    assert board.to_approve(company, on=later).count() == 1


def test_what_is_promised_or_contested_since_leaves_the_lists_at_once(
    nadia: Client, company: Company
) -> None:
    today = timezone.localdate()
    promised, contested = waits(company), waits(company, "Studio Lemoine")
    waits(company, "Transports Vial")
    [first] = [each.receivable for each in promised.proposals.all()]
    [second] = [each.receivable for each in contested.proposals.all()]
    made = promises.promise([first], by_on=today + timedelta(days=5), on=today, by="Nadia")
    disputes.declare([second], reason="price", amount=Money(100), on=today, by="Nadia")
    lists = (BOARD, "/", reverse("home:customer", args=[promised.customer_id]))

    def listed(name: str) -> list[bool]:
        door = reverse(
            "dunning:message", args=[{"Garage Martin": promised.pk}.get(name, contested.pk)]
        )
        return [f'href="{door}"' in nadia.get(each).content.decode() for each in lists]

    assert listed("Garage Martin") == [False, False, False]
    assert listed("Studio Lemoine")[:2] == [True, True]  # a part only is contested
    page = nadia.get(reverse("dunning:message", args=[promised.pk])).content.decode()
    assert "rien ne partira" in page
    assert f"Promesse de 900,00\u00a0€ pour le {made.by_on:%d/%m/%Y}." in page
    promises.withdraw(made, on=today, by="Nadia")
    assert listed("Garage Martin") == [True, True, True]
    disputes.declare([second], reason="price", on=today, by="Nadia")
    assert listed("Studio Lemoine")[:2] == [False, False]


def test_the_past_is_no_day_to_put_off_to(nadia: Client, company: Company) -> None:
    today = timezone.localdate().isoformat()
    message = waits(company)
    posted = {"message": message.pk, "act": "postpone", "until": today, "why": "congés"}
    refused = nadia.post(DECIDE, posted)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "jour à venir" in shown
    assert f'value="{today}"' in shown
    assert 'value="congés"' in shown
    assert f'value="{message.pk}" data-tick data-cents="90000" data-currency="EUR" checked' in shown


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"act": "postpone", "until": ""}, "Choisissez un jour"),
        ({"act": "postpone", "until": "31/02/2027"}, "pas un jour du calendrier"),
        ({"act": "skip", "why": " "}, "pourquoi l&#x27;étape est sautée"),
    ],
)
def test_what_is_typed_wrong_on_a_message_is_kept_and_said_beside_it(
    nadia: Client, company: Company, posted: dict[str, str], sentence: str
) -> None:
    message = waits(company)
    refused = nadia.post(reverse("dunning:decide_one", args=[message.pk]), posted)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert sentence in shown
    assert 'aria-invalid="true"' in shown
    assert f'value="{posted.get("until", posted.get("why"))}"' in shown
    assert states() == {"Garage Martin": "waiting"}


def test_a_message_is_put_off_from_its_page(nadia: Client, company: Company) -> None:
    message = waits(company)
    later = timezone.localdate() + timedelta(days=3)
    url = reverse("dunning:decide_one", args=[message.pk])
    assert nadia.post(url, {"act": "postpone", "until": later.isoformat()}).status_code == 302
    assert Message.objects.get().postponed_until == later


def test_what_is_done_to_many_says_how_many_and_how_much(nadia: Client, company: Company) -> None:
    waits(company, "Garage Martin", 90_000)
    waits(company, "Studio Lemoine", 5_000)
    shown = nadia.get(BOARD).content.decode()
    assert "Envoyer 2 relances, 950,00\xa0€" in shown
    done = nadia.post(DECIDE, {"scope": "filter", "act": "approve"}, follow=True).content.decode()
    assert "2 relances partent\u202f: 950,00\xa0€." in done


def test_what_is_due_and_what_is_to_come_are_told_apart(nadia: Client, company: Company) -> None:
    customer = factories.a_customer(company, "Garage Martin", email="compta@client.example")
    today = timezone.localdate()
    factories.a_receivable(customer, due_on=today - timedelta(days=10), cents=90_000)
    factories.a_receivable(customer, due_on=today + timedelta(days=4), cents=30_000)
    run(company)
    board = strip_tags(nadia.get(BOARD).content.decode())
    assert "900,00\xa0€ échus, 300,00\xa0€ à échoir" in board
    page = reverse("dunning:message", args=[Message.objects.get().pk])
    told = "".join(strip_tags(nadia.get(page).content.decode()).split())
    assert "Échu900,00€Àéchoir300,00€" in told


def test_the_list_tells_of_each_message_what_its_own_page_tells(company: Company) -> None:
    rewritten = waits(company)
    Message.objects.update(edited={"subject": "Votre facture", "body": "Merci."})
    waits(company, "Studio Lemoine", 7_000)
    today = timezone.localdate()
    for days, cents in ((-5, 10_000), (4, 30_000), (-3, 2_000)):
        due_on = today + timedelta(days=days)
        factories.a_receivable(rewritten.customer, due_on=due_on, cents=cents)
        run(company)
    wait = board.waiting(company, on=today)
    found = board.listed(board.in_tab(company, board.WAITING, wait, None), wait)
    cells = attrgetter("due_cents", "upcoming_cents")
    told = {each.pk: cells(each) for each in board.rows(found)}
    alone = {each.pk: board.split(each) for each in Message.objects.filter(pk__in=told)}
    assert told == alone
    assert told[rewritten.pk] == (90_000, 0)  # what leaves with a newer one is not its own
    assert any(upcoming for _due, upcoming in told.values())
    [sums] = board.sums(found)
    assert (sums.count, sums.due, sums.upcoming) == (3, *map(sum, zip(*told.values(), strict=True)))
    [sums] = board.sums(found.filter(customer__name="Studio Lemoine"))
    assert (sums.count, sums.due, sums.upcoming) == (1, 7_000, 0)


def test_what_the_newest_lists_already_is_counted_once(company: Company) -> None:
    Scenario.objects.update(lists="overdue")
    older = waits(company)
    due_on = timezone.localdate() - timedelta(days=9)
    factories.a_receivable(older.customer, due_on=due_on, cents=10_000)
    run(company)
    newest = Message.objects.exclude(pk=older.pk).get(listed=[older.proposals.get().receivable_id])
    wait = board.waiting(company, on=timezone.localdate())
    [line] = board.rows(board.listed(board.in_tab(company, board.WAITING, wait, None), wait))
    assert (line.pk, vars(line)["due_cents"]) == (newest.pk, 100_000)
    assert board.split(newest) == (100_000, 0)
    operations.approve(company, [newest.pk], by="Nadia")
    assert Message.objects.get(pk=newest.pk).total_cents == 100_000


def test_a_step_is_skipped_with_a_reason_only(nadia: Client, company: Company) -> None:
    message = waits(company)
    nadia.post(DECIDE, {"message": message.pk, "act": "skip"})
    assert states() == {"Garage Martin": "waiting"}
    nadia.post(DECIDE, {"message": message.pk, "act": "skip", "why": "appelé ce matin"})
    step = Proposal.objects.get()
    assert (step.state, step.taken_on) == (ProposalState.SKIPPED, timezone.localdate())
    assert step.reason == "appelé ce matin"
    assert run(company).counts["messages"] == 0


def test_a_text_written_for_one_message_is_kept_and_its_amounts_follow(
    nadia: Client, company: Company
) -> None:
    message = waits(company)
    where = reverse("dunning:wording", args=[message.pk])
    nadia.post(where, {"subject": "Votre facture", "body": "Chère Mme Petit, merci."})
    message.refresh_from_db()
    assert message.edited == {"subject": "Votre facture", "body": "Chère Mme Petit, merci."}
    drawn = nadia.get(reverse("dunning:message_html", args=[message.pk])).content.decode()
    assert "Chère Mme Petit" in drawn


def test_a_text_that_cannot_be_understood_is_refused(nadia: Client, company: Company) -> None:
    where = reverse("dunning:wording", args=[waits(company).pk])
    answer = nadia.post(where, {"subject": "Bonjour", "body": "{{ inconnu }}"})
    assert answer.status_code == 422
    assert Message.objects.get().edited is None


def test_what_waits_for_one_customer_leaves_as_one(nadia: Client, company: Company) -> None:
    first = waits(company)
    factories.a_receivable(
        first.customer, due_on=timezone.localdate() - timedelta(days=5), cents=10_000
    )
    run(company)
    newest = Message.objects.latest("id")
    board = nadia.get(BOARD).content.decode()
    assert board.count("Cocher Garage Martin") == 1
    nadia.post(DECIDE, {"message": newest.pk})
    first.refresh_from_db()
    newest.refresh_from_db()
    assert (first.state, newest.state) == (MessageState.MERGED, MessageState.RELEASED)
    assert newest.total_cents == 100_000
    assert set(Proposal.objects.values_list("message", flat=True)) == {newest.pk}


def test_old_bank_data_ask_once_before_anything_leaves(nadia: Client, company: Company) -> None:
    message = waits(company)
    long_ago = timezone.localdate() - timedelta(days=30)
    matching.receive_payment(
        customer=message.customer, reference="VIR", on=long_ago, amount=Money(100), by="Nadia"
    )
    run(company)
    assert "Dernier mouvement de banque connu" in nadia.get(BOARD).content.decode()
    asked = nadia.post(DECIDE, {"message": message.pk}).content.decode()
    assert "Envoyer quand même" in asked
    assert states() == {"Garage Martin": "waiting"}
    nadia.post(DECIDE, {"message": message.pk, "confirmed": "1"})
    assert states() == {"Garage Martin": "released"}


def test_a_customer_written_to_enough_this_week_is_left_alone(company: Company) -> None:
    first = waits(company)
    operations.set_policy(company, most_per_week=1, by="Paul")
    factories.a_receivable(first.customer, due_on=timezone.localdate() - timedelta(days=5))
    assert run(company).counts["pressure"] == 1


def test_what_the_run_held_is_kept_with_its_reasons(nadia: Client, company: Company) -> None:
    late = timezone.localdate() - timedelta(days=10)
    factories.a_receivable(factories.a_customer(company, "Introuvable"), due_on=late)
    ((_receivable, reason),) = run(company).held["no_contact"]
    assert reason == "Ni courriel ni adresse : complétez la fiche du client."


def test_an_attempt_shows_what_the_run_will_do_and_keeps_nothing(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company, email="compta@client.example")
    factories.a_receivable(customer, due_on=timezone.localdate() - timedelta(days=10))
    shown = nadia.get(reverse("dunning:dry_run")).content.decode()
    assert "1 relance serait proposée" in shown
    assert not Run.objects.exists()
    assert run(company).counts["messages"] == 1


def test_managers_set_the_limits_and_nonsense_is_refused(company: Company) -> None:
    paul = Client()
    paul.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    limits = {
        "run_hour": 5, "first_hour": 9, "end_hour": 18, "weekdays": ["1", "2"], "bank_days": 3,
        "unreceived_days": 0, "most_per_week": 2,
    }  # fmt: skip
    paul.post(reverse("dunning:policy"), limits)
    refused = paul.post(reverse("dunning:policy"), limits | {"end_hour": 9})
    assert "doit suivre la première" in refused.content.decode()
    assert 'value="18"' in paul.get(reverse("dunning:policy")).content.decode()


def test_a_window_says_when_it_opens() -> None:
    office = Window(9, 18, frozenset({1, 2, 3, 4, 5}), only_business_days=True)
    friday_evening = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert not office.is_open(friday_evening, PARIS)
    assert office.opens_at(friday_evening, PARIS) == datetime(2026, 11, 23, 9, tzinfo=PARIS)
    christmas = datetime(2026, 12, 25, 10, tzinfo=PARIS)
    assert office.opens_at(christmas, PARIS) == datetime(2026, 12, 28, 9, tzinfo=PARIS)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_going_on_is_told_on_the_page(transactional_db: None) -> None:
    company = factories.a_company()
    client = Client()
    client.force_login(factories.a_user(company))
    elsewhere = connection.copy()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, company.pk])
    try:
        told = client.post(reverse("dunning:start"), follow=True).content.decode()
        tried = client.get(reverse("dunning:dry_run"))
    finally:
        elsewhere.close()
    assert "Un passage est déjà en cours" in told
    assert (tried.status_code, "déjà en cours" in tried.content.decode()) == (409, True)
    assert not Run.objects.exists()


def test_a_day_older_than_the_latest_run_is_told_on_the_page(
    nadia: Client, company: Company
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    operations.run(company, on=tomorrow, by="Nadia", at=timezone.now())
    told = nadia.post(reverse("dunning:start"), follow=True).content.decode()
    assert "on ne peut repasser" in told
    assert nadia.get(reverse("dunning:dry_run")).status_code == 409


def test_old_bank_data_ask_before_anything_leaves_from_home_too(
    nadia: Client, company: Company
) -> None:
    message = waits(company)
    long_ago = timezone.localdate() - timedelta(days=30)
    matching.receive_payment(
        customer=message.customer, reference="VIR", on=long_ago, amount=Money(100), by="Nadia"
    )
    home, approve = reverse("home:today"), reverse("home:approve")
    assert "Dernier mouvement de banque connu" in nadia.get(home).content.decode()
    assert "Envoyer quand même" in nadia.post(approve, {"all": "1"}).content.decode()
    assert states() == {"Garage Martin": "waiting"}
    nadia.post(approve, {"all": "1", "confirmed": "1"})
    assert states() == {"Garage Martin": "released"}


def test_one_yes_is_enough_for_the_day(nadia: Client, company: Company) -> None:
    first, second = waits(company), waits(company, "Studio Lemoine")
    long_ago = timezone.localdate() - timedelta(days=30)
    matching.receive_payment(
        customer=first.customer, reference="VIR", on=long_ago, amount=Money(100), by="Nadia"
    )
    nadia.post(DECIDE, {"message": first.pk, "confirmed": "1"})
    nadia.post(DECIDE, {"message": second.pk})
    assert set(states().values()) == {"released"}


def test_instalments_are_named_as_such(nadia: Client, company: Company) -> None:
    customer = factories.a_customer(company, "Garage Martin", email="compta@client.example")
    late = timezone.localdate() - timedelta(days=40)
    receivable = factories.a_receivable(customer, due_on=late, number="FA-1", cents=90_000)
    parts = [Part(timezone.localdate() + timedelta(days=each), 45_000) for each in (1, 30)]
    payment_plans.agree([receivable], parts, on=late, by="Nadia")
    run(company)
    where = reverse("dunning:message", args=[Message.objects.get().pk])
    assert "FA-1/p1" in nadia.get(where).content.decode()
    held = nadia.get(BOARD, {"etat": "held", "motif": "not_due"}).content.decode()
    assert "FA-1/p2" in held
