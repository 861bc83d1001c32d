"""Replies, and how far each mailbox was read."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EXCERPT = 120
GREETING = re.compile(
    r"^(?:bonjour|bonsoir|madame|monsieur|messieurs|hello|hi)\b(?:[^.!?,]{0,30})[,!.]\s*", re.I
)


class Mailbox(models.Model):
    """How far a mailbox was read; ``trouble`` is what its server said when it could not be."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("boîte"), max_length=250)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(_("lue"), null=True, blank=True)
    trouble = models.CharField(_("ennui"), max_length=500, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("boîte de réception")
        verbose_name_plural = _("boîtes de réception")
        constraints = [
            models.UniqueConstraint(fields=("company", "name"), name="mailbox_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReplyKind(models.TextChoices):
    """Who speaks in a mail received."""

    PERSON = "person", _("réponse")
    ROBOT = "robot", _("réponse automatique")
    BOUNCE = "bounce", _("non remis")
    COMPLAINT = "complaint", _("signalé comme indésirable")


class FiledBy(models.TextChoices):
    """How one knows whose reply it is."""

    THREAD = "thread", _("en réponse à un de nos messages")
    TOKEN = "token", _("par l'adresse de réponse")
    ADDRESS = "address", _("par son adresse")
    HAND = "hand", _("par une personne")
    UNKNOWN = "", _("expéditeur inconnu")


class Reply(models.Model):
    """A mail received, filed to a customer or to nobody yet. A person's reply holds the customer's
    reminders from ``received_on`` until it is read. ``text`` is all of it, ``said`` what its writer
    wrote himself; the mail as it came is a document, until that is purged, and what it said with
    it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    letter = models.ForeignKey(
        "letters.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        "documents.Document", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    message_id = models.CharField(max_length=998)
    kind = models.CharField(max_length=20, choices=ReplyKind)
    filed_by = models.CharField(_("classée"), max_length=20, choices=FiledBy, blank=True)
    sender = models.CharField(_("adresse"), max_length=254, blank=True)
    sender_name = models.CharField(_("expéditeur"), max_length=250, blank=True)
    subject = models.CharField(_("objet"), max_length=250, blank=True)
    said = models.TextField(_("réponse"), blank=True)
    text = models.TextField(_("texte entier"), blank=True)
    suggestions = models.JSONField(default=list)
    refused = models.JSONField(_("adresses refusées"), default=list)
    is_whole = models.BooleanField(default=True)
    sent_at = models.DateTimeField(_("écrite"), null=True, blank=True)
    received_at = models.DateTimeField(_("reçue"))
    received_on = models.DateField()
    read_on = models.DateField(null=True, blank=True)
    read_by = models.CharField(_("lue par"), max_length=200, blank=True)
    outcome = models.CharField(_("suite"), max_length=250, blank=True)

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        constraints = [
            models.UniqueConstraint(fields=("company", "message_id"), name="reply_once"),
            models.CheckConstraint(name="reply_kind_known", condition=Q(kind__in=ReplyKind.values)),
        ]
        indexes = [
            models.Index(fields=("company", "-received_at", "-id"), name="reply_by_day"),
            models.Index(
                fields=("company", "customer"), condition=Q(read_on=None), name="reply_unread"
            ),
            models.Index(fields=("customer", "-received_at"), name="reply_of_customer"),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender

    @property
    def excerpt(self) -> str:
        """How what was written begins."""
        words = GREETING.sub("", " ".join(self.said.split()))
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rpartition(' ')[0]}…"

    @property
    def meaning(self) -> str:
        """What it seems to say first; empty when nothing was recognised."""
        return str(self.suggestions[0]["meaning"]) if self.suggestions else ""

    @property
    def refusals(self) -> str:
        """The addresses to which nothing was delivered, and why."""
        return " ; ".join(f"{each['address']} : {each['answer']}" for each in self.refused)

    @property
    def who(self) -> str:
        """Who wrote, as one names them."""
        return self.sender_name or self.sender
