"""Templates and letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message goes."""

    MAIL = "mail", _("courriel")
    LETTER = "letter", _("courrier")


class Language(models.TextChoices):
    """A language that letters are written in."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


class Template(models.Model):
    """The text of a message: data, edited on a page; its variables are those of
    ``letters.rules.language``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.MAIL)
    language = models.CharField(
        _("langue"), max_length=5, default=Language.FRENCH, choices=Language
    )
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("code", "language", "id")
        verbose_name = _("modèle de message")
        verbose_name_plural = _("modèles de message")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "code", "channel", "language"), name="template_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LetterState(models.TextChoices):
    """Where a letter stands."""

    PREPARED = "prepared", _("préparé")
    SENDING = "sending", _("en cours d'envoi")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertain")
    CANCELLED = "cancelled", _("annulé")


class Letter(models.Model):
    """One message to one or several addresses, as it leaves."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel)
    state = models.CharField(max_length=20, choices=LetterState, default=LetterState.PREPARED)
    to = models.JSONField(_("destinataires"), default=list)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(_("objet"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    images = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    thread = models.CharField(_("fil"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("réponse du serveur"), blank=True)
    prepared_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-prepared_at", "-id")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="letter_state_known", condition=models.Q(state__in=LetterState.values)
            ),
        ]
        indexes = [models.Index(fields=("company", "state", "id"), name="letter_by_state")]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressees(self) -> str:
        """The addresses, as one reads them."""
        return ", ".join(self.to)
