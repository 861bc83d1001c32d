"""Scenarios tried on the company's own past."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SimulationState(models.TextChoices):
    """Where a simulation stands."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminée")
    FAILED = "failed", _("échec")


class Simulation(models.Model):
    """A scenario played from ``first`` to ``last``, both included, on what the books knew each day.
    ``content`` is the scenario as ``ScenarioVersion.content`` writes it, in the place of the
    scenario ``replaces``; ``against`` another content in the same place (null: what is in force);
    ``prices`` cents by channel; ``result`` what was found; ``progress`` the days played, in
    percent."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    content = models.JSONField()
    replaces = models.ForeignKey("dunning.Scenario", models.CASCADE, related_name="+")
    against = models.JSONField(null=True, blank=True)
    prices = models.JSONField(_("prix par canal"), default=dict, blank=True)
    first = models.DateField(_("du"))
    last = models.DateField(_("au"))
    state = models.CharField(
        max_length=20, choices=SimulationState, default=SimulationState.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    failure = models.CharField(_("motif de l'échec"), max_length=250, blank=True)
    by = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")

    def __str__(self) -> str:
        return self.name
