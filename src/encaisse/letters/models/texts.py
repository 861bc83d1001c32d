"""What messages say, and what letters wear."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message goes."""

    MAIL = "mail", _("courriel")
    LETTER = "letter", _("courrier")
    SMS = "sms", _("SMS")
    CALL = "call", _("appel")


class Language(models.TextChoices):
    """A language that letters are written in."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
    GERMAN = "de", _("allemand")


class Template(models.Model):
    """The text of a message: data, edited on a page; its variables are those of
    ``letters.rules.language``. Until it is the company's own, it follows the one shipped."""

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
    is_own = models.BooleanField(_("texte de la société"), default=False, db_default=False)
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


class TemplateVersion(models.Model):
    """A text as it once was: what made a message is always there to read. Only grows. Without
    ``by``, it is the text shipped."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    by = models.CharField(_("par"), max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("template_id", "-version", "id")
        verbose_name = _("version de modèle")
        verbose_name_plural = _("versions de modèle")
        constraints = [
            models.UniqueConstraint(fields=("template", "version"), name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.version}"


class Letterhead(models.Model):
    """What the company's letters wear (papier à en-tête): its logo, a scanned signature, and who
    signs. Both pictures are JPEG, small enough to be drawn on each letter."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    logo = models.BinaryField(_("logo"), default=bytes, blank=True)
    signature = models.BinaryField(_("signature"), default=bytes, blank=True)
    signatory = models.CharField(_("signataire"), max_length=120, blank=True)
    signatory_role = models.CharField(_("qualité du signataire"), max_length=120, blank=True)

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("papier à en-tête")
        verbose_name_plural = _("papiers à en-tête")

    def __str__(self) -> str:
        return self.signatory
