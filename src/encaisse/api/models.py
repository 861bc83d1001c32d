"""Answers kept, so that a request repeated after a cut line does nothing twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptAnswer(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered. ``digest`` is that of the request."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    key = models.CharField(_("clé d'idempotence"), max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(_("état"), default=0)
    body = models.TextField(_("réponse"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("réponse gardée")
        verbose_name_plural = _("réponses gardées")
        constraints = [
            models.UniqueConstraint(fields=("company", "key"), name="kept_answer_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
