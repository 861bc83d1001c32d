"""An offer from its first word to its end: made, approved, sent, told, withdrawn."""

import datetime
from decimal import Decimal

import pytest
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.agenda.queries import sources
from encaisse.audit.models import Entry
from encaisse.early_payment_discounts import operations, queries
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.operations import limiting
from encaisse.early_payment_discounts.queries.limits import limits_for
from encaisse.early_payment_discounts.rules import Reduction, State
from encaisse.early_payment_discounts.rules.limiting import Limits
from encaisse.insolvency import operations as insolvency
from encaisse.kernel.days import ONE_DAY
from encaisse.letters.models import Letter
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as plans
from encaisse.payment_plans.rules import Part
from encaisse.receivables.models import Receivable
from tests import factories
from tests.early_payment_discounts.conftest import LAST, NUMBERS, ON, WANTED, march, paid

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
AFTER = march(12)
TIGHT = Limits(Decimal("0.01"), 2_000, Decimal("0.10"))


def test_an_offer_keeps_what_is_open_and_what_is_asked(offer: DiscountOffer) -> None:
    parts = [(part.cents, part.discount_cents, part.asked_cents) for part in offer.parts.all()]
    assert parts == [(100_000, 2_000, 98_000), (50_000, 1_000, 49_000)]
    assert (offer.rate, offer.asked_by, offer.beyond) == (Decimal("0.02"), "leur comptable", "")
    assert queries.state(offer, on=ON) == State.READY
    assert queries.cost_of(offer).simple == Decimal("0.3147")
    told = Entry.objects.get(verb="discount_offer.made")
    assert (told.reason, told.facts["discount_cents"]) == ("leur comptable", 3_000)
    assert told.facts["annual_rate"] == "0.3147"


@pytest.mark.usefixtures("mail_goes_somewhere")
def test_it_leaves_by_mail_with_the_amount_and_the_day(offer: DiscountOffer) -> None:
    operations.send(offer, to="compta@garage.example", on=ON, by="Nadia", at=AT)
    letter = Letter.objects.get()
    assert letter.to == ["compta@garage.example"]
    assert letter.about == f"discount_offer:{offer.pk}"
    text = letter.text.replace("\u202f", " ").replace("\u00a0", " ")
    for words in (*NUMBERS, "1 470,00 €", "11/03/2026", "FR76 3000 6000", "Nadia"):
        assert words in text
    offer.refresh_from_db()
    assert queries.state(offer, on=LAST) == State.OPEN
    assert queries.state(offer, on=AFTER) == State.EXPIRED
    with pytest.raises(operations.OfferSent, match="partie le 02/03/2026"):
        operations.announce(offer, on=ON, by="Nadia")


@pytest.mark.usefixtures("mail_goes_somewhere")
def test_it_leaves_in_the_customers_language(garage: Customer, bills: list[Receivable]) -> None:
    garage.language = "de"
    garage.save()
    made = operations.offer(bills, WANTED, on=ON, by="Nadia")
    operations.send(made, to="compta@garage.example", on=ON, by="Nadia", at=AT)
    assert "Skonto" in Letter.objects.get().subject


def test_a_mail_has_an_address(offer: DiscountOffer) -> None:
    with pytest.raises(operations.OfferToNobody, match="quelle adresse"):
        operations.send(offer, to=" ", on=ON, by="Nadia", at=AT)


def test_a_receivable_bears_one_offer_at_a_time(
    told: DiscountOffer, bills: list[Receivable]
) -> None:
    with pytest.raises(operations.AlreadyOffered, match="02/03/2026 porte déjà"):
        operations.offer(bills[1:], WANTED, on=march(3), by="Nadia")
    operations.withdraw(told, on=march(3), by="Nadia", why="Trop tôt.")
    assert operations.offer(bills[1:], WANTED, on=march(3), by="Nadia")


def test_once_it_is_over_another_may_be_made(told: DiscountOffer, bills: list[Receivable]) -> None:
    wanted = operations.Wanted(reduction=Reduction(cents=1_000), last_on=march(20))
    made = operations.offer(bills[:1], wanted, on=AFTER, by="Nadia")
    assert made.rate is None
    assert made.parts.get().discount_cents == 1_000


def test_what_is_spread_is_not_offered(bills: list[Receivable]) -> None:
    plans.agree(bills, [Part(march(31), 150_000)], on=ON, by="Nadia")
    with pytest.raises(operations.OfferOverPlan, match="Un échéancier du 02/03/2026"):
        operations.offer(bills, WANTED, on=ON, by="Nadia")


def test_an_offer_is_made_to_one_customer(company: Company, bills: list[Receivable]) -> None:
    other = factories.a_receivable(factories.a_customer(company), due_on=march(31))
    for chosen in ([], [bills[0], other]):
        with pytest.raises(operations.OfferOverSeveral, match="d'un seul client"):
            operations.offer(chosen, WANTED, on=ON, by="Nadia")


