"""What people are asked to do, and what they ask for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Demand(models.Model):
    """A person asks for a step of one receivable, or of one instalment of its plan; it stands until
    a run proposes it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    receivable = models.ForeignKey("receivables.Receivable", models.CASCADE, related_name="+")
    installment = models.ForeignKey(
        "payment_plans.Installment", models.CASCADE, null=True, blank=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("niveau"))
    on = models.DateField(_("demandée le"))
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("étape demandée")
        verbose_name_plural = _("étapes demandées")

    def __str__(self) -> str:
        return f"{self.receivable_id} niveau {self.level}"


class TaskKind(models.TextChoices):
    """Why a person is needed."""

    NO_CONTACT = "no_contact", _("compléter les coordonnées")
    ADDRESS = "address", _("corriger une adresse")
    STEP = "step", _("faire l'étape à la main")
    CALL = "call", _("appeler")
    VISIT = "visit", _("rendre visite")
    NUMBER = "number", _("trouver un numéro")
    DOCUMENTS = "documents", _("fournir les pièces demandées")
    CREDIT_NOTE = "credit_note", _("établir l'avoir")
    REISSUE = "reissue", _("émettre la facture de nouveau")
    UNRECEIVED = "unreceived", _("prouver que la facture est parvenue")
    DISPUTE = "dispute", _("régler le litige en retard")
    UNANSWERED = "unanswered", _("obtenir la réponse d'un service")


class TaskEnd(models.TextChoices):
    """How a task ended; empty while it is open."""

    OPEN = "", _("à faire")
    DONE = "done", _("faite")
    NOT_DONE = "not_done", _("pas faite")
    SETTLED = "settled", _("close d'elle-même")


WAYS = {"call": _("appel"), "visit": _("visite")}


class Task(models.Model):
    """Something that a named person has to do about a customer: nothing is ever silent. One open
    task at most per customer, kind, message and invoice. ``channel``: by which way nobody could be
    reached (``mail``: by none). ``due_on``: the day it is for; that on which it was asked for when
    nobody said another."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=TaskKind)
    message = models.ForeignKey(
        "dunning.Message", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    reason = models.CharField(_("motif"), max_length=250)
    opened_on = models.DateField(_("demandée le"))
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    done_by = models.CharField(_("par"), max_length=200, blank=True)
    outcome = models.CharField(_("suite"), max_length=250, blank=True)
    end = models.CharField(
        _("état"), max_length=20, choices=TaskEnd, blank=True, default=TaskEnd.OPEN, db_default=""
    )

    class Meta:
        ordering = ("done_on", "opened_on", "id")
        verbose_name = _("tâche")
        verbose_name_plural = _("tâches")
        constraints = [
            models.UniqueConstraint(
                fields=("customer", "kind", "message", "invoice"),
                condition=Q(done_on=None),
                nulls_distinct=False,
                name="task_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "person"), condition=Q(done_on=None), name="task_open_of_person"
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def way(self) -> str:
        """How a step is to be done, when it is by a call or a visit."""
        return str(WAYS.get(self.channel, "")) if self.kind == TaskKind.STEP else ""
