"""The causes that people chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from encaisse.causes.rules import LABELS

CHOICES = [(str(cause), told) for cause, told in LABELS.items()]


class CauseChoice(models.Model):
    """Why a receivable is late, as a person says. Rows are only added, the latest counts; without
    ``cause`` it goes back to what is proposed. ``proposed``: what the rule said then."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=20, choices=CHOICES, blank=True)
    proposed = models.CharField(_("cause proposée"), max_length=20, choices=CHOICES, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    on = models.DateField(_("le"))
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("cause d'un retard")
        verbose_name_plural = _("causes des retards")
        constraints = [
            models.CheckConstraint(
                name="cause_choice_known", condition=models.Q(cause__in=["", *map(str, LABELS)])
            ),
        ]
        indexes = [
            models.Index(fields=("company", "receivable", "-id"), name="cause_choice_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.cause}"
