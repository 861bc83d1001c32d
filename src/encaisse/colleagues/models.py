"""When digests leave, those that left, who wants none any more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.colleagues.rules import MINUTES_OF_DAY, WEEK, Habit


class DigestHabit(models.Model):
    """When the digests of a company leave. ``latest_on``: the latest day whose digests left."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("jour de la semaine"), default=Habit().weekday)
    minute = models.PositiveSmallIntegerField(_("minute du jour"), default=Habit().minute)
    is_sent = models.BooleanField(_("envoyés"), default=True)
    latest_on = models.DateField(_("derniers envoyés pour le"), null=True, blank=True)

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("réglage des récapitulatifs")
        verbose_name_plural = _("réglages des récapitulatifs")
        constraints = [
            models.CheckConstraint(
                name="digest_in_the_week",
                condition=Q(weekday__lt=WEEK.days, minute__lt=MINUTES_OF_DAY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.weekday} {self.minute}"


class Digest(models.Model):
    """A digest that left: to whom, for which day. Its ``number`` is in the link that stops it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    colleague = models.ForeignKey("parties.Colleague", models.PROTECT, related_name="+")
    on = models.DateField(_("pour le"))
    number = models.CharField(max_length=32, unique=True)
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("récapitulatif")
        verbose_name_plural = _("récapitulatifs")
        constraints = [
            models.UniqueConstraint(fields=("colleague", "on"), name="digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} {self.on}"


class DigestStop(models.Model):
    """Somebody wants no digest any more, by the link of one or as told to a member; until they do
    again."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    colleague = models.ForeignKey("parties.Colleague", models.CASCADE, related_name="+")
    stopped_on = models.DateField(_("arrêtés le"))
    stopped_by = models.CharField(_("par"), max_length=200)
    resumed_on = models.DateField(_("repris le"), null=True, blank=True)
    resumed_by = models.CharField(_("repris par"), max_length=200, blank=True)

    class Meta:
        ordering = ("-stopped_on", "-id")
        verbose_name = _("arrêt des récapitulatifs")
        verbose_name_plural = _("arrêts des récapitulatifs")
        constraints = [
            models.UniqueConstraint(
                fields=("colleague",), condition=Q(resumed_on=None), name="digest_stopped_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} {self.stopped_on}"
