"""Disputes and the receivables that they touch."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a customer does not pay."""

    PRICE = "price", _("prix")
    QUANTITY = "quantity", _("quantité")
    QUALITY = "quality", _("qualité")
    DELIVERY = "delivery", _("livraison")
    SERVICE = "service", _("prestation")
    INVOICE = "invoice", _("facture erronée")
    ORDER = "order", _("bon de commande manquant")
    ALREADY_PAID = "already_paid", _("dit avoir déjà payé")
    OTHER = "other", _("autre")


class Dispute(models.Model):
    """What a customer contests (litige). ``settled_on`` is the first day it holds nothing more."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    reason = models.CharField(_("cause"), max_length=20, choices=Reason, default=Reason.OTHER)
    note = models.CharField(_("note"), max_length=250, blank=True)
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(_("ouvert le"))
    settled_on = models.DateField(_("réglé le"), null=True, blank=True)
    outcome = models.CharField(_("issue"), max_length=250, blank=True)

    class Meta:
        ordering = ("-opened_on", "-id")
        verbose_name = _("litige")
        verbose_name_plural = _("litiges")
        constraints = [
            models.CheckConstraint(
                name="dispute_reason_known", condition=Q(reason__in=Reason.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.reason}"


class DisputedPart(models.Model):
    """What a dispute takes of one receivable: ``cents`` of it, or the whole when null."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    cents = models.BigIntegerField(_("montant contesté"), null=True, blank=True)

    class Meta:
        ordering = ("dispute_id", "id")
        verbose_name = _("part contestée")
        verbose_name_plural = _("parts contestées")
        constraints = [
            models.UniqueConstraint(fields=("dispute", "receivable"), name="disputed_part_once"),
            models.CheckConstraint(
                name="disputed_part_positive", condition=Q(cents__isnull=True) | Q(cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.cents or 'tout'}"
