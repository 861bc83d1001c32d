"""The ledger of claims."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ClaimKind(models.TextChoices):
    """What is claimed beside the principal."""

    INTEREST = "interest", _("pénalités de retard")
    INDEMNITY = "indemnity", _("indemnité forfaitaire de recouvrement")
    FEES = "fees", _("frais")


class ClaimMove(models.TextChoices):
    """What happened to it."""

    CLAIMED = "claimed", _("réclamé")
    WAIVED = "waived", _("abandonné")
    PAID = "paid", _("payé")


class Claim(models.Model):
    """One move in the ledger of claims of an invoice. Amounts are positive, ``move`` is the sign.

    A waiver without amount (``cents`` null) waives the whole claim, what is to come included. What
    was paid with a credit that came back is due again."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="claims")
    invoice = models.ForeignKey("receivables.Invoice", models.PROTECT, related_name="claims")
    receivable = models.ForeignKey(
        "receivables.Receivable", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    kind = models.CharField(max_length=20, choices=ClaimKind)
    move = models.CharField(max_length=20, choices=ClaimMove)
    cents = models.BigIntegerField(_("montant"), null=True, blank=True)
    credit = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    on = models.DateField(_("date"))
    reason = models.CharField(_("motif"), max_length=250, blank=True)
    source = models.CharField(_("texte"), max_length=250, blank=True)

    class Meta:
        ordering = ("on", "id")
        verbose_name = _("réclamation accessoire")
        verbose_name_plural = _("réclamations accessoires")
        constraints = [
            models.CheckConstraint(
                name="claim_amount_positive", condition=Q(cents__gt=0) | Q(cents__isnull=True)
            ),
            models.CheckConstraint(
                name="claim_waiver_has_reason", condition=~Q(move="waived", reason="")
            ),
        ]
        indexes = [models.Index(fields=("invoice", "kind", "on"), name="claim_of_invoice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.move} {self.cents}"
