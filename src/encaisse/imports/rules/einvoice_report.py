"""What the report of an import says of an e-invoice and of a life-cycle message."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from encaisse.imports.rules import statuses
from encaisse.imports.rules.einvoice import (
    CREDIT_NOTE,
    IGNORED,
    INVOICE,
    KNOWN,
    REFUSED,
    EInvoice,
    EInvoiceFile,
    LifeCycleMessage,
    LifeCycleStatus,
    Outcome,
    Party,
    Totals,
    VatPart,
    why_not_ours,
)
from encaisse.imports.rules.report import Line, Report
from encaisse.imports.rules.statuses import Kept

OUTCOMES = (statuses.NEW, statuses.WAITING, statuses.KNOWN, statuses.IGNORED)


def of_invoices(name: str, kind: str, file: EInvoiceFile, own: Party) -> Report:
    """What a file of e-invoices says, judged alone: those of other sellers are said ignored."""
    strangers = [(one.line, why_not_ours(one, own)) for one in file.invoices]
    return Report(
        path=name,
        kind=kind,
        taken=len(file.invoices),
        ignored=_lines(file.ignored + [(line, reason) for line, reason in strangers if reason]),
        refused=_lines(file.refused),
        movements=[],
        documents=[document(one) for one in file.invoices],
        checks=[],
        warnings=file.warnings,
    )


def of_life_cycle(name: str, kind: str, message: LifeCycleMessage) -> Report:
    """What a life-cycle message says, judged alone."""
    return Report(
        path=name,
        kind=kind,
        taken=len(message.statuses),
        ignored=[],
        refused=_lines(message.refused),
        movements=[],
        documents=[],
        statuses=[status(one) for one in message.statuses],
        checks=[],
        warnings=message.warnings,
    )


def posted(judged: Report, became: Sequence[tuple[EInvoice, Outcome]]) -> Report:
    """The report once the invoices are in the books: each with its outcome."""
    done = judged.copy()
    left_out = {
        code: [(one.line, how.reason) for one, how in became if how.code == code]
        for code in (IGNORED, KNOWN, REFUSED)
    }
    strangers = {line["reason"] for line in _lines(left_out[IGNORED])}
    unread = [line for line in judged["ignored"] if line["reason"] not in strangers]
    done["taken"] = sum(how.code in {INVOICE, CREDIT_NOTE} for _one, how in became)
    done["ignored"] = unread + _lines(left_out[IGNORED] + left_out[KNOWN])
    done["refused"] = judged["refused"] + _lines(left_out[REFUSED])
    done["documents"] = [
        document(one) | {"outcome": how.code, "customer": how.customer} for one, how in became
    ]
    counts = Counter(how.code for _one, how in became)
    done["new"] = {
        "invoices": counts[INVOICE], "credit_notes": counts[CREDIT_NOTE], "known": counts[KNOWN],
    }  # fmt: skip
    return done


def followed(judged: Report, kept: Sequence[Kept]) -> Report:
    """The report once each status is kept: what it entailed, what waits, what was known."""
    done = judged.copy()
    told = {code: [each for each in kept if each.outcome == code] for code in OUTCOMES}
    left_out = [(each.line, each.told) for each in told[statuses.KNOWN] + told[statuses.IGNORED]]
    done["taken"] = len(told[statuses.NEW]) + len(told[statuses.WAITING])
    done["ignored"] = judged["ignored"] + _lines(left_out)
    done["warnings"] = judged["warnings"] + [each.told for each in told[statuses.WAITING]]
    done["statuses"] = [
        said | {"outcome": each.outcome, "told": each.told}
        for said, each in zip(judged["statuses"], kept, strict=True)
    ]
    done["new"] = {code: len(each) for code, each in told.items() if code != statuses.IGNORED}
    return done


def document(invoice: EInvoice) -> dict[str, Any]:
    """One of the ``documents``: amounts in hundredths, those of a credit note positive."""
    return {
        "line": invoice.line,
        "number": invoice.number,
        "type": invoice.type,
        "type_code": invoice.type_code,
        "issued_on": _iso(invoice.issued_on),
        "due_on": _iso(invoice.due_on),
        "due_days": [
            {"on": _iso(day.on), "amount": day.cents, "discounted": day.is_discounted}
            for day in invoice.due_days
        ],
        "currency": invoice.currency,
        "total": invoice.totals.gross,
        "amount_due": invoice.totals.due,
        "prepaid": invoice.totals.prepaid,
        "totals": _totals(invoice.totals),
        "vat": [_vat(part) for part in invoice.vat],
        "seller": invoice.seller.name,
        "buyer": invoice.buyer.name,
        "payee": invoice.payee.name,
        "seller_identity": identity(invoice.seller),
        "buyer_identity": identity(invoice.buyer),
        "terms": invoice.terms,
        "notes": [{"code": note.code, "text": note.text} for note in invoice.notes],
        "references": _references(invoice),
        "payment": {
            "means": invoice.means.code,
            "reference": invoice.means.reference,
            "iban": invoice.means.iban,
            "mandate": invoice.means.mandate,
        },
    }


def status(said: LifeCycleStatus) -> dict[str, Any]:
    """One of the ``statuses``."""
    return {
        "line": said.line,
        "invoice": said.invoice,
        "invoice_issued_on": _iso(said.invoice_issued_on),
        "code": said.code,
        "label": said.label,
        "on": _iso(said.on),
        "at": said.at or None,
        "amount": said.cents,
        "approved": said.approved_cents,
        "contested": said.contested_cents,
        "currency": said.currency or None,
        "paid_on": _iso(said.paid_on),
        "reason_code": said.reason_code,
        "reason": said.reason,
        "action": said.action,
        "seller_siren": said.seller_siren,
    }


def identity(party: Party) -> dict[str, str]:
    """The identifiers of a party; empty when the file gives none that is right."""
    return {
        "siren": party.siren,
        "siret": party.siret,
        "code": party.code,
        "numero_tva": party.numero_tva,
        "country": party.country,
    }


def _vat(part: VatPart) -> dict[str, Any]:
    return {
        "category": part.category,
        "rate": None if part.rate is None else str(part.rate),
        "base": part.base_cents,
        "amount": part.vat_cents,
    }


def _totals(totals: Totals) -> dict[str, int | None]:
    return {
        "lines": totals.lines,
        "allowances": totals.allowances,
        "charges": totals.charges,
        "net": totals.net,
        "vat": totals.vat,
        "rounding": totals.rounding,
    }


def _references(invoice: EInvoice) -> dict[str, Any]:
    said = invoice.references
    return {
        "order": said.order,
        "contract": said.contract,
        "buyer": said.buyer,
        "preceding": [
            {"number": one.number, "issued_on": _iso(one.issued_on)} for one in said.preceding
        ],
    }


def _lines(found: list[tuple[int, str]]) -> list[Line]:
    return [Line(line=line, reason=reason) for line, reason in sorted(found)]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
