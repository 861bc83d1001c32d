"""Who gets which scenario, and in what tone: choices, segments, profiles."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.models.scenario import Scenario, Tone


class Assignment(models.Model):
    """A scenario chosen for one customer or one invoice, over the company's."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="assignments")
    customer = models.OneToOneField(
        "parties.Customer", models.CASCADE, null=True, blank=True, related_name="+"
    )
    invoice = models.OneToOneField(
        "receivables.Invoice", models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("scénario choisi")
        verbose_name_plural = _("scénarios choisis")
        constraints = [
            models.CheckConstraint(
                name="assignment_one_target",
                condition=Q(customer__isnull=True, invoice__isnull=False)
                | Q(customer__isnull=False, invoice__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} → {self.customer_id or self.invoice_id}"


class Segment(models.Model):
    """Customers known by a rule, and the scenario they get (segment). The first active segment by
    ``rank`` whose conditions all hold is the customer's. ``conditions`` is a list of
    ``{"fact", "test", "value"}``, read by ``rules.segments``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("rang"))
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="segments")
    conditions = models.JSONField(default=list)
    is_active = models.BooleanField(_("en service"), default=True)

    class Meta:
        ordering = ("rank", "id")
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(fields=("company", "name"), name="segment_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """How a customer pays, as its history tells, or as a person says (``chosen``). ``facts`` are
    the figures that the history gave on ``computed_on``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.OneToOneField("parties.Customer", models.CASCADE, related_name="+")
    computed = models.CharField(max_length=20, choices=Tone, default=Tone.RIGOROUS)
    chosen = models.CharField(max_length=20, choices=Tone, default=Tone.USUAL, blank=True)
    why = models.CharField(_("motif"), max_length=250, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    computed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("customer_id", "id")
        verbose_name = _("profil de paiement")
        verbose_name_plural = _("profils de paiement")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tone}"

    @property
    def tone(self) -> str:
        """The tone that messages take: a person's choice, else what the history tells."""
        return self.chosen or self.computed
