"""Why a receivable, or an instalment of its plan, is or is not reminded on a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.dunning import rules
from encaisse.dunning.models import Assignment, Block, Proposal
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.holds import holds_of
from encaisse.dunning.queries.policy import day_of
from encaisse.dunning.queries.scenarios import default_of, scenarios_of
from encaisse.dunning.queries.segments import segment_of, segments
from encaisse.dunning.rules.coming import Drawing, Mark, drawn, to_come
from encaisse.dunning.rules.explaining import DECISION, Case, Sentence, sentences, step_text
from encaisse.dunning.rules.holds import sentences_of
from encaisse.dunning.rules.sentences import day_text, with_reasons
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import payer_of
from encaisse.payment_plans.models import Installment
from encaisse.receivables.models import Invoice, Receivable
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from encaisse.accounts.models import Company

FACTS = ("open", "issued_on", "due_on", "days_late", "held", "held_until", "pending", "step_on")
LABELS = {
    "facts": _("Les faits"),
    "steps": _("Déjà fait"),
    "age": _("Ce que son âge appelle"),
    "next": _("L'étape suivante"),
    "holds": _("Ce qui la retient"),
    "message": _("Qui la reçoit"),
    "scenario": _("Le scénario"),
}
STATE_WORDS = {
    "delivered": "faite",
    "skipped": "sautée",
    "pending": "en attente",
    "unclear": "envoi incertain",
    "failed": "en échec",
    "ignored": "écartée",
    "empty": "sans objet",
}


class UnknownInvoice(Refusal):
    """No invoice bears that number."""

    code = "unknown_invoice"
    sentence = "Aucune facture « {number} » dans les livres de {company}."


@dataclass(frozen=True, slots=True)
class Explained:
    """One receivable, or instalment, on a day: sentences, and what happens along its time."""

    name: str
    customer: str
    currency: str
    row: dict[str, Any] | None
    scenario: str | None
    sentences: list[Sentence]
    marks: list[Mark]
    proposals: list[Proposal]
    on: date

    @property
    def goes(self) -> bool:
        """Whether a run of the day reminds it."""
        return self.row is not None and self.row["hold"] is None

    @property
    def reason(self) -> str:
        """The sentence of the decision."""
        return self.row["reason"] if self.row else "Rien d'ouvert."

    @property
    def groups(self) -> list[tuple[Promise, list[str]]]:
        """The sentences by what they are about, with the French word of it."""
        return [
            (LABELS[about], [each.text for each in said])
            for about, said in groupby(self.sentences, key=lambda each: each.about)
            if about != DECISION
        ]

    @property
    def drawing(self) -> Drawing:
        """Its time line."""
        return drawn(self.marks, on=self.on)


@dataclass(frozen=True, slots=True)
class _Account:
    """What is read once for all the receivables of an invoice."""

    invoice: Invoice
    on: date
    plan: rules.Plan
    rows: dict[int, dict[str, Any]]
    scenarios: dict[int, rules.Scenario]
    holds: pl.DataFrame
    blocks: list[Block]
    origin: str


def explain(company: Company, number: str, *, on: date) -> list[dict[str, Any]]:
    """For each receivable of the invoice, and each instalment of its plan: its facts, the step that
    its age calls for, the step next required, the holds, the decision, in data and sentences."""
    found = Invoice.objects.filter(company=company, number=number).order_by("id")
    invoices = list(found.select_related("customer", "company"))
    if not invoices:
        raise UnknownInvoice(number=number, company=company.name)
    return [_as_json(each) for one in invoices for each in explain_invoice(one, on=on)]


def explain_invoice(invoice: Invoice, *, on: date) -> list[Explained]:
    """The same, for one invoice, as the page shows it."""
    account = _account(invoice, on)
    receivables = list(invoice.receivables.order_by("rank", "id"))
    spread = Installment.objects.filter(
        Q(plan__ended_on=None) | Q(plan__ended_on__gt=on),
        receivable__invoice=invoice,
        plan__agreed_on__lte=on,
    )
    installments = list(spread.select_related("plan", "receivable__invoice").order_by("rank"))
    steps: dict[int, list[Proposal]] = {}
    kept = Proposal.objects.filter(receivable__invoice=invoice, on__lte=on)
    for proposal in kept.order_by("on", "id"):
        steps.setdefault(proposal.key, []).append(proposal)
    told = [_explained(account, each.pk, each, steps.get(each.pk, [])) for each in receivables]
    return told + [
        _explained(account, -each.pk, each, steps.get(-each.pk, [])) for each in installments
    ]


def explain_account(company: Company, payer_id: int, *, on: date) -> pl.DataFrame:
    """Every open receivable of an account with its decision: what a run of that day would do."""
    return _decided(company, payer_id, on)[1]


def account_in_scenarios(
    company: Company, payer_id: int, *, on: date
) -> tuple[pl.DataFrame, dict[int, rules.Scenario]]:
    """The same, with the scenarios that decided, by number."""
    _plan, decided, scenarios = _decided(company, payer_id, on)
    return decided, scenarios


def _decided(
    company: Company, payer_id: int, on: date
) -> tuple[rules.Plan, pl.DataFrame, dict[int, rules.Scenario]]:
    scenarios = scenarios_of(company)
    day = day_of(company, on)
    plan = rules.plan(facts_of(company, on, payer_id=payer_id), scenarios, day)
    return plan, with_reasons(plan.decisions, scenarios, day), scenarios


def _account(invoice: Invoice, on: date) -> _Account:
    payer = payer_of(invoice.customer_id)
    plan, decided, scenarios = _decided(invoice.company, payer, on)
    bound = {"company": invoice.company_id, "on": on, "customers": [invoice.customer_id]}
    found = holds_of(rows_out, bound)
    blocks = Block.objects.filter(
        Q(customer__in=[invoice.customer_id, payer]) | Q(invoice=invoice),
        Q(until=None) | Q(until__gte=on),
        Q(lifted_on=None) | Q(lifted_on__gt=on),
        since__lte=on,
    )
    return _Account(
        invoice, on, plan, {row["receivable"]: row for row in decided.iter_rows(named=True)},
        scenarios, sentences_of(found), list(blocks.order_by("since", "id")),
        _origin(invoice, payer, on),
    )  # fmt: skip


def _origin(invoice: Invoice, payer_id: int, on: date) -> str:
    """Which scenario, and why that one: the invoice's, the customer's, the payer's, the segment's,
    the company's."""
    company, customer_id = invoice.company, invoice.customer_id
    chosen = Assignment.objects.filter(
        Q(invoice=invoice) | Q(customer__in=[customer_id, payer_id]), company=company
    )
    found = {
        ("invoice" if each.invoice_id else each.customer_id): each.scenario.name
        for each in chosen.select_related("scenario").order_by("id")
    }
    for key, why in (("invoice", "cette facture"), (customer_id, "ce client"),
                     (payer_id, "celui qui paie pour ce client")):  # fmt: skip
        if key in found:
            return f"Scénario « {found[key]} », choisi pour {why}."
    assigned = segment_of(company, on, [customer_id]).filter(pl.col("segment").is_not_null())
    if not assigned.is_empty():
        segment = segments(company).get(pk=assigned["segment"][0])
        return f"Scénario « {segment.scenario.name} », par le segment « {segment.name} »."
    default = default_of(company)
    return f"Scénario « {default.name} », celui de la société." if default else "Aucun scénario."


