"""The ledger of claims."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.late_charges.rules import clauses


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
    RESTORED = "restored", _("rétabli")


class Claim(models.Model):
    """One move in the ledger of claims of an invoice. Amounts are positive, ``move`` is the sign.

    A waiver without amount (``cents`` null) waives the whole claim, what is to come included. What
    was paid with a credit that came back is due again. Restored: taken back of what was waived for
    the reason kept in ``source``."""

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
            models.CheckConstraint(
                name="claim_restored_amount", condition=~Q(move="restored") | Q(cents__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=("invoice", "kind", "on"), name="claim_of_invoice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.move} {self.cents}"


class Basis(models.TextChoices):
    """Where the rate of late payment of an invoice comes from, by its own words."""

    NOTHING = "", _("ses mots ne suffisent pas")
    FIXED = "fixed", _("taux annuel convenu")
    LEGAL = "legal", _("tant de fois le taux d'intérêt légal")
    DEFAULT = "default", _("taux de la loi : BCE majoré")


class InvoiceTerms(models.Model):
    """What an invoice says of late payment (conditions de la facture), with its words by note code
    (PMD, PMT, AAB) and what was doubtful in them. ``rate`` and ``discount_rate`` are fractions."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    invoice = models.OneToOneField("receivables.Invoice", models.PROTECT, related_name="late_terms")
    words = models.JSONField(_("mots de la facture"), default=dict)
    basis = models.CharField(_("taux"), max_length=20, choices=Basis, blank=True)
    rate = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    times = models.PositiveSmallIntegerField(null=True, blank=True)
    indemnity_cents = models.BigIntegerField(_("indemnité"), null=True, blank=True)
    discount_rate = models.DecimalField(
        _("escompte"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    discount_days = models.PositiveSmallIntegerField(null=True, blank=True)
    doubts = models.JSONField(_("doutes"), default=list)

    class Meta:
        ordering = ("id",)
        verbose_name = _("conditions d'une facture")
        verbose_name_plural = _("conditions de factures")
        constraints = [
            models.CheckConstraint(
                name="invoice_terms_basis_whole",
                condition=Q(basis="fixed", rate__gt=0)
                | Q(basis="legal", times__gt=0)
                | Q(basis__in=["", "default"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.basis}"

    @property
    def told(self) -> list[str]:
        """What was understood of its words, in French."""
        return clauses.told(
            self.basis, self.rate, self.times, self.indemnity_cents, self.discount_rate,
            self.discount_days,
        )  # fmt: skip
