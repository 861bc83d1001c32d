"""Allocations, the payers that were learned, and what a company lets be matched by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.matching.rules import APPLIED_FROM, THRESHOLD_MAX, THRESHOLD_MIN, TOLERANCE_CENTS


class MatchingSource(models.TextChoices):
    """What made the link."""

    LETTERING = "lettering", _("lettrage du fichier")
    EXACT = "exact", _("montant exact et référence")
    REFERENCE = "reference", _("référence")
    AMOUNT = "amount", _("montant exact")
    SUM = "sum", _("somme exacte")
    DISCOUNT = "discount", _("escompte déduit")
    FEE = "fee", _("frais bancaires déduits")
    TOLERANCE = "tolerance", _("écart toléré")
    DEDUCTION = "deduction", _("avoir déduit")
    CLAIMS = "claims", _("avec les accessoires")
    INSTALLMENT = "installment", _("échéance d'un échéancier")
    OLDEST = "oldest", _("plus ancienne d'abord")
    CHOSEN = "chosen", _("choisi par une personne")
    LISTED = "listed", _("liste des créances")
    REVERSAL = "reversal", _("délettrage")
    GAVE_WAY = "gave_way", _("remplacé par le relevé")


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


class LearnedBy(models.TextChoices):
    """By what a payer is known again."""

    IBAN = "iban", _("compte bancaire")
    NAME = "name", _("nom donné par la banque")


class LearnedPayer(models.Model):
    """Whoever pays from this account, or under this name, pays for this customer: a person said so
    (``by``), or an exact payment showed it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.CASCADE, related_name="+")
    kind = models.CharField(_("reconnu par"), max_length=10, choices=LearnedBy)
    value = models.CharField(_("compte ou nom"), max_length=140)
    line = models.ForeignKey(
        "payments.BankLine", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.CharField(_("appris de"), max_length=200)
    learned_at = models.DateTimeField(_("appris le"), auto_now_add=True)

    class Meta:
        ordering = ("value", "id")
        verbose_name = _("payeur reconnu")
        verbose_name_plural = _("payeurs reconnus")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "kind", "value", "customer"), name="payer_learned_once"
            ),
            models.CheckConstraint(name="learned_by_known", condition=Q(kind__in=LearnedBy.values)),
        ]

    def __str__(self) -> str:
        return self.value


class MatchingPolicy(models.Model):
    """From which confidence a company lets a match be applied by itself, and what it tolerates."""

    company = models.OneToOneField("accounts.Company", models.CASCADE, related_name="+")
    threshold = models.PositiveSmallIntegerField(_("confiance demandée"), default=APPLIED_FROM)
    tolerance_cents = models.PositiveIntegerField(_("écart toléré"), default=TOLERANCE_CENTS)
    discount_rate = models.DecimalField(
        _("escompte accordé"), max_digits=5, decimal_places=4, null=True, blank=True
    )

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("règles de lettrage")
        verbose_name_plural = _("règles de lettrage")
        constraints = [
            models.CheckConstraint(
                name="matching_threshold_is_percent",
                condition=Q(threshold__gte=THRESHOLD_MIN, threshold__lte=THRESHOLD_MAX),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.threshold}"