def test_once_it_left_a_withdrawal_says_why(offer: DiscountOffer, told: DiscountOffer) -> None:
    with pytest.raises(operations.WithdrawalWithoutReason, match="engage jusqu'au 11/03/2026"):
        operations.withdraw(told, on=march(3), by="Nadia")
    operations.withdraw(told, on=march(3), by="Nadia", why="Erreur de taux.")
    with pytest.raises(operations.OfferOver, match="elle est retirée"):
        operations.withdraw(offer, on=march(3), by="Nadia", why="Encore.")


def test_before_it_left_it_is_withdrawn_without_a_word(offer: DiscountOffer) -> None:
    operations.withdraw(offer, on=ON, by="Nadia")
    offer.refresh_from_db()
    assert queries.state(offer, on=ON) == State.WITHDRAWN


def test_what_is_over_leaves_no_more(offer: DiscountOffer) -> None:
    with pytest.raises(operations.OfferOver, match="son dernier jour est passé"):
        operations.announce(offer, on=AFTER, by="Nadia")


def test_what_changed_since_is_not_sent(offer: DiscountOffer, garage: Customer) -> None:
    paid(garage, 100_000, 3)
    with pytest.raises(operations.OfferOutOfDate, match="FA-2026-0012 a changé"):
        operations.announce(offer, on=march(4), by="Nadia")


def test_what_a_judgment_holds_is_neither_offered_nor_sent(
    offer: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    judged = insolvency.open_proceeding(garage, kind="sauvegarde", on=march(3), by="Nadia")
    with pytest.raises(operations.OfferUnderProceeding, match="depuis le 03/03/2026"):
        operations.announce(offer, on=march(4), by="Nadia")
    operations.withdraw(offer, on=march(4), by="Nadia")
    with pytest.raises(operations.OfferUnderProceeding, match="Garage Martin est en procédure"):
        operations.offer(bills, WANTED, on=march(4), by="Nadia")
    later = factories.a_receivable(
        garage, cents=10_000, due_on=march(31), issued_on=judged.judged_on + ONE_DAY
    )
    assert operations.offer([later], WANTED, on=march(4), by="Nadia")


def test_one_approves_once(waiting: DiscountOffer) -> None:
    operations.approve(waiting, on=ON, by="Paul")
    with pytest.raises(operations.OfferOver, match="n'en est plus là : elle est prête à partir"):
        operations.approve(waiting, on=ON, by="Paul")


@pytest.fixture
def waiting(bills: list[Receivable]) -> DiscountOffer:
    return operations.offer(bills, WANTED, on=ON, by="Nadia", limits=TIGHT)


def test_beyond_the_limits_it_waits_for_a_manager(waiting: DiscountOffer) -> None:
    assert queries.state(waiting, on=ON) == State.TO_APPROVE
    assert waiting.beyond.replace("\u00a0", " ") == (
        "Plus de 1,00 % d'escompte. Plus de 20,00 € d'escompte. Plus de 10,00 % par an."
    )
    with pytest.raises(operations.OfferToApprove, match="accord d'un responsable : Plus de 1"):
        operations.announce(waiting, on=ON, by="Nadia")
    operations.approve(waiting, on=ON, by="Paul")
    operations.announce(waiting, on=ON, by="Nadia")
    with pytest.raises(operations.OfferOver, match="elle est partie"):
        operations.approve(waiting, on=ON, by="Paul")


def test_it_is_a_line_of_the_agenda_until_it_is_approved(
    waiting: DiscountOffer, company: Company
) -> None:
    (line,) = sources.discounted(company, ON)
    assert (line.target, line.cents) == (waiting.pk, 147_000)
    assert line.reason.startswith("escompte proposé par Nadia : plus de 1,00")
    operations.approve(waiting, on=ON, by="Paul")
    assert list(sources.discounted(company, ON)) == []


def test_within_the_limits_nobody_is_asked(bills: list[Receivable]) -> None:
    wide = Limits(Decimal("0.02"), 3_000, Decimal("0.3147"))
    assert operations.offer(bills, WANTED, on=ON, by="Nadia", limits=wide).beyond == ""


def test_a_manager_has_no_limit(company: Company) -> None:
    limiting.change_limits(company, TIGHT, by="Paul")
    limiting.change_limits(company, TIGHT, by="Paul")
    assert limits_for(company, Role.COLLECTOR) == TIGHT
    assert limits_for(company, Role.MANAGER) == Limits()
    assert Entry.objects.filter(verb="discount_offer.limits_changed").count() == 1


def test_an_offer_of_another_company_does_not_exist(offer: DiscountOffer) -> None:
    ines = factories.a_user(factories.a_company("Studio Lemoine"), name="Inès")
    with pytest.raises(Http404):
        queries.offer_for(ines, offer.pk)
