"""Plans, the receivables that they spread, their instalments; what is proposed before one."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """What is owed, spread over instalments (plan d'apurement). ``ended_on`` is the first day it
    holds nothing more: accelerated (déchéance du terme) or cancelled, for the reason ``why``.
    ``missed_max`` instalments not paid ``grace_days`` after their day end it (never, at 0).
    ``paid_on``: since when the journal tells it wholly paid."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    currency = models.CharField(_("devise"), max_length=3)
    agreed_on = models.DateField(_("convenu le"))
    ended_on = models.DateField(_("fini le"), null=True, blank=True)
    why = models.CharField(_("motif"), max_length=250, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("jours de grâce"), default=0, db_default=0)
    missed_max = models.PositiveSmallIntegerField(
        _("échéances manquées avant déchéance"), default=0, db_default=0
    )
    is_automatic = models.BooleanField(
        _("déchéance de plein droit"), default=False, db_default=False
    )
    paid_on = models.DateField(_("soldé le"), null=True, blank=True)

    class Meta:
        ordering = ("-agreed_on", "-id")
        verbose_name = _("échéancier")
        verbose_name_plural = _("échéanciers")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.agreed_on}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("payment_plans:plan", args=[self.pk])


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
    its reminders are kept. ``missed_on``: since when the journal tells it missed."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="installments")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rang"))
    due_on = models.DateField(_("échéance"))
    cents = models.BigIntegerField(_("montant"))
    interest_cents = models.BigIntegerField(_("intérêts en plus"), default=0, db_default=0)
    missed_on = models.DateField(_("manquée le"), null=True, blank=True)

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


class Answer(models.TextChoices):
    """How a proposal ended."""

    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")


class PlanProposal(models.Model):
    """A plan proposed to a customer (proposition d'échéancier), to be accepted through
    ``expires_on``. Accepted, it becomes ``plan``; ``evidence`` says how, ``document`` is what was
    signed. ``waived_percent``: the share of the late interest given up if the plan is kept.
    ``beyond``: what of it is more than its author grants alone; a manager approves it first."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    currency = models.CharField(_("devise"), max_length=3)
    cents = models.BigIntegerField(_("principal"))
    waived_percent = models.PositiveSmallIntegerField(_("part des intérêts abandonnée"), default=0)
    waived_cents = models.BigIntegerField(_("intérêts abandonnés"), default=0)
    proposed_on = models.DateField(_("faite le"))
    proposed_by = models.CharField(_("par"), max_length=200)
    expires_on = models.DateField(_("réponse attendue le"))
    grace_days = models.PositiveSmallIntegerField(_("jours de grâce"), default=8)
    missed_max = models.PositiveSmallIntegerField(
        _("échéances manquées avant déchéance"), default=1
    )
    is_automatic = models.BooleanField(_("déchéance de plein droit"), default=False)
    beyond = models.CharField(
        _("au-delà des limites"), max_length=250, blank=True, default="", db_default=""
    )
    approved_on = models.DateField(_("approuvée le"), null=True, blank=True)
    approved_by = models.CharField(
        _("approuvée par"), max_length=200, blank=True, default="", db_default=""
    )
    sent_on = models.DateField(_("envoyée le"), null=True, blank=True)
    letter = models.ForeignKey(
        "letters.Letter", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("réponse"), max_length=20, choices=Answer, blank=True)
    answered_on = models.DateField(_("répondu le"), null=True, blank=True)
    answered_by = models.CharField(_("répondu par"), max_length=200, blank=True)
    evidence = models.TextField(_("preuve de l'accord"), blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    plan = models.OneToOneField(
        Plan, models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    class Meta:
        ordering = ("-proposed_on", "-id")
        verbose_name = _("proposition d'échéancier")
        verbose_name_plural = _("propositions d'échéancier")
        constraints = [
            models.CheckConstraint(name="plan_proposal_positive", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="plan_proposal_waived", condition=Q(waived_percent__lte=100)
            ),
            models.CheckConstraint(
                name="plan_proposal_accepted",
                condition=Q(answer="accepted", plan__isnull=False)
                | (~Q(answer="accepted") & Q(plan__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.proposed_on}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("payment_plans:proposal", args=[self.pk])


class ProposedReceivable(models.Model):
    """A receivable that a proposal would spread, and what was open of it then."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    proposal = models.ForeignKey(PlanProposal, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    cents = models.BigIntegerField(_("restant dû"))

    class Meta:
        ordering = ("proposal_id", "id")
        verbose_name = _("créance d'une proposition")
        verbose_name_plural = _("créances d'une proposition")
        constraints = [
            models.UniqueConstraint(
                fields=("proposal", "receivable"), name="proposed_receivable_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.receivable_id}"


class ProposedInstallment(models.Model):
    """A payment of the plan proposed; ``interest_cents`` comes on top of ``cents``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    proposal = models.ForeignKey(PlanProposal, models.CASCADE, related_name="installments")
    rank = models.PositiveSmallIntegerField(_("rang"))
    due_on = models.DateField(_("échéance"))
    cents = models.BigIntegerField(_("montant"))
    interest_cents = models.BigIntegerField(_("intérêts en plus"), default=0)

    class Meta:
        ordering = ("proposal_id", "rank", "id")
        verbose_name = _("échéance proposée")
        verbose_name_plural = _("échéances proposées")
        constraints = [
            models.UniqueConstraint(fields=("proposal", "rank"), name="proposed_rank_once"),
            models.CheckConstraint(name="proposed_positive", condition=Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.rank}"


class PlanLimit(models.Model):
    """What a collector grants alone (limite d'échéancier); null: without limit."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    months_max = models.PositiveSmallIntegerField(_("durée, en mois"), null=True, blank=True)
    cents_max = models.BigIntegerField(_("montant"), null=True, blank=True)
    waived_percent_max = models.PositiveSmallIntegerField(
        _("part des intérêts abandonnée"), null=True, blank=True
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("limite d'échéancier")
        verbose_name_plural = _("limites d'échéancier")

    def __str__(self) -> str:
        return f"{self.company_id}"
