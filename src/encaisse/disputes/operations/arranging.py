"""The departments of a company, and how long each cause may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from encaisse.audit import operations as audit
from encaisse.disputes.models import Deadline, Department, Reason
from encaisse.disputes.operations.refusals import (
    DaysWrong,
    DepartmentWithoutName,
    UnknownDepartment,
)
from encaisse.disputes.queries.services import service
from encaisse.disputes.rules import DAYS_MAX

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

CODE_MAX = 40


@transaction.atomic
def keep_department(
    company: Company, *, name: str, by: str, code: str = "", person: str = "", email: str = ""
) -> Department:
    """Say who stands for a department; without code, a new one."""
    if not name.strip():
        raise DepartmentWithoutName
    kept, _is_new = Department.objects.update_or_create(
        company=company,
        code=code or slugify(name)[:CODE_MAX] or "service",
        defaults={"name": name.strip(), "person": person.strip(), "email": email.strip()},
    )
    _record(company, by, kept.name, person=kept.person, email=kept.email)
    return kept


@transaction.atomic
def keep_deadline(
    company: Company, *, reason: str, days: int, department: str, by: str
) -> Deadline:
    """How long disputes of that cause may take from now on, and whose they are."""
    if not 1 <= days <= DAYS_MAX:
        raise DaysWrong(most=DAYS_MAX)
    if department and service(company, department) is None:
        raise UnknownDepartment(named=department)
    kept, _is_new = Deadline.objects.update_or_create(
        company=company, reason=Reason(reason), defaults={"days": days, "department": department}
    )
    _record(company, by, str(kept.get_reason_display()), days=days, department=department)
    return kept


def _record(company: Company, by: str, what: str, **facts: object) -> None:
    audit.record(
        company=company, actor=by, verb="dispute.settings", subject=f"company:{company.pk}",
        reason=what, facts=facts,
    )  # fmt: skip
