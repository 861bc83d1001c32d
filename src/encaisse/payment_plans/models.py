"""Plans, the receivables that they spread, their instalments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """What is owed, spread over instalments (plan d'apurement). ``ended_on`` is the first day it
    holds nothing more: accelerated (déchéance du terme) or cancelled, for the reason ``why``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    currency = models.CharField(_("devise"), max_length=3)
    agreed_on = models.DateField(_("convenu le"))
    ended_on = models.DateField(_("fini le"), null=True, blank=True)
    why = models.CharField(_("motif"), max_length=250, blank=True)

    class Meta:
        ordering = ("-agreed_on", "-id")
        verbose_name = _("échéancier")
        verbose_name_plural = _("échéanciers")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.agreed_on}"


class PlannedReceivable(models.Model):
    """A receivable that a plan spreads."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("plan_id", "id")
        verbose_name = _("créance étalée")
        verbose_name_plural = _("créances étalées")
        constraints = [
            models.UniqueConstraint(fields=("plan", "receivable"), name="planned_receivable_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.receivable_id}"


class Installment(models.Model):
    """One payment of a plan (échéance). ``rank`` starts at 1. ``receivable`` is the one on which
    its reminders are kept."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="installments")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rang"))
    due_on = models.DateField(_("échéance"))
    cents = models.BigIntegerField(_("montant"))

    class Meta:
        ordering = ("plan_id", "rank", "id")
        verbose_name = _("échéance d'un plan")
        verbose_name_plural = _("échéances d'un plan")
        constraints = [
            models.UniqueConstraint(fields=("plan", "rank"), name="installment_rank_once"),
            models.CheckConstraint(name="installment_positive", condition=Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.receivable.invoice.number}/p{self.rank}"


class InstallmentShare(models.Model):
    """What a payment says that it pays of one instalment; the rest fills instalments in order."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    installment = models.ForeignKey(Installment, models.CASCADE, related_name="shares")
    credit = models.ForeignKey("payments.Credit", models.PROTECT, related_name="+")
    on = models.DateField(_("le"))
    cents = models.BigIntegerField(_("montant"))

    class Meta:
        ordering = ("installment_id", "on", "id")
        verbose_name = _("part d'échéance")
        verbose_name_plural = _("parts d'échéance")
        constraints = [
            models.CheckConstraint(name="installment_share_positive", condition=Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.installment_id} {self.cents}"
