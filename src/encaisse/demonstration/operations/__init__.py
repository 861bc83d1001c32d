"""Making the demonstration company, and carrying it on to a later day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.accounts import operations as accounts
from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.demonstration import queries
from encaisse.demonstration.operations import drawing
from encaisse.demonstration.operations.contesting import contest
from encaisse.demonstration.operations.following import follow
from encaisse.demonstration.operations.promising import engage
from encaisse.demonstration.operations.speaking import speak
from encaisse.demonstration.operations.steering import find_old, steer
from encaisse.demonstration.rules import identity, people
from encaisse.demonstration.rules.acts import Act, ActKind, documents, matches
from encaisse.demonstration.rules.books import Books, keep
from encaisse.demonstration.rules.cfonb import bank_lines, cfonb_file
from encaisse.demonstration.rules.customers import CUSTOMERS
from encaisse.demonstration.rules.customers import Customer as Character
from encaisse.demonstration.rules.everyday import follower
from encaisse.demonstration.rules.fec import fec_files
from encaisse.demonstration.rules.holds import holds
from encaisse.demonstration.rules.mails import mails
from encaisse.demonstration.rules.papers import papers
from encaisse.demonstration.rules.story import Story, tell
from encaisse.differences import operations as differences
from encaisse.differences.rules import Cause
from encaisse.documents import operations as kept
from encaisse.documents.queries import subject_for
from encaisse.dunning import operations as dunning
from encaisse.dunning import rules as ladder
from encaisse.dunning.operations.delivery import record_outcome
from encaisse.imports import operations as imports
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.letters import operations as letters
from encaisse.letters import pdf
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.receivables import operations as receivables
from encaisse.replies import operations as replies

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice

PASSWORD = "demonstration"
ACTOR = "démonstration"
PAST_RUNS = 16
A_WEEK = timedelta(days=7)
A_MINUTE = timedelta(minutes=1)
BANK_COMES_AFTER = 10 * A_MINUTE
OPENS_AT = time(8)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemonstrationFacts:
    """Which company it is and how to sign in to it: as the collector, or as her manager."""

    company: Company
    email: str
    password: str
    manager_email: str


def ensure(*, on: date, say: Say = lambda _line: None) -> DemonstrationFacts:
    """The demonstration company as it stands on ``on``: made, carried on, or left as it is."""
    company = queries.company()
    if company is None:
        company = _make(on, say)
    elif queries.told(company).until < on:
        _carry_on(company, on, say)
    return DemonstrationFacts(company, people.NADIA.email, PASSWORD, people.PAUL.email)


@transaction.atomic
def _make(on: date, say: Say) -> Company:
    """All or nothing: a start that is interrupted leaves no half company."""
    say("  trois ans de vie d'une PME fictive…")
    books = keep(tell(on))
    company = _open(books.story.seller)
    for customer in CUSTOMERS:
        _open_customer(company, customer)
    for rank, (name, content) in enumerate(fec_files(books).items()):
        say(f"  reprise de {name}…")
        at = _opening_hour(company, on) + rank * A_MINUTE
        imports.take_file(company, imports.GivenFile(name, content), by=ACTOR, at=at)
    say("  reprise du relevé bancaire…")
    _take_statement(company, books, since=books.story.bank_until, until=on)
    _hold(company, books.story)
    say("  factures, bons de livraison, devis…")
    _file_papers(company, books.story)
    engage(company, on=on)
    find_old(company, since=on - (PAST_RUNS + 1) * A_WEEK, on=on)
    say("  relances des derniers mois…")
    _run_and_deliver(company, [on - rank * A_WEEK for rank in range(PAST_RUNS, 0, -1)])
    _run_today(company, books.story)
    _answer(company, books.story)
    speak(company, at=_opening_hour(company, on) + 3 * BANK_COMES_AFTER)
    contest(company, at=_opening_hour(company, on) + 4 * BANK_COMES_AFTER)
    follow(company, at=_opening_hour(company, on) + 5 * BANK_COMES_AFTER)
    steer(company, on=on)
    return company


@transaction.atomic
def _carry_on(company: Company, on: date, say: Say) -> None:
    """What happened since the latest day told, week after week; nothing already there changes."""
    told = queries.told(company)
    say(f"  suite de l'histoire depuis le {french_day(told.until)}…")
    books = keep(tell(on, anchor=told.anchor))
    issued = documents(books, since=told.until)
    played = told.until
    for day in [*_weekly(queries.latest_run_on(company) or told.until, on), on]:
        say(f"    jusqu'au {french_day(day)}")
        _play(company, [act for act in issued if played < act.on <= day])
        _take_statement(company, books, since=played, until=day)
        if day < on:
            _run_and_deliver(company, [day])
        played = max(played, day)
    _run_today(company, books.story)


def _open(seller: identity.Seller) -> Company:
    company = accounts.open_company(
        name=seller.name,
        by=ACTOR,
        siren=seller.siren,
        numero_tva=seller.numero_tva,
        legal_form=seller.legal_form,
        rcs=seller.rcs,
        address=seller.address,
        email=seller.email,
        phone=seller.phone,
        iban=seller.iban,
        bic=seller.bic,
        is_demonstration=True,
    )
    for person in people.PEOPLE:
        accounts.add_user(
            company=company,
            email=person.email,
            full_name=person.full_name,
            role=person.role,
            password=PASSWORD,
            by=ACTOR,
            is_administrator=person.is_administrator,
        )
    letters.ensure_defaults(company)
    dunning.save_scenario(company, _scenario(), by=ACTOR, is_default=True)
    return company


def _scenario() -> ladder.Scenario:
    """The usual ladder; courtesy goes by itself, a person approves the rest."""
    steps = (
        ladder.Step(0, -5, is_courtesy=True, template_code="courtoisie"),
        ladder.Step(1, 3, template_code="relance-1", approval="approve"),
        ladder.Step(2, 15, template_code="relance-2", approval="approve"),
        ladder.Step(3, 30, template_code="relance-3", approval="approve"),
        ladder.Step(4, 45, template_code="mise-en-demeure", approval="approve", pay_within_days=8),
    )
    return ladder.Scenario(id=0, name="Scénario de la société", steps=steps, lists="overdue")


def _open_customer(company: Company, character: Character) -> None:
    person = follower(character)
    opened = parties.open_customer(
        company=company,
        name=character.name,
        code=character.code,
        by=ACTOR,
        kind="public" if character.is_public else "company",
        is_pseudo=character.is_pseudo,
        siren=character.siren,
        numero_tva=identity.numero_tva(character.siren) if character.siren else "",
        address=character.address,
        country=character.country,
        language=character.language,
        payment_days=character.terms_days if character.states_terms else None,
        collector=queries.collector(company, person.email) if person else None,
    )
    if character.contact:
        parties.add_contact(
            customer=opened,
            name=character.contact,
            by=ACTOR,
            email=character.email,
            phone=character.phone,
        )


def _play(company: Company, happened: list[Act]) -> None:
    """Do each act, in order of day."""
    customers = queries.customers(company)
    for act in happened:
        _DEEDS[act.kind](customers[act.customer], act)


def _issue(customer: Customer, act: Act) -> None:
    receivables.issue(
        customer=customer,
        number=act.reference,
        issued_on=act.on,
        installments=[receivables.Installment(act.due_on or act.on, act.cents)],
        by=ACTOR,
    )


def _credit(customer: Customer, act: Act) -> None:
    matching.receive_credit_note(
        customer=customer,
        reference=act.reference,
        on=act.on,
        amount=Money(act.cents, customer.currency),
        by=ACTOR,
        reason=act.label,
        pays=queries.receivables(customer.company, act.bills),
    )


def _accept_bill(customer: Customer, act: Act) -> None:
    """A bill of exchange accepted pays; the bank will give its money on its day."""
    matching.receive_payment(
        customer=customer,
        reference=act.reference,
        on=act.on,
        amount=Money(act.cents, customer.currency),
        by=ACTOR,
        method="bill",
        pays=queries.receivables(customer.company, act.bills),
    )


def _match(customer: Customer, act: Act) -> None:
    """What the statement left to a person: the collector puts the money on the invoices that it
    names, her manager gives up what never reached the bank."""
    credit = queries.standing_payment(customer.company, act.reference)
    owed = queries.receivables(customer.company, act.bills)
    if credit and credit.open_cents:
        matching.allocate_to(credit, owed, on=act.on, by=people.NADIA.email)
    if act.gap_cents > 0:
        differences.give_up(
            owed, cents=act.gap_cents, cause=Cause.OTHER_LOSS, words=act.label, on=act.on,
            by=people.PAUL.email,
        )  # fmt: skip


_DEEDS: dict[ActKind, Callable[[Customer, Act], None]] = {
    ActKind.INVOICE: _issue,
    ActKind.CREDIT_NOTE: _credit,
    ActKind.BILL: _accept_bill,
    ActKind.MATCH: _match,
}


def _take_statement(company: Company, books: Books, *, since: date, until: date) -> None:
    """The bank's file goes through the import like any other; what it leaves goes to a person."""
    if not any(line.on <= until for line in bank_lines(books, since=since)):
        return
    content = cfonb_file(books, since=since, until=until)
    given = imports.GivenFile(f"releve-{until:%Y%m%d}.cfonb120.txt", content)
    at = _opening_hour(company, until) + BANK_COMES_AFTER
    imports.take_file(company, given, by=ACTOR, at=at)
    _play(company, [act for act in matches(books, since=since) if act.on <= until])


