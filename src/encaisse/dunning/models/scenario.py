"""Scenarios, their steps and their versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Grouping(models.TextChoices):
    """What one message gathers."""

    CUSTOMER = "customer", _("un message par client")
    STEP = "step", _("un message par étape")
    RECEIVABLE = "receivable", _("un message par créance")


class Lists(models.TextChoices):
    """What a message lists beside the receivables whose step is reached."""

    REACHED = "reached", _("les créances dont l'étape est atteinte")
    OVERDUE = "overdue", _("tout ce qui est échu")


class Scenario(models.Model):
    """An ordered ladder of steps and its settings (scénario de relance). ``minimum`` maps a
    currency to the least total in cents. Without steps: never reminded."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    is_default = models.BooleanField(_("scénario de la société"), default=False)
    is_archived = models.BooleanField(_("archivé"), default=False, db_default=False)
    tolerance_cents = models.BigIntegerField(_("tolérance"), default=0)
    minimum = models.JSONField(_("total minimal"), default=dict, blank=True)
    spacing_days = models.PositiveSmallIntegerField(_("jours entre deux messages"), default=0)
    grouping = models.CharField(max_length=20, choices=Grouping, default=Grouping.CUSTOMER)
    lists = models.CharField(max_length=20, choices=Lists, default=Lists.REACHED)
    is_sequential = models.BooleanField(_("sans sauter d'étape"), default=True)
    transit_days = models.PositiveSmallIntegerField(_("jours d'acheminement"), default=0)
    repeat_every = models.CharField(_("répéter tous les"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("scénario de relance")
        verbose_name_plural = _("scénarios de relance")
        constraints = [
            models.UniqueConstraint(fields=("company", "name"), name="scenario_name_once"),
            models.UniqueConstraint(
                fields=("company",), condition=Q(is_default=True), name="scenario_default_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(models.TextChoices):
    """Who lets a message go."""

    AUTO = "auto", _("part seul")
    APPROVE = "approve", _("à approuver")
    TASK = "task", _("tâche à faire à la main")


class Tone(models.TextChoices):
    """How a message speaks. ``usual``: as the customer's profile asks."""

    USUAL = "", _("selon le profil du client")
    COLLABORATIVE = "collaborative", _("collaboratif")
    NEUTRAL = "neutral", _("neutre")
    RIGOROUS = "rigorous", _("rigoureux")
    FIRM = "firm", _("ferme")


class Anchor(models.TextChoices):
    """From what the days of a step are counted."""

    DUE = "due", _("l'échéance")
    PREVIOUS = "previous", _("la remise de l'étape précédente")


class Step(models.Model):
    """One step of a scenario. Level 0 is courtesy, before the due date, never a dunning level."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="steps")
    level = models.PositiveSmallIntegerField(_("niveau"))
    days = models.SmallIntegerField(_("jours"))
    anchor = models.CharField(max_length=20, choices=Anchor, default=Anchor.DUE)
    end_of_month = models.BooleanField(_("fin de mois"), default=False)
    channel = models.CharField(max_length=20, default="mail")
    is_courtesy = models.BooleanField(_("rappel de courtoisie"), default=False)
    approval = models.CharField(_("départ"), max_length=20, choices=Approval, default=Approval.AUTO)
    tone = models.CharField(_("ton"), max_length=20, choices=Tone, default=Tone.USUAL, blank=True)
    other_channel = models.CharField(
        _("autre canal, en alternance"), max_length=20, blank=True, default=""
    )
    business_days = models.BooleanField(_("reporter au jour ouvré"), default=False)
    pay_within_days = models.PositiveSmallIntegerField(_("délai demandé"), null=True, blank=True)
    fee_cents = models.BigIntegerField(_("frais"), default=0)
    fee_rate = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    template_code = models.SlugField(_("modèle"), max_length=60, default="relance")
    is_registered = models.BooleanField(_("en recommandé"), default=False, db_default=False)
    encloses_invoices = models.BooleanField(
        _("joindre les factures"), default=False, db_default=False
    )

    class Meta:
        ordering = ("scenario_id", "level", "days", "id")
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        constraints = [
            models.UniqueConstraint(
                fields=("scenario", "level"),
                condition=Q(is_courtesy=False),
                name="step_level_once",
            ),
            models.UniqueConstraint(
                fields=("scenario", "days"),
                condition=Q(is_courtesy=True),
                name="step_courtesy_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.level}"


class ScenarioVersion(models.Model):
    """A scenario as it was once saved: what made a message is always there to read. Only grows."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("scenario_id", "-version", "id")
        verbose_name = _("version de scénario")
        verbose_name_plural = _("versions de scénario")
        constraints = [
            models.UniqueConstraint(fields=("scenario", "version"), name="scenario_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} v{self.version}"


class ThresholdRate(models.Model):
    """One unit of ``base`` in ``quote``: only to compare a threshold with an amount of another
    currency; no amount due is ever converted."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    base = models.CharField(_("devise"), max_length=3)
    quote = models.CharField(_("exprimée en"), max_length=3)
    rate = models.DecimalField(_("cours"), max_digits=18, decimal_places=9)

    class Meta:
        ordering = ("base", "quote", "id")
        verbose_name = _("cours des seuils")
        verbose_name_plural = _("cours des seuils")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "base", "quote"), name="threshold_rate_once"
            ),
            models.CheckConstraint(name="threshold_rate_positive", condition=Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.base}{self.quote} {self.rate}"