def _explained(
    account: _Account, key: int, followed: Receivable | Installment, steps: list[Proposal]
) -> Explained:
    row = account.rows.get(key)
    scenario = account.scenarios.get(row["scenario"]) if row else None
    case = _case(account, followed, row, scenario, steps)
    return Explained(
        name=case.name,
        customer=account.invoice.customer.name,
        currency=case.currency,
        row=row,
        scenario=scenario.name if scenario else None,
        sentences=list(sentences(case)),
        marks=_marks(account, key, case),
        proposals=steps,
        on=account.on,
    )


def _case(
    account: _Account,
    followed: Receivable | Installment,
    row: dict[str, Any] | None,
    scenario: rules.Scenario | None,
    steps: list[Proposal],
) -> Case:
    message = _message(account.plan, row)
    part = followed if isinstance(followed, Installment) else None
    return Case(
        name=str(followed),
        on=account.on,
        issued_on=account.invoice.issued_on,
        due_on=followed.due_on,
        face_cents=_face_cents(followed),
        currency=account.invoice.currency,
        plan_on=part.plan.agreed_on if part else None,
        row=row,
        scenario=scenario,
        origin=account.origin,
        history=[_done(each, account.on) for each in steps],
        holds=_holds(account, followed, row),
        message=message,
        people=json.loads(message["to"]) if message and message["to"] else [],
    )


