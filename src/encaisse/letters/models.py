"""Templates and letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message goes."""

    MAIL = "mail", _("courriel")
    LETTER = "letter", _("courrier")
    SMS = "sms", _("SMS")


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


class LetterState(models.TextChoices):
    """Where a letter stands."""

    PREPARED = "prepared", _("préparé")
    SENDING = "sending", _("en cours d'envoi")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertain")
    CANCELLED = "cancelled", _("annulé")
    BOUNCED = "bounced", _("revenu")


class PrintBatch(models.Model):
    """Posted letters printed together (lot à poster). Its file is bound again from them each time
    it is taken. ``left_out``: what could not be drawn, ``[[whom, why], …]``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    by = models.CharField(_("préparé par"), max_length=200)
    is_duplex = models.BooleanField(_("recto verso"), default=False)
    left_out = models.JSONField(_("lettres laissées"), default=list)
    started_at = models.DateTimeField()
    made_at = models.DateTimeField(_("préparé le"), null=True)
    taken_at = models.DateTimeField(_("téléchargé le"), null=True)
    taken_by = models.CharField(_("téléchargé par"), max_length=200, blank=True)
    posted_on = models.DateField(_("posté le"), null=True)

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


class Letter(models.Model):
    """One message to one or several addresses, as it leaves. One that is posted has the lines of
    its envelope as ``to``, and stands in a batch. ``answers``: the identifier of the mail that it
    answers; ``without``: why the papers that it was to carry are not with it; ``refused``: by
    address, how its server refused it for good. ``template_version`` is the text that made it; 0
    when a person wrote it for this message, from ``template``."""

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
        _("numéro chez le fournisseur"), max_length=64, blank=True, default="", db_default=""
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
    pages = models.PositiveSmallIntegerField(_("pages"), default=0, db_default=0)
    answers = models.CharField(_("en réponse à"), max_length=998, blank=True, db_default="")
    without = models.CharField(_("parti sans pièces"), max_length=250, blank=True, db_default="")

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
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressees(self) -> str:
        """The addresses, as one reads them."""
        return ", ".join(self.to)


class ReturnReason(models.TextChoices):
    """Why the post gave a registered letter back."""

    UNCLAIMED = "unclaimed", _("avisée, non réclamée")
    REFUSED = "refused", _("refusée par le destinataire")
    UNKNOWN = "unknown", _("destinataire inconnu à l'adresse")


class Registration(models.Model):
    """What the post says of a registered letter (recommandé avec avis de réception): its number,
    then the days of presentation, of receipt or of return."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="registration")
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
