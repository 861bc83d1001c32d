"""Scenarios, blocks, demands, runs, messages, proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


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
    needs_approval = models.BooleanField(_("à approuver"), default=False)
    pay_within_days = models.PositiveSmallIntegerField(_("délai demandé"), null=True, blank=True)
    fee_cents = models.BigIntegerField(_("frais"), default=0)
    fee_rate = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    template_code = models.SlugField(_("modèle"), max_length=60, default="relance")

    class Meta:
        ordering = ("scenario_id", "level", "id")
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        constraints = [
            models.UniqueConstraint(fields=("scenario", "level"), name="step_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.level}"

    @property
    def words(self) -> str:
        """When it comes, so that nobody can misread the sign of the days."""
        days = ngettext("{days} jour", "{days} jours", abs(self.days)).format(days=abs(self.days))
        if self.anchor == Anchor.PREVIOUS:
            return gettext("{days} après la remise de l'étape précédente").format(days=days)
        if self.days < 0:
            return gettext("{days} avant l'échéance").format(days=days)
        return gettext("{days} après l'échéance").format(days=days)


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


class Block(models.Model):
    """No reminder for a customer or an invoice, through ``until`` (without end when null)."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "parties.Customer", models.CASCADE, null=True, blank=True, related_name="+"
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.CASCADE, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu'au"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=250)
    lifted_on = models.DateField(_("levé le"), null=True, blank=True)

    class Meta:
        ordering = ("-since", "-id")
        verbose_name = _("blocage")
        verbose_name_plural = _("blocages")
        constraints = [
            models.CheckConstraint(
                name="block_one_target",
                condition=Q(customer__isnull=True, invoice__isnull=False)
                | Q(customer__isnull=False, invoice__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Demand(models.Model):
    """A person asks for a step of one receivable; it stands until a run proposes it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    receivable = models.ForeignKey("receivables.Receivable", models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(_("niveau"))
    on = models.DateField(_("demandée le"))
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("étape demandée")
        verbose_name_plural = _("étapes demandées")

    def __str__(self) -> str:
        return f"{self.receivable_id} niveau {self.level}"


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


class Run(models.Model):
    """One run of the day. Days never go back."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    on = models.DateField(_("jour"))
    by = models.CharField(_("par"), max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("passage")
        verbose_name_plural = _("passages")

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("à approuver")
    RELEASED = "released", _("approuvé, en attente d'envoi")
    SENDING = "sending", _("en cours d'envoi")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertain")
    IGNORED = "ignored", _("écarté")
    EMPTY = "empty", _("sans objet : réglé entre-temps")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what a person has to do with them."""

    def to_approve(self, company: Company) -> MessageQuerySet:
        """Those that wait for a person and still ask for something. What is paid meanwhile shows
        no more; its message is found empty when it is to leave."""
        asked = Proposal.objects.filter(
            message=models.OuterRef("pk"),
            state=ProposalState.PENDING,
            receivable__open_cents__gt=0,
        )
        waiting = self.filter(company=company, state=MessageState.WAITING)
        return waiting.filter(models.Exists(asked))


class Message(models.Model):
    """One message to one customer in one currency: the gathered proposals of a run."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="messages")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="messages")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(_("niveau"))
    template_code = models.SlugField(max_length=60)
    state = models.CharField(max_length=20, choices=MessageState, default=MessageState.WAITING)
    total_cents = models.BigIntegerField(_("total demandé"))
    reason = models.CharField(_("motif"), max_length=250)
    to = models.JSONField(_("destinataires"), default=list)
    listed = models.JSONField(_("créances citées sans étape"), default=list, blank=True)
    approved_by = models.CharField(_("approuvé par"), max_length=200, blank=True)
    letter = models.OneToOneField(
        "letters.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_on = models.DateField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-run_id", "-total_cents", "id")
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        constraints = [
            models.CheckConstraint(
                name="message_state_known", condition=Q(state__in=MessageState.values)
            ),
        ]
        indexes = [
            models.Index(fields=("company", "state", "id"), name="message_by_state"),
            models.Index(fields=("customer", "-id"), name="message_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.level}"


class ProposalState(models.TextChoices):
    """Where the step of one receivable stands. Taken = delivered or skipped."""

    PENDING = "pending", _("proposée")
    DELIVERED = "delivered", _("remise")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertaine")
    IGNORED = "ignored", _("écartée")
    SKIPPED = "skipped", _("sautée, comptée comme faite")
    EMPTY = "empty", _("sans objet")


class Proposal(models.Model):
    """The step proposed for one receivable; at most one live per (receivable, level, cycle)."""

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", models.PROTECT, related_name="proposals", db_index=False
    )
    level = models.PositiveSmallIntegerField(_("niveau"))
    cycle = models.PositiveSmallIntegerField(_("tour"), default=0)
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.PENDING)
    open_cents = models.BigIntegerField(_("restant dû"))
    days_late = models.IntegerField(_("jours de retard"))
    reason = models.CharField(_("motif"), max_length=250)
    on = models.DateField(_("proposée le"))
    taken_on = models.DateField(_("faite le"), null=True, blank=True)

    class Meta:
        ordering = ("-on", "receivable_id", "id")
        verbose_name = _("étape proposée")
        verbose_name_plural = _("étapes proposées")
        constraints = [
            models.UniqueConstraint(
                fields=("receivable", "level", "cycle"),
                condition=~Q(state__in=["failed", "ignored", "empty"]),
                name="proposal_live_once",
            ),
        ]
        indexes = [models.Index(fields=("receivable", "level"), name="proposal_of_receivable")]

    def __str__(self) -> str:
        return f"{self.receivable_id} niveau {self.level}"
