"""A statement of one debt as printed: the JSON document, and the lines for people."""

from typing import Any

from encaisse.law.commands.shared import table
from encaisse.law.late_interest import Imputation, Imputed, LateInterest, Segment
from encaisse.law.rates import in_percent, percent
from encaisse.law.statement import Statement


def document(found: Statement) -> dict[str, Any]:
    """Its keys are kept for ever; more may be added."""
    return {
        "currency": found.run.principal.currency,
        "days": found.run.days,
        "principal": found.run.principal.cents,
        "interest": found.run.interest.cents,
        "interest_due": found.run.interest_due.cents,
        "capitalised": found.run.capitalised.cents,
        "indemnity": found.indemnity.amount.cents,
        "indemnity_due": found.indemnity_due.cents,
        "indemnity_source": found.indemnity.article,
        "costs": found.indemnity.complement.cents,
        "costs_due": found.costs_due.cents,
        "total": found.total.cents,
        "overpaid": found.overpaid.cents,
        "certain": found.is_certain,
        "segments": [_segment(segment) for segment in found.run.segments],
        "payments": [_imputed(each) for each in found.run.imputed],
        "imputation": found.imputation.value,
        "comparison": _comparison(found),
        "warnings": list(found.warnings),
    }


def lines(found: Statement) -> list[str]:
    """Segments, what payments paid, then what is owed."""
    segments = [
        (
            str(segment.period),
            f"{segment.period.days} j",
            str(segment.base),
            percent(segment.dated_rate.rate),
            str(segment.interest),
            segment.dated_rate.article,
        )
        for segment in found.run.segments
    ]
    totals = [
        ("Jours de retard", str(found.run.days)),
        ("Principal restant", str(found.run.principal)),
        ("Intérêts courus", str(found.run.interest)),
        ("Intérêts restants", str(found.run.interest_due)),
    ]
    if found.indemnity.amount:
        totals.append(("Indemnité", f"{found.indemnity_due}   {found.indemnity.article}"))
    if found.indemnity.complement:
        totals.append(("Frais justifiés au-delà", str(found.costs_due)))
    totals.append(("Total dû", str(found.total)))
    if found.other:
        totals.append((_order(found.other), str(found.other.total)))
    return [*table(segments), *table(totals), *(f"! {each}" for each in found.warnings)]


def _segment(segment: Segment) -> dict[str, Any]:
    dated = segment.dated_rate
    return {
        "from": segment.period.first.isoformat(),
        "to": segment.period.last.isoformat(),
        "days": segment.period.days,
        "base": segment.base.cents,
        "rate": in_percent(dated.rate),
        "interest": segment.interest.cents,
        "source": f"{dated.article} ; {dated.source}",
        "article": dated.article,
        "confidence": dated.confidence.value if dated.confidence else None,
        "certain": dated.is_certain,
    }


def _imputed(each: Imputed) -> dict[str, Any]:
    return {
        "on": each.on.isoformat(),
        "amount": each.amount.cents,
        "interest": each.to_interest.cents,
        "principal": each.to_principal.cents,
        "surplus": each.surplus.cents,
    }


def _comparison(found: Statement) -> dict[str, Any] | None:
    """Both orders of imputation side by side; null without a payment."""
    if found.other is None:
        return None
    return {each.imputation.value: _outcome(each) for each in (found, found.other)}


def _outcome(found: Statement) -> dict[str, int]:
    run: LateInterest = found.run
    return {
        "principal": run.principal.cents,
        "interest": run.interest.cents,
        "interest_due": run.interest_due.cents,
        "total": found.total.cents,
    }


def _order(other: Statement) -> str:
    first = "intérêts" if other.imputation is Imputation.INTEREST_FIRST else "principal"
    return f"Total dû, {first} d'abord"
