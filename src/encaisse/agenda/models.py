"""What people did with the lines of the agenda, and the next actions that they noted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgendaAct(models.Model):
    """A gesture on a line: given to ``person``, put off ``until`` a day, noted or done with
    ``words``. Rows are only added; the latest of a sort counts."""

    class Gesture(models.TextChoices):
        """What was done with it."""

        GIVEN = "given", _("confié")
        SNOOZED = "snoozed", _("remis à un autre jour")
        NOTED = "noted", _("noté")
        DONE = "done", _("fait")

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.CharField(_("ligne"), max_length=80)
    gesture = models.CharField(_("geste"), max_length=20, choices=Gesture)
    until = models.DateField(_("jusqu'au"), null=True, blank=True)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(_("note"), max_length=250, blank=True)
    on = models.DateField(_("le"))
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("geste de l'agenda")
        verbose_name_plural = _("gestes de l'agenda")
        indexes = [
            models.Index(fields=("company", "source", "gesture", "-id"), name="agenda_act_latest"),
            models.Index(fields=("company", "on", "gesture"), name="agenda_act_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.gesture}"


class NextAction(models.Model):
    """What comes next for a customer (suite), for that day, by that person."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    what = models.CharField(_("quoi"), max_length=250)
    due_on = models.DateField(_("pour le"))
    person = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField(_("notée le"))
    asked_by = models.CharField(_("par"), max_length=200)
    done_on = models.DateField(_("faite le"), null=True, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("suite à donner")
        verbose_name_plural = _("suites à donner")
        indexes = [
            models.Index(
                fields=("company", "due_on"), condition=models.Q(done_on=None), name="next_open"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class OrphanCount(models.Model):
    """How many late receivables have nothing to come, as they were last counted: ``sums`` by
    currency, ``[how many, cents]``; ``rank``: the latest act of the journal by then."""

    company = models.OneToOneField("accounts.Company", models.CASCADE, related_name="+")
    on = models.DateField(_("jour"))
    rank = models.BigIntegerField(_("dernier acte"))
    sums = models.JSONField(_("totaux"), default=dict)
    limitations = models.JSONField(_("prescriptions par alerte"), default=dict)

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("comptage des retards sans suite")
        verbose_name_plural = _("comptages des retards sans suite")

    def __str__(self) -> str:
        return f"{self.company_id} {self.on}"


class PersonalCalendar(models.Model):
    """A secret address by which a member's own calendar reads their agenda: one for each
    membership, gone with it. Of its token the SHA-256 alone is kept."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    membership = models.OneToOneField("accounts.Membership", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    with_amounts = models.BooleanField(_("montre les montants"), default=False)
    made_at = models.DateTimeField(_("créé le"))

    class Meta:
        ordering = ("membership_id", "id")
        verbose_name = _("calendrier personnel")
        verbose_name_plural = _("calendriers personnels")

    def __str__(self) -> str:
        return f"{self.membership_id} {self.made_at:%d/%m/%Y}"
