"""Who may issue what."""

from encaisse.accounts.rules import may_collect, may_manage
from encaisse.invoicing.rules.numbering import CREDIT_NOTE


def may_issue(role: str | None, kind: str) -> bool:
    """Invoices: whoever collects. Credit notes give money back: a manager."""
    return may_manage(role) if kind == CREDIT_NOTE else may_collect(role)
