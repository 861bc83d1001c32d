"""Calls and visits: who, where, when, what came of it and what follows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutcomeCode(models.TextChoices):
    """What came of a call or of a visit."""

    PROMISE = "promise", _("promesse de règlement")
    DISPUTE = "dispute", _("conteste")
    CALLBACK = "callback", _("à rappeler")
    REACHED = "reached", _("joint")
    VOICEMAIL = "voicemail", _("message laissé")
    UNANSWERED = "unanswered", _("pas de réponse")
    WRONG_NUMBER = "wrong_number", _("faux numéro")


class NextCode(models.TextChoices):
    """What is done after it."""

    SCENARIO = "scenario", _("le scénario suit son cours")
    CALL = "call", _("rappeler")
    VISIT = "visit", _("rendre visite")
    NOTHING = "nothing", _("rien")


class Told(models.Model):
    """What came of an exchange, and what follows: the promise or dispute it became, whether the
    step of its task counts as taken, the task that the next action became."""

    outcome = models.CharField(_("issue"), max_length=20, choices=OutcomeCode, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    words = models.CharField(_("en une phrase"), max_length=250, blank=True)
    promise = models.ForeignKey(
        "promises.Promise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    dispute = models.ForeignKey(
        "disputes.Dispute", models.PROTECT, null=True, blank=True, related_name="+"
    )
    takes_step = models.BooleanField(_("l'étape compte comme faite"), default=False)
    next_action = models.CharField(_("ensuite"), max_length=20, choices=NextCode, blank=True)
    next_on = models.DateField(_("le"), null=True, blank=True)
    next_at = models.TimeField(_("à"), null=True, blank=True)
    next_why = models.CharField(_("pourquoi"), max_length=250, blank=True)
    next_task = models.ForeignKey(
        "dunning.Task", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class Call(Told):
    """A call (appel) made to a customer, for a task or not. ``person``: who answered, or who was
    asked for; ``number``: as it was dialled. ``template_version``: of the script that was on the
    screen, ``template``; 0 without one."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    task = models.ForeignKey(
        "dunning.Task", models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "parties.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.CharField(_("interlocuteur"), max_length=120, blank=True)
    number = models.CharField(_("numéro"), max_length=40, blank=True)
    template = models.ForeignKey(
        "letters.Template", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    template_version = models.PositiveIntegerField(_("version du script"), default=0, db_default=0)
    at = models.DateTimeField(_("passé"))
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("appel")
        verbose_name_plural = _("appels")
        constraints = [
            models.CheckConstraint(
                name="call_outcome_known", condition=Q(outcome__in=OutcomeCode.values)
            ),
            models.CheckConstraint(
                name="call_next_known", condition=Q(next_action__in=["", *NextCode.values])
            ),
        ]
        indexes = [
            models.Index(fields=("company", "-at", "-id"), name="call_by_day"),
            models.Index(fields=("customer", "-at"), name="call_of_customer"),
        ]

    def __str__(self) -> str:
        return self.words


class VisitState(models.TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", _("prévue")
    DONE = "done", _("faite")
    CANCELLED = "cancelled", _("annulée")


class Visit(Told):
    """A visit (visite) to a customer's, at an hour of the company's place. ``uid`` and ``sequence``
    are those of its entry in calendars; ``invites``: the contact is invited too."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    task = models.ForeignKey(
        "dunning.Task", models.PROTECT, null=True, blank=True, related_name="+"
    )
    visitor = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "parties.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.TextField(_("adresse"))
    on = models.DateField(_("le"))
    at = models.TimeField(_("à"))
    minutes = models.PositiveSmallIntegerField(_("durée"), default=45)
    purpose = models.CharField(_("objet"), max_length=250, blank=True)
    invites = models.BooleanField(_("le client est invité"), default=False)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=VisitState, default=VisitState.PLANNED)
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-on", "-at", "-id")
        verbose_name = _("visite")
        verbose_name_plural = _("visites")
        constraints = [
            models.CheckConstraint(
                name="visit_state_known", condition=Q(state__in=VisitState.values)
            ),
            models.CheckConstraint(
                name="visit_outcome_known", condition=Q(outcome__in=["", *OutcomeCode.values])
            ),
        ]
        indexes = [
            models.Index(fields=("company", "-on", "-id"), name="visit_by_day"),
            models.Index(fields=("customer", "-on"), name="visit_of_customer"),
        ]

    def __str__(self) -> str:
        return self.purpose or self.address
