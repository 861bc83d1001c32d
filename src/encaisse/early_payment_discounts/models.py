"""Offers of an early-payment discount, the receivables that they bear on, what a role grants."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DiscountOffer(models.Model):
    """So much less asked of receivables paid through ``last_on`` (offre d'escompte). ``rate`` is
    what was asked for, null when an amount was; ``asked_by``: who wanted it, as one says it.
    ``beyond``: what of it is more than its author grants alone; a manager approves it first.
    ``told_on``: when its end was looked at, and told if nobody took it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    currency = models.CharField(_("devise"), max_length=3)
    rate = models.DecimalField(_("taux"), max_digits=7, decimal_places=6, null=True, blank=True)
    last_on = models.DateField(_("dernier jour"))
    asked_by = models.CharField(_("demandé par"), max_length=200, blank=True)
    offered_on = models.DateField(_("faite le"))
    offered_by = models.CharField(_("par"), max_length=200)
    beyond = models.CharField(_("au-delà des limites"), max_length=250, blank=True)
    approved_on = models.DateField(_("approuvée le"), null=True, blank=True)
    approved_by = models.CharField(_("approuvée par"), max_length=200, blank=True)
    sent_on = models.DateField(_("envoyée le"), null=True, blank=True)
    letter = models.ForeignKey(
        "letters.Letter", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)
    withdrawn_by = models.CharField(_("retirée par"), max_length=200, blank=True)
    why = models.CharField(_("motif"), max_length=250, blank=True)
    told_on = models.DateField(_("fin dite le"), null=True, blank=True)

    class Meta:
        ordering = ("-offered_on", "-id")
        verbose_name = _("offre d'escompte")
        verbose_name_plural = _("offres d'escompte")
        constraints = [
            models.CheckConstraint(
                name="discount_offer_not_before", condition=Q(last_on__gte=F("offered_on"))
            ),
        ]
        indexes = [models.Index(fields=("company", "last_on", "id"), name="discount_offer_by_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.offered_on}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("early_payment_discounts:offer", args=[self.pk])


class OfferedReceivable(models.Model):
    """A receivable of an offer: what was open of it, how much less is asked, its due day then.
    Taken, ``difference`` is what was given up."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    offer = models.ForeignKey(DiscountOffer, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    due_on = models.DateField(_("échéance"))
    cents = models.BigIntegerField(_("restant dû"))
    discount_cents = models.BigIntegerField(_("escompte"))
    difference = models.OneToOneField(
        "differences.Difference", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("offer_id", "due_on", "id")
        verbose_name = _("créance d'une offre d'escompte")
        verbose_name_plural = _("créances d'une offre d'escompte")
        constraints = [
            models.UniqueConstraint(fields=("offer", "receivable"), name="offered_receivable_once"),
            models.CheckConstraint(
                name="offered_discount_within",
                condition=Q(discount_cents__gt=0, discount_cents__lt=F("cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.receivable_id}"

    @property
    def asked_cents(self) -> int:
        """What is to be paid in time."""
        return self.cents - self.discount_cents

    @property
    def is_taken(self) -> bool:
        """Whether the discount stands given up: a person may have undone it since."""
        return self.difference is not None and self.difference.undone_on is None


class DiscountLimit(models.Model):
    """What a collector grants alone (limite d'escompte); null: without limit. ``annual_max``: what
    the discount may cost a year, simple rate."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    rate_max = models.DecimalField(_("taux"), max_digits=7, decimal_places=6, null=True, blank=True)
    cents_max = models.BigIntegerField(_("montant"), null=True, blank=True)
    annual_max = models.DecimalField(
        _("coût annuel"), max_digits=9, decimal_places=6, null=True, blank=True
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("limite d'escompte")
        verbose_name_plural = _("limites d'escompte")

    def __str__(self) -> str:
        return f"{self.company_id}"
