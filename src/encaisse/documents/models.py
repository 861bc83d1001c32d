"""Files kept, their words, and what they are attached to."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a document is for the business: it decides how long it is kept."""

    INVOICE = "invoice", _("facture")
    CREDIT_NOTE = "credit_note", _("avoir")
    ORDER = "order", _("bon de commande")
    QUOTE = "quote", _("devis signé")
    DELIVERY_NOTE = "delivery_note", _("bon de livraison")
    CONTRACT = "contract", _("contrat")
    TERMS = "terms", _("conditions générales")
    EXCHANGE = "exchange", _("échange")
    SENT = "sent", _("courrier envoyé")
    PROOF = "proof", _("preuve")
    PAYMENT_PROOF = "payment_proof", _("justificatif de règlement")
    IMPORTED = "imported", _("fichier repris")
    OTHER = "other", _("autre")


class SubjectKind(models.TextChoices):
    """What documents are attached to."""

    CUSTOMER = "customer", _("client")
    INVOICE = "invoice", _("facture")
    DISPUTE = "dispute", _("litige")
    LETTER = "letter", _("courrier")
    CASE = "case", _("dossier")
    REPLY = "reply", _("réponse")


class Document(models.Model):
    """A file as it was received or made. Its bytes lie in the storage under its SHA-256;
    ``quarantined`` says what the scanner found in them: then nobody reads them."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=255)
    kind = models.CharField(_("nature"), max_length=20, choices=Kind, default=Kind.OTHER)
    dated_on = models.DateField(_("date"))
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("octets"))
    media_type = models.CharField(max_length=120)
    quarantined = models.CharField(_("en quarantaine"), max_length=200, blank=True)
    by = models.CharField(_("par"), max_length=200, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=("company", "sha256"), name="document_once"),
        ]
        indexes = [models.Index(fields=("company", "-dated_on", "-id"), name="document_by_date")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """What a list warns of."""
        return "quarantined" if self.quarantined else ""

    @property
    def attached_to(self) -> str:
        """What it is attached to, in one line."""
        return ", ".join(attachment.title for attachment in self.attachments.all())


class Attachment(models.Model):
    """A document attached to something by its plain name: ``invoice`` 12, called ``title`` then.
    ``customer_id`` is whom that thing concerns."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="attachments")
    subject_kind = models.CharField(_("nature"), max_length=20)
    subject_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    title = models.CharField(_("attaché à"), max_length=250)
    by = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("rattachement")
        verbose_name_plural = _("rattachements")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "subject_kind", "subject_id"), name="attachment_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "subject_kind", "subject_id"), name="attachment_by_subject"
            ),
            models.Index(fields=("company", "customer_id"), name="attachment_by_customer"),
        ]

    def __str__(self) -> str:
        return self.title


class Words(models.Model):
    """What a document says, and all that it is looked for by: its name, its kind, its subjects."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, models.CASCADE, related_name="words")
    text = models.TextField(_("texte"), blank=True)
    sought = SearchVectorField()

    class Meta:
        ordering = ("id",)
        verbose_name = _("mots")
        verbose_name_plural = _("mots")
        indexes = [GinIndex(fields=("sought",), name="words_sought")]

    def __str__(self) -> str:
        return str(self.document_id)
