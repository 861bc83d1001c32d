"""Why a receivable is or is not reminded on a day: the facts, the steps, the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from encaisse.dunning import rules
from encaisse.dunning.models import Proposal
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.scenarios import rates_of, scenarios_of
from encaisse.dunning.rules.sentences import with_reasons
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import payer_of
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

FACTS = ("open", "issued_on", "due_on", "days_late", "held", "held_until", "pending", "step_on")


class UnknownInvoice(Refusal):
    """No invoice bears that number."""

    code = "unknown_invoice"
    sentence = "Aucune facture « {number} » dans les livres de {company}."


def explain(company: Company, number: str, *, on: date) -> list[dict[str, Any]]:
    """For each receivable of the invoice: its facts, the step that its age calls for, the step next
    required, what was already done, and the decision with its reason."""
    found = Receivable.objects.filter(company=company, invoice__number=number)
    receivables = list(found.select_related("customer", "invoice").order_by("invoice_id", "rank"))
    if not receivables:
        raise UnknownInvoice(number=number, company=company.name)
    customer = receivables[0].customer
    decided = explain_account(company, payer_of(customer.pk), on=on)
    rows = {row["receivable"]: row for row in decided.iter_rows(named=True)}
    names = {key: scenario.name for key, scenario in scenarios_of(company).items()}
    return [_told(each, rows.get(each.pk), names) for each in receivables]


def explain_account(company: Company, payer_id: int, *, on: date) -> pl.DataFrame:
    """Every open receivable of an account with its decision: what a run of that day would do."""
    scenarios = scenarios_of(company)
    day = rules.Day(on, rates_of(company))
    plan = rules.plan(facts_of(company, on, payer_id=payer_id), scenarios, day)
    return with_reasons(plan.decisions, scenarios, day)


def _told(
    receivable: Receivable, row: dict[str, Any] | None, scenarios: dict[int, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "receivable": f"{receivable.invoice.number}/{receivable.rank}",
        "customer": receivable.customer.name,
        "currency": receivable.currency,
        "history": _history(receivable),
    }
    if row is None:
        return told | {"decision": "hold", "hold": None, "level": None, "reason": "Rien d'ouvert."}
    goes = row["hold"] is None
    return (
        told
        | {name: _plain(row[name]) for name in FACTS}
        | {
            "scenario": scenarios.get(row["scenario"]),
            "calendar_level": row["calendar_level"],
            "next_level": row["next_level"],
            "decision": "send" if goes else "hold",
            "level": row["next_level"] if goes else None,
            "channel": row["channel"] if goes else None,
            "hold": row["hold"],
            "reason": row["reason"],
        }
    )


def _history(receivable: Receivable) -> list[dict[str, Any]]:
    """Every step proposed, the oldest first."""
    proposals = Proposal.objects.filter(receivable=receivable).order_by("on", "id")
    return [
        {
            "level": each.level,
            "cycle": each.cycle,
            "state": each.state,
            "on": each.on.isoformat(),
            "taken_on": _plain(each.taken_on),
            "reason": each.reason,
        }
        for each in proposals
    ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
