"""How a customer pays: the tone of its messages and its risk, from its history or a person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, Profile
from encaisse.dunning.operations.profiles import ProfileWithoutReason, UnknownProfile, refresh
from encaisse.dunning.queries.segments import segment_of
from encaisse.dunning.rules.profiles import HISTORIES, judged, told
from encaisse.dunning.rules.segments import Condition
from encaisse.kernel.money import Money
from encaisse.letters import queries as letters
from encaisse.letters.models import Template
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from tests import factories

ON = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
REGULAR: dict[str, Any] = {
    "customer": 1, "paid": 10, "late": 1, "reminded": 0, "days_late": 2, "kept": 0, "broken": 0,
    "first_on": date(2024, 1, 10), "oldest_on": None,
}  # fmt: skip


def tone_and_risk(**facts: Any) -> tuple[str, str]:
    found = judged(pl.DataFrame([REGULAR | facts], schema=HISTORIES), ON)
    return str(found["computed"][0]), str(found["risk"][0])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, ("collaborative", "low"), id="pays on time, always"),
        pytest.param({"late": 3}, ("collaborative", "low"), id="three late in ten: oversights"),
        pytest.param({"late": 4}, ("rigorous", "low"), id="four late in ten: a habit"),
        pytest.param({"days_late": 8}, ("collaborative", "low"), id="eight days: a payment round"),
        pytest.param({"days_late": 9}, ("rigorous", "medium"), id="nine days on average"),
        pytest.param({"paid": 4, "late": 0}, ("rigorous", "medium"), id="too few payments"),
        pytest.param({"paid": 0, "late": 0}, ("rigorous", "medium"), id="never paid yet"),
        pytest.param({"first_on": ON - timedelta(179)}, ("rigorous", "medium"), id="too young"),
        pytest.param({"first_on": ON - timedelta(180)}, ("collaborative", "low"), id="half a year"),
        pytest.param({"reminded": 5}, ("firm", "low"), id="one in two waits to be asked"),
        pytest.param({"reminded": 4}, ("collaborative", "low"), id="less than one in two"),
        pytest.param(
            {"reminded": 9, "late": 9, "days_late": 20}, ("firm", "medium"), id="always waits"
        ),
        pytest.param({"days_late": 45}, ("rigorous", "high"), id="lives on credit"),
        pytest.param({"days_late": 44}, ("rigorous", "medium"), id="a day less"),
        pytest.param(
            {"oldest_on": ON - timedelta(60), "reminded": 9}, ("rigorous", "high"),
            id="sixty days open: at risk before anything else",
        ),
        pytest.param({"kept": 1, "broken": 1}, ("collaborative", "low"), id="a word broken once"),
        pytest.param({"kept": 2, "broken": 2}, ("firm", "low"), id="one word in two broken"),
        pytest.param({"kept": 3, "broken": 2}, ("collaborative", "low"), id="less than that"),
        pytest.param(
            {"broken": 2, "oldest_on": ON - timedelta(60)}, ("firm", "high"),
            id="does not keep its word: firm before anything else",
        ),
        pytest.param({"oldest_on": ON - timedelta(15)}, ("collaborative", "low"), id="15 days"),
        pytest.param({"oldest_on": ON - timedelta(16)}, ("collaborative", "medium"), id="16 days"),
        pytest.param({"oldest_on": ON - timedelta(31)}, ("rigorous", "medium"), id="31 days"),
    ],
)  # fmt: skip
def test_the_history_gives_tone_and_risk(facts: dict[str, Any], expected: tuple[str, str]) -> None:
    assert tone_and_risk(**facts) == expected


@given(
    st.integers(0, 40), st.integers(0, 100), st.integers(0, 100), st.integers(0, 90),
    st.integers(0, 900), st.none() | st.integers(1, 90),
)  # fmt: skip
def test_a_worse_history_is_never_kinder(
    paid: int, late: int, reminded: int, days: int, known: int, open_days: int | None
) -> None:
    facts = {
        "paid": paid, "late": paid * late // 100, "reminded": paid * reminded // 100,
        "days_late": days, "first_on": ON - timedelta(known),
        "oldest_on": None if open_days is None else ON - timedelta(open_days),
    }  # fmt: skip
    tone, risk = tone_and_risk(**facts)
    later, riskier = tone_and_risk(**facts | {"days_late": days + 10})
    assert tone == "collaborative" or later != "collaborative"
    order = ["low", "medium", "high"]
    assert order.index(riskier) >= order.index(risk)


def test_the_history_is_told_in_one_sentence() -> None:
    figures = {"paid": 12, "late": 1, "reminded": 0, "days_late": 1, "first_on": "2024-01-10"}
    assert told(figures) == (
        "12 créances réglées depuis 24 mois, 8 % en retard, 0 % après relance,"
        " 1 jour de retard en moyenne ; client depuis le 10/01/2024."
    )
    assert told({}) == "Rien de réglé depuis 24 mois."


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company()


def a_payer(company: Company, days_late: int, name: str = "Garage Martin") -> Customer:
    """Six invoices, one a month, each paid so many days late."""
    customer = factories.a_customer(company, name, email="compta@client.example")
    for month in range(1, 7):
        receivable = factories.a_receivable(customer, due_on=date(2026, month, 15))
        matching.receive_payment(
            customer=customer, amount=Money(receivable.open_cents), by="Nadia",
            reference=receivable.invoice.number, on=receivable.due_on + timedelta(days_late),
        )  # fmt: skip
    return customer


def test_profiles_are_computed_from_the_books(company: Company) -> None:
    good, slow = a_payer(company, 1, "Bon"), a_payer(company, 50, "Lent")
    new = factories.a_customer(company, "Nouveau")
    factories.a_receivable(new, due_on=ON)
    factories.a_customer(company, "Sans facture")
    assert refresh(company, ON) == 3
    found = {each.customer_id: each for each in Profile.objects.filter(company=company)}
    assert {key: each.computed for key, each in found.items()} == {
        good.pk: "collaborative", slow.pk: "rigorous", new.pk: "rigorous",
    }  # fmt: skip
    assert found[slow.pk].facts == {
        "paid": 6, "late": 6, "reminded": 0, "days_late": 50, "first_on": "2025-12-16",
        "oldest_on": None, "kept": 0, "broken": 0, "risk": "high",
    }  # fmt: skip


def test_the_customer_s_page_says_its_risk_and_why(company: Company) -> None:
    payers = {"faible": a_payer(company, 1, "Bon"), "élevé": a_payer(company, 50, "Lent")}
    refresh(company, ON)
    payers["moyen"] = factories.a_customer(company, "Nouveau")
    client = Client()
    client.force_login(factories.a_user(company))
    rules_told = {"faible": "8 jours de retard au plus", "moyen": "trop peu", "élevé": "45 jours"}
    for word, customer in payers.items():
        page = client.get(f"/clients/{customer.pk}/").content.decode()
        assert f"risque {word}" in page
        assert f"Risque {word}" in page
        assert rules_told[word] in page


def test_refreshing_again_writes_nothing(company: Company) -> None:
    garage = a_payer(company, 1)
    assert refresh(company, ON) == 1
    assert refresh(company, ON + timedelta(days=1)) == 0
    assert Profile.objects.get(customer=garage).computed_on == ON
    factories.a_receivable(garage, due_on=ON - timedelta(70))
    assert refresh(company, ON + timedelta(days=1)) == 1
    profile = Profile.objects.get(customer=garage)
    assert (profile.computed, profile.facts["risk"]) == ("rigorous", "high")


def test_a_payment_that_came_back_is_no_payment(company: Company) -> None:
    garage = a_payer(company, 1)
    credit = garage.credits.order_by("id")[0]
    matching.return_payment(credit, on=ON, by="Nadia")
    refresh(company, ON)
    assert Profile.objects.get(customer=garage).facts["paid"] == 5


def test_a_person_s_choice_beats_the_history_and_says_why(company: Company) -> None:
    garage = a_payer(company, 1)
    refresh(company, ON)
    with pytest.raises(ProfileWithoutReason):
        operations.choose_profile(garage, "firm", why=" ", by="Nadia")
    with pytest.raises(UnknownProfile):
        operations.choose_profile(garage, "gentil", why="x", by="Nadia")
    chosen = operations.choose_profile(garage, "firm", why="Ne répond qu'au ferme", by="Nadia")
    assert (chosen.tone, chosen.computed) == ("firm", "collaborative")
    entry = Entry.objects.filter(verb="profile.chosen").latest("id")
    assert entry.reason == "Ne répond qu'au ferme"
    refresh(company, ON + timedelta(days=40))
    assert Profile.objects.get(customer=garage).tone == "firm"
    back = operations.choose_profile(garage, "", why="", by="Nadia")
    assert (back.tone, back.why) == ("collaborative", "")


def test_the_message_speaks_in_the_tone_of_the_profile(company: Company) -> None:
    operations.default_scenario(company, by="Paul")
    garage = a_payer(company, 1)
    factories.a_receivable(garage, due_on=ON - timedelta(5))
    refresh(company, ON)
    ran = operations.run(company, on=ON, by="Nadia", at=NOON)
    message = Message.objects.get(run=ran.run)
    assert (message.template_code, message.tone) == ("relance-1", "collaborative")


def test_the_tone_of_the_step_comes_before_the_profile_s(company: Company) -> None:
    scenario = rules.Scenario(0, "ferme", (rules.Step(1, 3, tone="firm"),))
    operations.save_scenario(company, scenario, by="Paul", is_default=True)
    factories.a_receivable(a_payer(company, 1), due_on=ON - timedelta(5))
    ran = operations.run(company, on=ON, by="Nadia", at=NOON)
    assert ran.plan.sent["tone"].to_list() == ["firm"]


def test_a_tone_without_a_text_of_its_own_takes_the_plain_one(company: Company) -> None:
    for code, language in (("relance-1", "fr"), ("relance-1", "en"), ("relance-1-firm", "fr")):
        Template.objects.create(
            company=company, code=code, language=language, name=code, subject=code + language,
            body="Bonjour",
        )  # fmt: skip
    said = {
        (tone, language): letters.wording_for(company, "relance-1", language, tone=tone).subject
        for tone in ("firm", "rigorous", "")
        for language in ("fr", "en")
    }
    assert said == {
        ("firm", "fr"): "relance-1-firmfr", ("firm", "en"): "relance-1en",
        ("rigorous", "fr"): "relance-1fr", ("rigorous", "en"): "relance-1en",
        ("", "fr"): "relance-1fr", ("", "en"): "relance-1en",
    }  # fmt: skip


def test_a_segment_may_look_at_the_profile_and_at_the_risk(company: Company) -> None:
    usual = operations.default_scenario(company, by="Paul")
    good, slow = a_payer(company, 1, "Bon"), a_payer(company, 50, "Lent")
    refresh(company, ON)
    conditions = [Condition("risk", "is", "high")]
    segment = operations.save_segment(
        company, name="À surveiller", scenario=usual, conditions=conditions, by="Paul"
    )
    found = dict(segment_of(company, ON).select("customer", "segment").iter_rows())
    assert found == {good.pk: None, slow.pk: segment.pk}
