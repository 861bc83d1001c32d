"""The journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act: ``actor`` did ``verb`` on ``subject`` because of ``reason``.

    ``rank`` counts from 1 in each company; ``previous`` is the digest of rank − 1 (empty for the
    first). ``rank``, ``previous``, ``digest`` and ``at`` are filled by the database.
    """

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    rank = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    actor = models.CharField(_("auteur"), max_length=200)
    verb = models.CharField(_("acte"), max_length=60)
    subject = models.CharField(_("objet"), max_length=80)
    customer_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(_("motif"), blank=True)
    facts = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("company_id", "-rank", "-id")
        verbose_name = _("acte")
        verbose_name_plural = _("journal des actes")
        constraints = [
            models.UniqueConstraint(fields=("company", "rank"), name="entry_rank_once"),
        ]
        indexes = [
            models.Index(fields=("company", "customer_id", "-rank"), name="entry_of_customer"),
            models.Index(fields=("company", "subject", "-rank"), name="entry_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.verb} {self.subject}"
