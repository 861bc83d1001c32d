"""What a role may do. A right is a question with a name, used by operation, page and API alike."""

from datetime import timedelta
from enum import StrEnum

from encaisse.kernel.refusal import Refusal

# Beyond so many links that open nothing from one address, they are no longer counted.
OPENINGS_MAX = 30
OPENINGS_WITHIN = timedelta(minutes=15)


class Role(StrEnum):
    """What a member is in a company."""

    MANAGER = "manager"
    COLLECTOR = "collector"
    READER = "reader"


class NotAllowed(Refusal):
    """The viewer's role does not allow the act."""

    code = "not_allowed"
    sentence = "Votre rôle ne permet pas de {act}."


def may_collect(role: str | None) -> bool:
    """Approve reminders, record payments, note, block: the collector's daily work."""
    return role in (Role.COLLECTOR, Role.MANAGER)


def may_import(role: str | None) -> bool:
    """Take files in."""
    return role in (Role.COLLECTOR, Role.MANAGER)


def may_manage(role: str | None) -> bool:
    """Change scenarios, templates, the company, waive claims."""
    return role == Role.MANAGER
