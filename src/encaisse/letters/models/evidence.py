"""What tells how a message fared once it was no longer ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from encaisse.letters.models.letters import Letter


class EvidenceKind(models.TextChoices):
    """What is told of a message."""

    ACCEPTED = "accepted", _("pris en charge")
    DELIVERED = "delivered", _("distribué")
    FAILED = "failed", _("essai manqué")
    UNCLEAR = "unclear", _("sans réponse")
    BOUNCED = "bounced", _("revenu")
    COMPLAINED = "complained", _("signalé comme indésirable")
    OPPOSED = "opposed", _("n'en veut plus")
    OPENED = "opened", _("ouvert")
    REPLIED = "replied", _("réponse reçue")
    PRESENTED = "presented", _("présenté")
    RECEIVED = "received", _("remis contre signature")
    RETURNED = "returned", _("retourné")


class Evidence(models.Model):
    """One thing told of a message (preuve): when it happened, who says so (``source``) and in what
    words (``said``), of which address when it went to several, and under which number
    (``reference``: the provider's, or ``reply:12``, ``document:34`` for a paper of ours). Only
    grows. What the letter's own columns say is not told twice."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("fait"), max_length=20, choices=EvidenceKind)
    at = models.DateTimeField(_("survenu"))
    source = models.CharField(_("qui le dit"), max_length=120)
    said = models.TextField(_("en quels termes"), blank=True)
    address = models.CharField(_("adresse"), max_length=254, blank=True)
    reference = models.CharField(_("référence"), max_length=200, blank=True)
    noted_at = models.DateTimeField(_("noté"), auto_now_add=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")
        constraints = [
            models.CheckConstraint(
                name="evidence_kind_known", condition=models.Q(kind__in=EvidenceKind.values)
            ),
            models.UniqueConstraint(
                fields=("letter", "kind", "source", "reference", "address", "at"),
                name="evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y}"
