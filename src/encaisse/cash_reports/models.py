"""What invoices say of their VAT, what people say of it, and each message made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.cash_reports.rules.duty import NATURES

CHOICES = [(nature.value, label) for nature, label in NATURES.items()]


class InvoiceVat(models.Model):
    """What an e-invoice says of its VAT, written once: ``parts`` are [rate, cents], VAT included;
    ``address`` is where its buyer's messages go."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    invoice = models.OneToOneField("receivables.Invoice", models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=10)
    frame = models.CharField(_("cadre de facturation"), max_length=10, blank=True)
    vat_point = models.CharField(_("exigibilité de la TVA"), max_length=10, blank=True)
    parts = models.JSONField(_("parts par taux"), default=list)
    address = models.CharField(_("adresse électronique"), max_length=125, blank=True)
    scheme = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("TVA d'une facture")
        verbose_name_plural = _("TVA de factures")

    def __str__(self) -> str:
        return f"{self.invoice_id}"


class VatChoice(models.Model):
    """What a person said of an invoice, where its file does not: when its VAT is due, and what is
    due at each rate. It wins over the file."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    invoice = models.OneToOneField("receivables.Invoice", models.PROTECT, related_name="+")
    nature = models.CharField(_("nature"), max_length=10, choices=CHOICES)
    parts = models.JSONField(_("parts par taux"), default=list)
    by = models.CharField(_("par"), max_length=200)
    chosen_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("choix de TVA d'une facture")
        verbose_name_plural = _("choix de TVA de factures")

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.nature}"


class CashHabit(models.Model):
    """From which day of issue a company's invoices go through a platform (none: nothing is to be
    declared here), and what an invoice is that does not say."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    since = models.DateField(_("première facture"), null=True, blank=True)
    nature = models.CharField(_("nature"), max_length=10, choices=CHOICES, blank=True)
    rate = models.CharField(_("taux"), max_length=6, blank=True)

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("règles de déclaration des encaissements")
        verbose_name_plural = _("règles de déclaration des encaissements")

    def __str__(self) -> str:
        return f"{self.company_id}"


class CashReport(models.Model):
    """One message « Encaissée », made once: a payment of a receivable, or what takes it back
    (``corrects``, negative). ``parts`` are [rate, cents]; an empty rate is not declared."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("numéro"))
    invoice = models.ForeignKey("receivables.Invoice", models.PROTECT, related_name="+")
    allocation = models.OneToOneField(
        "matching.Allocation", models.PROTECT, related_name="cash_report"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    on = models.DateField(_("encaissé le"))
    cents = models.BigIntegerField(_("montant"))
    currency = models.CharField(_("devise"), max_length=3)
    parts = models.JSONField(_("parts par taux"))
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("préparé le"))
    by = models.CharField(_("par"), max_length=200)
    given_on = models.DateField(_("remis le"), null=True, blank=True)
    given_by = models.CharField(_("remis par"), max_length=200, blank=True)

    class Meta:
        ordering = ("-number", "-id")
        verbose_name = _("encaissement déclaré")
        verbose_name_plural = _("encaissements déclarés")
        constraints = [
            models.UniqueConstraint(fields=("company", "number"), name="cash_report_numbered_once"),
            models.CheckConstraint(name="cash_report_moves", condition=~Q(cents=0)),
        ]
        indexes = [
            models.Index(
                fields=("company", "number"), condition=Q(given_on=None), name="cash_report_waits"
            ),
            models.Index(fields=("invoice", "number"), name="cash_report_of_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
