"""Disputes, the receivables that they touch, what was asked about them, what happened to them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from encaisse.parties.models import Customer


class Reason(models.TextChoices):
    """Why a customer does not pay."""

    PRICE = "price", _("prix")
    QUANTITY = "quantity", _("quantité")
    QUALITY = "quality", _("qualité")
    DELIVERY = "delivery", _("livraison")
    SERVICE = "service", _("prestation")
    INVOICE = "invoice", _("facture erronée")
    ORDER = "order", _("bon de commande manquant")
    ALREADY_PAID = "already_paid", _("dit avoir déjà payé")
    OTHER = "other", _("autre")


class Opener(models.TextChoices):
    """Who or what opened a dispute."""

    COLLECTOR = "collector", _("recouvrement")
    SALES = "sales", _("commercial")
    PORTAL = "portal", _("page du client")
    REPLY = "reply", _("réponse du client")
    EINVOICE = "einvoice", _("statut de la facture")
    REST = "rest", _("autre logiciel")


class Dispute(models.Model):
    """What a customer contests (litige). ``settled_on`` is the first day it holds nothing more;
    one whose receivables are paid or credited is closed without it. ``department``: whose it is
    among the company's; ``due_on``: the day by which it is to be settled."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    reason = models.CharField(_("cause"), max_length=20, choices=Reason, default=Reason.OTHER)
    note = models.CharField(_("note"), max_length=250, blank=True)
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(_("ouvert le"))
    settled_on = models.DateField(_("réglé le"), null=True, blank=True)
    outcome = models.CharField(_("issue"), max_length=250, blank=True)
    department = models.CharField(_("service"), max_length=40, blank=True, db_default="")
    due_on = models.DateField(_("à régler le"), null=True, blank=True)
    opened_by = models.CharField(
        _("ouvert par"), max_length=20, choices=Opener, default=Opener.COLLECTOR,
        db_default=Opener.COLLECTOR.value,
    )  # fmt: skip

    class Meta:
        ordering = ("-opened_on", "-id")
        verbose_name = _("litige")
        verbose_name_plural = _("litiges")
        constraints = [
            models.CheckConstraint(
                name="dispute_reason_known", condition=Q(reason__in=Reason.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.reason}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("disputes:dispute", args=[self.pk])


class DisputedPart(models.Model):
    """What a dispute takes of one receivable: ``cents`` of it, or the whole when null; from
    ``since``, else from its first day, to the day before ``until``, else as long as it lasts. A
    credit note allocated since (above ``after``, the last allocation then) takes of it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    cents = models.BigIntegerField(_("montant contesté"), null=True, blank=True)
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu'au"), null=True, blank=True)
    after = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ("dispute_id", "id")
        verbose_name = _("part contestée")
        verbose_name_plural = _("parts contestées")
        constraints = [
            models.UniqueConstraint(
                fields=("dispute", "receivable"), condition=Q(until=None), name="disputed_part_once"
            ),
            models.CheckConstraint(
                name="disputed_part_positive", condition=Q(cents__isnull=True) | Q(cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.cents or 'tout'}"


class Department(models.Model):
    """A department of the company (service): whom disputes of its causes are put to."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(_("service"), max_length=60)
    person = models.CharField(_("personne"), max_length=120, blank=True)
    email = models.CharField(_("courriel"), max_length=254, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(fields=("company", "code"), name="department_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Deadline(models.Model):
    """How many days a dispute of that cause may take, and the department that settles it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    reason = models.CharField(_("cause"), max_length=20, choices=Reason)
    days = models.PositiveSmallIntegerField(_("jours"))
    department = models.CharField(_("service"), max_length=40, blank=True)

    class Meta:
        ordering = ("reason", "id")
        verbose_name = _("délai d'une cause")
        verbose_name_plural = _("délais par cause")
        constraints = [
            models.UniqueConstraint(fields=("company", "reason"), name="deadline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.days}"


class Verdict(models.TextChoices):
    """What whoever was asked says of the invoice."""

    WORDS = "", _("sans décision")
    CREDIT_NOTE = "credit_note", _("avoir à établir")
    CONFIRMED = "confirmed", _("facture confirmée")
    PARTIAL = "partial", _("accord partiel")


class Question(models.Model):
    """A question about a dispute, or about a ``customer`` without one, to somebody who needs no
    account: by mail, and by a link whose ``number`` nobody can guess. ``asker``: the member who is
    told of the answer when no dispute has an owner. ``verdict_cents``: what they say the customer
    owes."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    dispute = models.ForeignKey(
        Dispute, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    department = models.CharField(_("service"), max_length=40, blank=True)
    name = models.CharField(_("à"), max_length=120)
    email = models.CharField(_("courriel"), max_length=254)
    text = models.TextField(_("question"))
    asked_on = models.DateField(_("posée le"))
    asked_by = models.CharField(_("par"), max_length=200)
    due_on = models.DateField(_("réponse pour le"))
    expires_on = models.DateField(_("lien valable jusqu'au"))
    number = models.CharField(max_length=32, unique=True)
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="+")
    reminded_on = models.DateField(_("répétée le"), null=True, blank=True)
    escalated_on = models.DateField(_("signalée le"), null=True, blank=True)
    answered_on = models.DateField(_("répondue le"), null=True, blank=True)
    answered_by = models.CharField(_("par"), max_length=200, blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    verdict = models.CharField(_("avis"), max_length=20, choices=Verdict, blank=True)
    verdict_cents = models.BigIntegerField(_("montant"), null=True, blank=True)

    class Meta:
        ordering = ("dispute_id", "id")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                name="question_about_one_thing",
                condition=Q(dispute=None, customer__isnull=False)
                | Q(dispute__isnull=False, customer=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "due_on"),
                condition=Q(answered_on=None),
                name="question_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def whose(self) -> "Customer":
        """The customer that it is about."""
        found = self.customer if self.dispute is None else self.dispute.customer
        if found is None:
            raise ValueError(f"question {self.pk} is about nothing")
        return found


class StepKind(models.TextChoices):
    """What happened to a dispute."""

    OPENED = "opened", _("ouvert")
    ASSIGNED = "assigned", _("confié")
    MOVED = "moved", _("délai changé")
    NOTED = "noted", _("note")
    ASKED = "asked", _("question posée")
    ANSWERED = "answered", _("réponse reçue")
    REMINDED = "reminded", _("question répétée")
    ESCALATED = "escalated", _("sans réponse, signalé")
    UNDELIVERED = "undelivered", _("question non remise")
    CREDIT_ASKED = "credit_asked", _("avoir demandé")
    PARTIAL = "partial", _("accord partiel")
    CREDITED = "credited", _("avoir reçu")
    PAID = "paid", _("soldé")
    REOPENED = "reopened", _("rouvert")
    CONFIRMED = "confirmed", _("facture confirmée")
    SETTLED = "settled", _("réglé")
    WITHDRAWN = "withdrawn", _("retiré")


class Step(models.Model):
    """One thing that happened to a dispute; never changed. ``cents``: of a credit note asked or
    received, what it is about."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(_("par"), max_length=200)
    note = models.TextField(blank=True)
    cents = models.BigIntegerField(_("montant"), null=True, blank=True)

    class Meta:
        ordering = ("dispute_id", "id")
        verbose_name = _("étape d'un litige")
        verbose_name_plural = _("étapes d'un litige")
        constraints = [
            models.CheckConstraint(name="step_kind_known", condition=Q(kind__in=StepKind.values)),
        ]
        indexes = [models.Index(fields=("company", "dispute"), name="step_of_dispute")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
