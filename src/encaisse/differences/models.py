"""What was given up, and how much each role may give up."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.accounts.models import ROLE_LABELS
from encaisse.differences.rules import CAUSES

ROLES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class Way(models.TextChoices):
    """What was done with the money."""

    GIVEN_UP = "given_up", _("reste abandonné")
    KEPT = "kept", _("trop-perçu retenu")
    CONVERTED = "converted", _("règlement converti")


class Difference(models.Model):
    """One difference, loss or conversion, with all the rows that it made, so that it is undone
    whole. ``credit`` lowered the debt; ``payment`` is the money concerned and ``debit`` what used
    it up; ``converted`` is that money in the currency of the invoice, at ``rate``; ``over_cents``
    what it was worth beyond; ``gain_cents`` what it brought in euros (a loss below zero), when the
    ``booked_rate`` of the invoice's own day makes it known."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="differences")
    way = models.CharField(_("nature"), max_length=20, choices=Way)
    cause = models.CharField(_("cause"), max_length=30, choices=CAUSES)
    cents = models.BigIntegerField(_("montant"))
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    subject = models.CharField(_("pièce"), max_length=250)
    reason = models.CharField(_("motif"), max_length=250)
    on = models.DateField(_("date"))
    by = models.CharField(_("par"), max_length=250)
    rate = models.DecimalField(_("cours"), max_digits=18, decimal_places=8, null=True, blank=True)
    rate_source = models.CharField(
        _("source du cours"), max_length=120, blank=True, default="", db_default=""
    )
    booked_rate = models.DecimalField(
        _("cours du jour de la facture"), max_digits=18, decimal_places=8, null=True, blank=True
    )
    booked_source = models.CharField(
        _("source du cours de la facture"), max_length=120, blank=True, default="", db_default=""
    )
    gain_cents = models.BigIntegerField(_("gain de change en euros"), null=True, blank=True)
    over_cents = models.BigIntegerField(_("valeur au-delà"), default=0)
    credit = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="differences"
    )
    converted = models.ForeignKey(
        "payments.Credit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    debit = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_on = models.DateField(_("défait le"), null=True, blank=True)
    undone_by = models.CharField(_("défait par"), max_length=250, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("écart ou perte")
        verbose_name_plural = _("écarts et pertes")
        constraints = [
            models.CheckConstraint(name="difference_not_negative", condition=Q(cents__gte=0)),
            models.CheckConstraint(
                name="difference_has_a_row",
                condition=Q(credit__isnull=False) | Q(debit__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=("company", "on", "id"), name="difference_by_day")]

    def __str__(self) -> str:
        return f"{self.reason} · {self.subject}"

    @property
    def gain_shown(self) -> int:
        """The gain or the loss, without its sign."""
        return abs(self.gain_cents or 0)


class DifferenceLimit(models.Model):
    """How much a role may give up for one invoice; empty: without limit."""

    company = models.ForeignKey("accounts.Company", models.CASCADE, related_name="+")
    role = models.CharField(_("rôle"), max_length=20, choices=ROLES)
    loss_cents = models.BigIntegerField(_("passages en perte"), null=True, blank=True)
    difference_cents = models.BigIntegerField(_("écarts"), null=True, blank=True)

    class Meta:
        ordering = ("company_id", "role", "id")
        verbose_name = _("limite d'un rôle")
        verbose_name_plural = _("limites des rôles")
        constraints = [
            models.UniqueConstraint(fields=("company", "role"), name="difference_limit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.loss_cents} {self.difference_cents}"
