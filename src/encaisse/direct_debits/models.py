"""The creditor, mandates, batches and their collections."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from encaisse.direct_debits.rules.calendar import USUAL_NOTICE_DAYS
from encaisse.direct_debits.rules.mandates import SCHEMES
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.direct_debits.rules.returns import Reason, reason_of


class Creditor(models.Model):
    """Who collects: the company's creditor identifier (ICS) and the format its bank wants."""

    company = models.OneToOneField("accounts.Company", models.CASCADE, related_name="+")
    ics = models.CharField(_("identifiant créancier SEPA (ICS)"), max_length=35)
    version = models.CharField(
        _("format"), max_length=20, choices=[(each, each) for each in VERSIONS], default=VERSIONS[1]
    )

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("créancier")
        verbose_name_plural = _("créanciers")

    def __str__(self) -> str:
        return self.ics


class Mandate(models.Model):
    """A customer lets the company debit its account (mandat). ``reference`` is its RUM."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="mandates")
    reference = models.CharField(_("référence unique (RUM)"), max_length=35)
    scheme = models.CharField(_("type"), max_length=10, choices=SCHEMES)
    holder = models.CharField(_("titulaire du compte"), max_length=140)
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    signed_on = models.DateField(_("signé le"))
    is_recurrent = models.BooleanField(_("récurrent"), default=True)
    notice_days = models.PositiveSmallIntegerField(
        _("préavis convenu, en jours"), default=USUAL_NOTICE_DAYS
    )
    revoked_on = models.DateField(_("révoqué le"), null=True, blank=True)
    revoked_why = models.CharField(_("pourquoi"), max_length=250, blank=True)

    class Meta:
        ordering = ("customer_id", "-signed_on", "-id")
        verbose_name = _("mandat de prélèvement")
        verbose_name_plural = _("mandats de prélèvement")
        constraints = [
            models.UniqueConstraint("company", Upper("reference"), name="mandate_reference_once"),
        ]

    def __str__(self) -> str:
        return self.reference


class DebitBatch(models.Model):
    """One file for the bank (remise): collections of one day under one scheme. Never changed; it is
    cancelled whole while the bank has not answered."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    message = models.CharField(_("référence"), max_length=30)
    scheme = models.CharField(_("type"), max_length=10, choices=SCHEMES)
    collect_on = models.DateField(_("prélèvement le"))
    count = models.PositiveIntegerField(_("prélèvements"))
    total_cents = models.BigIntegerField(_("total"))
    made_at = models.DateTimeField(_("préparée le"))
    by = models.CharField(_("par"), max_length=250)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    cancelled_on = models.DateField(_("annulée le"), null=True, blank=True)
    cancelled_by = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("remise de prélèvements")
        verbose_name_plural = _("remises de prélèvements")
        constraints = [
            models.UniqueConstraint(fields=("company", "message"), name="debit_batch_once"),
        ]

    def __str__(self) -> str:
        return self.message


class Debit(models.Model):
    """One collection: so much of a receivable under a mandate. ``credit`` is the payment that the
    bank's line brought; ``returned_on`` the day it came back, for ``returned_why``: without
    payment, it was rejected before being settled. ``notified_on``: the day its debtor was told, by
    ``notice`` when we wrote."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    batch = models.ForeignKey(DebitBatch, models.PROTECT, related_name="debits")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="debits")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="debits")
    sequence = models.CharField(max_length=4)
    end_to_end = models.CharField(_("référence de bout en bout"), max_length=35)
    cents = models.BigIntegerField(_("montant"))
    credit = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_on = models.DateField(_("rejeté le"), null=True, blank=True)
    returned_why = models.CharField(_("motif du rejet"), max_length=250, blank=True)
    returned_code = models.CharField(
        _("code du rejet"), max_length=10, blank=True, default="", db_default=""
    )
    notified_on = models.DateField(_("client prévenu le"), null=True, blank=True)
    notice = models.ForeignKey(
        "letters.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("batch_id", "id")
        verbose_name = _("prélèvement")
        verbose_name_plural = _("prélèvements")
        constraints = [
            models.CheckConstraint(name="debit_positive", condition=Q(cents__gt=0)),
            models.UniqueConstraint(fields=("company", "end_to_end"), name="debit_known_once"),
        ]

    def __str__(self) -> str:
        return self.end_to_end

    @property
    def reason(self) -> Reason:
        """What is known of why it came back."""
        return reason_of(self.returned_code)
