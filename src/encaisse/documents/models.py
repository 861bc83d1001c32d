"""Files kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A file as it was received or made. Its bytes lie in ENCAISSE_HOME/documents/<sha256>."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("octets"))
    media_type = models.CharField(max_length=120)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=("company", "sha256"), name="document_once"),
        ]

    def __str__(self) -> str:
        return self.name
