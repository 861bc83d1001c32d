"""E-invoices and their life-cycle messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.imports.cdar.reading import read_cdar
from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.imports.facturx.reading import read_facturx
from encaisse.imports.rules import einvoice_report
from encaisse.imports.rules.einvoice import EInvoiceFile, LifeCycleMessage, Party
from encaisse.imports.rules.recognition import CDAR, FACTURX

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.rules.report import Report

ONLY_READ = "Lu et vérifié : cette version ne reprend pas encore ce document dans les comptes."


def read(
    name: str, kind: str, content: bytes, company: Company | None
) -> tuple[Report, EInvoiceFile | LifeCycleMessage]:
    """What the file says, judged alone. Raises a ``FileRefused``."""
    if kind == CDAR:
        message = read_cdar(content)
        return einvoice_report.of_life_cycle(name, kind, message), message
    file = read_facturx(content) if kind == FACTURX else read_einvoices(content)
    return einvoice_report.of_invoices(name, kind, file, own_identity(company)), file


def own_identity(company: Company | None) -> Party:
    """The company as a seller or a buyer."""
    if company is None:
        return Party()
    return Party(name=company.name, siren=company.siren, numero_tva=company.numero_tva)


def post(judged: Report) -> Report:
    """Keep the file; its documents change nothing yet."""
    done = judged.copy()
    done["taken"] = 0
    done["ignored"] = [{"line": None, "reason": ONLY_READ}]
    return done
