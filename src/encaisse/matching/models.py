"""Allocations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MatchingSource(models.TextChoices):
    """What made the link."""

    LETTERING = "lettering", _("lettrage du fichier")
    EXACT = "exact", _("montant exact et référence")
    REFERENCE = "reference", _("référence")
    AMOUNT = "amount", _("montant exact")
    OLDEST = "oldest", _("plus ancienne d'abord")
    CHOSEN = "chosen", _("choisi par une personne")
    LISTED = "listed", _("liste des créances")
    REVERSAL = "reversal", _("délettrage")


class Allocation(models.Model):
    """A part of a credit that pays a receivable from a day on. Negative = counter-entry.

    ``is_proposal``: guessed by an import of books without lettering, not confirmed by anybody."""

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    credit = models.ForeignKey(
        "payments.Credit", models.PROTECT, related_name="allocations", db_index=False
    )
    receivable = models.ForeignKey(
        "receivables.Receivable",
        models.PROTECT,
        related_name="allocations",
        db_index=False,
    )
    cents = models.BigIntegerField(_("montant"))
    on = models.DateField(_("à compter du"))
    source = models.CharField(max_length=20, choices=MatchingSource)
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    matching_code = models.CharField(_("lettre"), max_length=20, blank=True)
    is_proposal = models.BooleanField(_("à confirmer"), default=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        ordering = ("on", "id")
        verbose_name = _("affectation")
        verbose_name_plural = _("affectations")
        constraints = [
            models.CheckConstraint(
                name="allocation_positive_unless_reversal",
                condition=Q(cents__gt=0, reverses__isnull=True)
                | Q(cents__lt=0, reverses__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=("receivable", "on"), include=("cents",), name="allocation_of_receivable"
            ),
            models.Index(fields=("credit", "on"), include=("cents",), name="allocation_of_credit"),
            models.Index(
                fields=("company", "on"),
                include=("receivable", "credit", "cents"),
                name="allocation_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents} → {self.receivable_id}"