def _face_cents(followed: Receivable | Installment) -> int:
    return followed.cents if isinstance(followed, Installment) else followed.face_cents


def _message(plan: rules.Plan, row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None or row["message"] is None:
        return None
    return plan.messages.row(by_predicate=pl.col("message") == row["message"], named=True)


def _done(proposal: Proposal, on: date) -> tuple[int, str, date]:
    """Its level, its state as it was that day, and the day of it."""
    if proposal.taken_on and proposal.taken_on > on:
        return proposal.level, "pending", proposal.on
    return proposal.level, proposal.state, proposal.taken_on or proposal.on


def _holds(
    account: _Account, followed: Receivable | Installment, row: dict[str, Any] | None
) -> list[str]:
    """Every hold that stands, not only the strongest."""
    if isinstance(followed, Installment):
        return [row["held_reason"]] if row and row["held_reason"] else []
    mine = account.holds.filter(pl.col("receivable") == followed.pk)["told"].to_list()
    blocked = [f"Relances bloquées{_until(each.until)} : {each.reason}." for each in account.blocks]
    graces = [account.invoice.grace_until, account.invoice.customer.grace_until]
    granted = [
        f"Délai accordé{_until(until)}." for until in graces if until and until >= account.on
    ]
    return [*mine, *blocked, *granted]


def _until(until: date | None) -> str:
    return f" jusqu'au {day_text(until)}" if until else ""


def _marks(account: _Account, key: int, case: Case) -> list[Mark]:
    """Issue, due date, steps taken and proposed, holds, steps to come."""
    first = (
        Mark(case.issued_on, "issued", "émise")
        if case.plan_on is None
        else Mark(case.plan_on, "issued", "échéancier convenu")
    )
    done = [
        Mark(on, "taken" if state in ("delivered", "skipped") else "proposed",
             f"{step_text(level)}, {STATE_WORDS[state]}", level)
        for level, state, on in case.history
    ]  # fmt: skip
    held = account.holds.filter(pl.col("receivable") == key)
    holds = [
        Mark(each["since"], "hold", each["told"].rstrip("."), until=each["until"])
        for each in held.iter_rows(named=True)
    ] + [
        Mark(each.since, "hold", f"bloquée : {each.reason}", until=each.until)
        for each in account.blocks
    ]
    decided = account.plan.decisions.filter(pl.col("receivable") == key)
    coming = (
        [
            Mark(on, "coming", f"{step_text(level)}, au plus tôt", level)
            for level, on in to_come(decided, case.scenario, account.on)
        ]
        if case.scenario and not decided.is_empty()
        else []
    )
    due = Mark(case.due_on, "due", "échéance")
    return sorted([first, due, *done, *holds, *coming], key=lambda mark: mark.on)


def _as_json(explained: Explained) -> dict[str, Any]:
    """Days ISO, amounts in cents; keys are kept for ever."""
    row = explained.row
    told: dict[str, Any] = {
        "receivable": explained.name,
        "customer": explained.customer,
        "currency": explained.currency,
        "history": [_step(each) for each in explained.proposals],
        "sentences": [{"about": each.about, "text": each.text} for each in explained.sentences],
        "timeline": [
            {"on": mark.on.isoformat(), "kind": mark.kind, "level": mark.level,
             "text": mark.text, "until": _plain(mark.until)}
            for mark in explained.marks
        ],
    }  # fmt: skip
    if row is None:
        return told | {"decision": "hold", "hold": None, "level": None, "reason": explained.reason}
    goes = explained.goes
    return (
        told
        | {name: _plain(row[name]) for name in FACTS}
        | {
            "contested": row["contested"],
            "scenario": explained.scenario,
            "calendar_level": row["calendar_level"],
            "next_level": row["next_level"],
            "decision": "send" if goes else "hold",
            "level": row["next_level"] if goes else None,
            "channel": row["channel"] if goes else None,
            "hold": row["hold"],
            "reason": row["reason"],
        }
    )


def _step(proposal: Proposal) -> dict[str, Any]:
    return {
        "level": proposal.level,
        "cycle": proposal.cycle,
        "state": proposal.state,
        "on": proposal.on.isoformat(),
        "taken_on": _plain(proposal.taken_on),
        "reason": proposal.reason,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
