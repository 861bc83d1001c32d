"""What is open, and how old: the base of every figure on the pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encaisse.accounts.models import Company
from encaisse.receivables.models import Invoice, Receivable


@dataclass(frozen=True, slots=True)
class Age:
    """A bucket of the aged balance, up to ``latest`` days after the due date. ``state`` colours it
    on a bar, ``status`` in a list."""

    key: str
    label: str | Promise
    state: str
    status: str
    latest: int | None

    @property
    def href(self) -> str:
        """The list of its receivables."""
        return f"/factures/?age={self.key}"


NOT_DUE = "not_due"
AGES = (
    Age(NOT_DUE, _("non échu"), "not-due", "not-due", 0),
    Age("1_30", _("1 à 30 jours"), "due-soon", "late", 30),
    Age("31_60", _("31 à 60 jours"), "late", "very-late", 60),
    Age("61_90", _("61 à 90 jours"), "later", "very-late", 90),
    Age("over_90", _("plus de 90 jours"), "very-late", "very-late", None),
)


def receivables_of(company: Company) -> "QuerySet[Receivable]":
    """Every receivable of the company. Drafts do not exist yet: left out by a list of their own,
    which is short, rather than by reading each invoice."""
    drafts = Invoice.objects.filter(company=company, is_draft=True).values("id")
    return Receivable.objects.filter(company=company).exclude(invoice_id__in=drafts)


def open_receivables(company: Company) -> "QuerySet[Receivable]":
    """What is left to pay."""
    return receivables_of(company).filter(open_cents__gt=0)


def age_on(on: date) -> Case:
    """The key of the bucket in which a receivable stands on the day."""
    whens = [
        When(due_on__gte=on - timedelta(days=age.latest), then=Value(age.key))
        for age in AGES
        if age.latest is not None
    ]
    return Case(*whens, default=Value(AGES[-1].key), output_field=CharField())


def age_of(due_on: date, on: date) -> str:
    """The key of the bucket of that due date on the day."""
    late = (on - due_on).days
    return next((age.key for age in AGES if age.latest is not None and late <= age.latest),
                AGES[-1].key)  # fmt: skip