def _hold(company: Company, story: Story) -> None:
    """Disputes and promises, as the collector noted them."""
    customers = queries.customers(company)
    for hold in holds(story):
        target: Customer | Invoice = customers[hold.customer]
        if hold.bill:
            target = queries.receivables(company, [hold.bill])[0].invoice
        dunning.block(
            target, until=hold.until, why=hold.reason, by=people.NADIA.email, on=hold.since
        )


def _file_papers(company: Company, story: Story) -> None:
    """The papers of what is late, each with its invoice; the terms of sale, with the company."""
    filed = list(papers(story))
    drawn = pdf.render_many(drawing.order(paper, story.seller) for paper in filed)
    owed = queries.receivables(company, {paper.bill for paper in filed})
    invoices = {one.invoice.number: one.invoice_id for one in owed}
    for paper, content in zip(filed, drawn, strict=True):
        if not isinstance(content, bytes):
            raise content
        subjects = [subject_for(company, "invoice", invoices[paper.bill])] if paper.bill else []
        given = kept.GivenFile(paper.name, content)
        kept.receive(company, given, kind=paper.kind, by=ACTOR, on=paper.on, subjects=subjects)


def _run_and_deliver(company: Company, days: list[date]) -> None:
    """Runs of past days: the collector approves everything, and everything arrives."""
    for day in days:
        ran = dunning.run(company, on=day, by=ACTOR, at=_opening_hour(company, day))
        if ran.run is None:
            continue
        waiting = [message for message in queries.messages(ran.run) if message.state == "waiting"]
        if waiting:
            dunning.approve(company, [message.pk for message in waiting], by=people.NADIA.email)
        for message in queries.messages(ran.run):
            record_outcome(message, outcome="delivered", on=day, by=people.NADIA.email)


def _run_today(company: Company, story: Story) -> None:
    """The run of the day waits for the collector; the journal keeps how far the story goes."""
    dunning.run(company, on=story.until, by=ACTOR, at=_opening_hour(company, story.until))
    audit.record(
        company=company, actor=ACTOR, verb=queries.TOLD, subject=f"company:{company.pk}",
        facts={"anchor": story.anchor.isoformat(), "until": story.until.isoformat()},
    )  # fmt: skip


def _answer(company: Company, story: Story) -> None:
    """What customers wrote back, one every few minutes after the bank."""
    at = _opening_hour(company, story.until) + 2 * BANK_COMES_AFTER
    for rank, content in enumerate(mails(story)):
        replies.take_in(company, content, at=at + rank * A_MINUTE)


def _weekly(since: date, until: date) -> Iterator[date]:
    day = since + A_WEEK
    while day < until:
        yield day
        day += A_WEEK


def _opening_hour(company: Company, day: date) -> datetime:
    return datetime.combine(day, OPENS_AT, ZoneInfo(company.timezone))
