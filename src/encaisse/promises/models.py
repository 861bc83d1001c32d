"""Promises and the receivables that they cover."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a customer promised."""

    CALL = "call", _("au téléphone")
    MAIL = "mail", _("par courriel")
    VISIT = "visit", _("en visite")
    LETTER = "letter", _("par courrier")
    PORTAL = "portal", _("sur sa page")
    EINVOICE = "einvoice", _("par la plateforme")


class Promise(models.Model):
    """So much by that day (promesse). Whether it was kept is read from what was paid since, never
    stored; ``withdrawn_on`` is the day from which it holds nothing more. ``told``: what became of
    it as the journal tells it, empty while it tells nothing."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    made_on = models.DateField(_("faite le"))
    by_on = models.DateField(_("pour le"))
    cents = models.BigIntegerField(_("montant promis"))
    currency = models.CharField(_("devise"), max_length=3)
    way = models.CharField(
        _("comment"), max_length=20, choices=Way, blank=True, default="", db_default=""
    )
    person = models.CharField(_("par qui"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)
    told = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        ordering = ("-by_on", "-id")
        verbose_name = _("promesse de paiement")
        verbose_name_plural = _("promesses de paiement")
        constraints = [
            models.CheckConstraint(name="promise_positive", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="promise_not_before", condition=Q(by_on__gte=models.F("made_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.cents} {self.by_on}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("promises:promise", args=[self.pk])


class PromisedReceivable(models.Model):
    """A receivable that a promise covers."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("promise_id", "id")
        verbose_name = _("créance promise")
        verbose_name_plural = _("créances promises")
        constraints = [
            models.UniqueConstraint(
                fields=("promise", "receivable"), name="promised_receivable_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.receivable_id}"
