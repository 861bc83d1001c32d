"""Messages as they leave, the papers they carry, how fast they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from encaisse.letters.models.posting import PrintBatch
from encaisse.letters.models.texts import Channel, Template

if TYPE_CHECKING:
    from encaisse.documents.rules.subjects import Subject


class LetterState(models.TextChoices):
    """Where a letter stands."""

    PREPARED = "prepared", _("préparé")
    SENDING = "sending", _("en cours d'envoi")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertain")
    CANCELLED = "cancelled", _("annulé")
    BOUNCED = "bounced", _("revenu")
    ENTRUSTED = "entrusted", _("confié")


class Letter(models.Model):
    """One message to one or several addresses, as it leaves. One that is posted has the lines of
    its envelope as ``to``, and stands in a batch; ``carrier``: who prints and posts it for us, none
    when we do. ``answers``: the identifier of the mail that it
    answers; ``without``: why the papers that it was to carry are not with it; ``refused``: by
    address, how its server refused it for good. ``template_version`` is the text that made it; 0
    when a person wrote it for this message, from ``template``. ``about``: what it was written for
    (``message:12``, a reminder); ``by``: who decided that it leaves."""

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
    template = models.ForeignKey(Template, models.SET_NULL, null=True, blank=True, related_name="+")
    template_version = models.PositiveIntegerField(_("version du modèle"), default=0, db_default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("réponse du serveur"), blank=True)
    reference = models.CharField(
        _("numéro chez le fournisseur"), max_length=200, blank=True, default="", db_default=""
    )
    refused = models.JSONField(
        _("adresses qui l'ont refusé"), default=dict, blank=True,
        db_default=models.Value({}, models.JSONField()),
    )  # fmt: skip
    prepared_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        PrintBatch, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    document = models.ForeignKey(
        "documents.Document", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    postcode = models.CharField(_("code postal"), max_length=10, blank=True, db_default="")
    is_registered = models.BooleanField(_("recommandée"), default=False, db_default=False)
    carrier = models.CharField(_("confié à"), max_length=20, blank=True, db_default="")
    pages = models.PositiveSmallIntegerField(_("pages"), default=0, db_default=0)
    answers = models.CharField(_("en réponse à"), max_length=998, blank=True, db_default="")
    by = models.CharField(_("préparé par"), max_length=200, blank=True, db_default="")
    about = models.CharField(_("pour"), max_length=80, blank=True, db_default="")
    without = models.CharField(_("parti sans pièces"), max_length=250, blank=True, db_default="")
    customer: Subject | None = None  # no column: told by whoever keeps customers, when it is asked

    class Meta:
        ordering = ("-prepared_at", "-id")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="letter_state_known", condition=models.Q(state__in=LetterState.values)
            ),
        ]
        indexes = [
            models.Index(fields=("company", "state", "id"), name="letter_by_state"),
            models.Index(
                fields=("company", "answers"),
                condition=~models.Q(answers=""),
                name="letter_answering",
            ),
            models.Index(
                fields=("reference",),
                condition=~models.Q(reference=""),
                name="letter_by_reference",
            ),
            models.Index(
                fields=("company", "id"),
                condition=models.Q(state=LetterState.BOUNCED),
                name="letter_bounced",
            ),
            models.Index(
                fields=("company", "id"), condition=~models.Q(carrier=""), name="letter_entrusted"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressees(self) -> str:
        """The addresses, as one reads them."""
        return ", ".join(self.to)


class Enclosure(models.Model):
    """A paper that a letter carries (pièce jointe), as it was: the document itself may be purged
    one day, its name and fingerprint stay with the letter."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="enclosures")
    document = models.ForeignKey(
        "documents.Document", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("nom"), max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField(_("octets"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        constraints = [
            models.UniqueConstraint(fields=("letter", "document"), name="enclosure_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """How many mails left in a minute to a domain (cadence); to all of them under no name. Of no
    company: they share one server."""

    minute = models.DateTimeField()
    domain = models.CharField(_("domaine"), max_length=255, blank=True)
    sent = models.PositiveIntegerField(_("partis"))

    class Meta:
        ordering = ("-minute", "domain", "id")
        verbose_name = _("cadence")
        verbose_name_plural = _("cadences")
        constraints = [
            models.UniqueConstraint(fields=("minute", "domain"), name="pace_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.domain}"
