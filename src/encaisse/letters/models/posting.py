"""What goes through the post."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrintBatch(models.Model):
    """Posted letters printed together (lot à poster). Its file is bound again from them each time
    it is taken. ``left_out``: what could not be drawn, ``[[whom, why], …]``. Once ``entrusted``, a
    carrier prints and posts what it has not refused."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    by = models.CharField(_("préparé par"), max_length=200)
    is_duplex = models.BooleanField(_("recto verso"), default=False)
    left_out = models.JSONField(_("lettres laissées"), default=list)
    started_at = models.DateTimeField()
    made_at = models.DateTimeField(_("préparé le"), null=True)
    taken_at = models.DateTimeField(_("téléchargé le"), null=True)
    taken_by = models.CharField(_("téléchargé par"), max_length=200, blank=True)
    posted_on = models.DateField(_("posté le"), null=True)
    is_color = models.BooleanField(_("en couleur"), default=False, db_default=False)
    entrusted_at = models.DateTimeField(_("confié le"), null=True)
    entrusted_by = models.CharField(_("confié par"), max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("lot à poster")
        verbose_name_plural = _("lots à poster")
        constraints = [
            models.UniqueConstraint(
                fields=("company",), condition=models.Q(made_at=None), name="batch_made_alone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ReturnReason(models.TextChoices):
    """Why the post gave a registered letter back."""

    UNCLAIMED = "unclaimed", _("avisée, non réclamée")
    REFUSED = "refused", _("refusée par le destinataire")
    UNKNOWN = "unknown", _("destinataire inconnu à l'adresse")


class Registration(models.Model):
    """What the post says of a registered letter (recommandé avec avis de réception): its number,
    then the days of presentation, of receipt or of return."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    letter = models.OneToOneField("letters.Letter", models.CASCADE, related_name="registration")
    number = models.CharField(_("numéro de recommandé"), max_length=20, blank=True)
    presented_on = models.DateField(_("présentée le"), null=True, blank=True)
    received_on = models.DateField(_("reçue le"), null=True, blank=True)
    returned_on = models.DateField(_("revenue le"), null=True, blank=True)
    returned_why = models.CharField(
        _("motif du retour"), max_length=20, blank=True, choices=ReturnReason
    )

    class Meta:
        ordering = ("letter_id", "id")
        verbose_name = _("suivi de recommandé")
        verbose_name_plural = _("suivis de recommandés")

    def __str__(self) -> str:
        return self.number
