"""Judgments that open a proceeding against a customer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Which proceeding was opened (C. com. livre VI)."""

    SAUVEGARDE = "sauvegarde", _("sauvegarde")
    REDRESSEMENT = "redressement_judiciaire", _("redressement judiciaire")
    LIQUIDATION = "liquidation_judiciaire", _("liquidation judiciaire")


class Insolvency(models.Model):
    """A proceeding against a customer, from its opening judgment (jugement d'ouverture) to the day
    it closed."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(_("procédure"), max_length=40, choices=Kind)
    judged_on = models.DateField(_("jugement du"))
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        ordering = ("-judged_on", "-id")
        verbose_name = _("procédure collective")
        verbose_name_plural = _("procédures collectives")
        constraints = [
            models.CheckConstraint(name="insolvency_kind_known", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind}"
