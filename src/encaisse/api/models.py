"""Keys of requests and their answers: what is repeated after a cut line is done once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered. ``digest`` is that of the request."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    key = models.CharField(_("clé"), max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(_("état"), default=0)
    body = models.TextField(_("réponse"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("clé d'idempotence")
        verbose_name_plural = _("clés d'idempotence")
        constraints = [
            models.UniqueConstraint(fields=("company", "key"), name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
