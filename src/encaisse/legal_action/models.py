"""What was done about a claim while its limitation runs, and what sort of claim it is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.law.limitation import LimitationKind
from encaisse.legal_action.rules import ACTS, act_label


class LimitationEvent(models.Model):
    """An act about an invoice, on its day, with where its proof is. Rows are never changed:
    ``reverses`` makes a counter-entry, whose ``note`` says why.

    ``kind`` is an act of ``law.limitation_acts``, or ``performance``: the day the work was done.
    """

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, related_name="limitation_events"
    )
    kind = models.CharField(_("acte"), max_length=40)
    on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    proof = models.CharField(_("preuve"), max_length=250, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        ordering = ("on", "id")
        verbose_name = _("acte de prescription")
        verbose_name_plural = _("actes de prescription")
        constraints = [
            models.CheckConstraint(name="limitation_act_known", condition=Q(kind__in=ACTS)),
            models.CheckConstraint(
                name="limitation_reversal_has_reason",
                condition=Q(reverses__isnull=True) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def label(self) -> str:
        """The French name of the act."""
        return act_label(self.kind)


class LimitationRegime(models.Model):
    """The sort of claim that a person chose, for an invoice, a customer, or the whole company
    (neither given: its customers that are companies). The latest row of the narrowest scope holds;
    an empty ``kind`` goes back to what the customer's own kind says."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("nature"), max_length=20, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("nature de créance choisie")
        verbose_name_plural = _("natures de créance choisies")
        constraints = [
            models.CheckConstraint(
                name="limitation_kind_known", condition=Q(kind__in=["", *LimitationKind])
            ),
            models.CheckConstraint(
                name="limitation_regime_one_scope",
                condition=Q(customer__isnull=True) | Q(invoice__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
