"""Drafts, series of numbers, what was issued, and what a company always writes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.invoicing.rules.mentions import NO_DISCOUNT
from encaisse.invoicing.rules.numbering import CREDIT_NOTE, INVOICE, PATTERNS, State


class PieceKind(models.TextChoices):
    """What is issued: it asks for money, or gives it back."""

    INVOICE = INVOICE, _("facture")
    CREDIT_NOTE = CREDIT_NOTE, _("avoir")


class Draft(models.Model):
    """An invoice being written (brouillon): ``typed`` is kept as it was typed (``rules.typed``).
    A credit note says which invoice it corrects."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PieceKind, default=PieceKind.INVOICE)
    corrects = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    typed = models.JSONField(_("saisie"), default=dict)
    by = models.CharField(_("par"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed_at", "-id")
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        indexes = [models.Index(fields=("company", "-id"), name="draft_of_company")]
        constraints = [
            models.CheckConstraint(name="draft_kind_known", condition=Q(kind__in=PieceKind.values)),
            models.CheckConstraint(
                name="draft_credit_note_corrects",
                condition=Q(kind=PieceKind.INVOICE, corrects=None)
                | Q(kind=PieceKind.CREDIT_NOTE, corrects__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def first_words(self) -> str:
        """What its first line says."""
        lines = self.typed.get("lines") or [{}]
        return str(lines[0].get("designation", ""))


class Series(models.Model):
    """Numbers of one kind in one year. Its row is locked while a number is taken. ``begun_rank`` is
    where it started here, after those of another software."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PieceKind)
    year = models.PositiveSmallIntegerField(_("année"))
    pattern = models.CharField(_("modèle"), max_length=60)
    begun_rank = models.PositiveIntegerField(_("premier rang"), default=1)
    latest_rank = models.PositiveIntegerField(_("dernier rang"), default=0)
    latest_on = models.DateField(_("dernière émission"), null=True, blank=True)

    class Meta:
        ordering = ("-year", "kind", "id")
        verbose_name = _("série de numéros")
        verbose_name_plural = _("séries de numéros")
        constraints = [
            models.UniqueConstraint(fields=("company", "kind", "year"), name="series_once"),
            models.CheckConstraint(
                name="series_kind_known", condition=Q(kind__in=PieceKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.year}"

    @property
    def state(self) -> State:
        """As the rules of numbering see it."""
        return State(self.pattern, self.year, self.latest_rank, self.latest_on)

    @property
    def has_begun(self) -> bool:
        """Whether a number was given here."""
        return self.latest_rank >= self.begun_rank


class Issued(models.Model):
    """An invoice or a credit note as it left: written once, never changed nor deleted."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PieceKind)
    number = models.CharField(_("numéro"), max_length=35)
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField(_("rang"))
    issued_on = models.DateField(_("émise le"))
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    credit = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    typed = models.JSONField(_("saisie"))
    xml = models.TextField(_("données"))
    net_cents = models.BigIntegerField(_("total HT"))
    vat_cents = models.BigIntegerField(_("TVA"))
    gross_cents = models.BigIntegerField(_("total TTC"))
    due_cents = models.BigIntegerField(_("net à payer"))
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    by = models.CharField(_("par"), max_length=200)
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-issued_on", "-id")
        verbose_name = _("facture émise")
        verbose_name_plural = _("factures émises")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "kind", "number"), name="issued_number_once"
            ),
            models.UniqueConstraint(fields=("series", "rank"), name="issued_rank_once"),
            models.UniqueConstraint(fields=("invoice",), name="issued_invoice_once"),
            models.CheckConstraint(
                name="issued_kind_known", condition=Q(kind__in=PieceKind.values)
            ),
            models.CheckConstraint(
                name="issued_opens_or_gives_back",
                condition=Q(kind=PieceKind.INVOICE, invoice__isnull=False, corrects=None)
                | Q(kind=PieceKind.CREDIT_NOTE, credit__isnull=False, corrects__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=("company", "-issued_on", "-id"), name="issued_by_day"),
            models.Index(fields=("corrects",), name="issued_corrects"),
        ]

    def __str__(self) -> str:
        return self.number


class Habit(models.Model):
    """What a company always writes on its invoices, and how it numbers them from the next series
    on."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    siret = models.CharField(max_length=14, blank=True)
    endpoint = models.CharField(
        _("adresse de facturation électronique"), max_length=125, blank=True
    )
    discount = models.CharField(_("escompte"), max_length=300, default=NO_DISCOUNT)
    on_debits = models.BooleanField(_("TVA sur les débits"), default=False)
    own = models.CharField(_("mention propre"), max_length=500, blank=True)
    invoice_pattern = models.CharField(
        _("modèle des numéros de facture"), max_length=60, default=PATTERNS[INVOICE]
    )
    credit_note_pattern = models.CharField(
        _("modèle des numéros d'avoir"), max_length=60, default=PATTERNS[CREDIT_NOTE]
    )

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("mentions des factures")
        verbose_name_plural = _("mentions des factures")

    def __str__(self) -> str:
        return str(self.company_id)

    def pattern(self, kind: str) -> str:
        """How numbers of that kind are made."""
        return self.invoice_pattern if kind == INVOICE else self.credit_note_pattern
