"""Notes, what they said before, on what they bear, and whom they mention."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What somebody wrote about a customer, for colleagues alone."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    text = models.TextField(_("texte"))
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(_("écrite le"))
    is_pinned = models.BooleanField(_("épinglée"), default=False)
    edited_at = models.DateTimeField(_("corrigée le"), null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=("customer", "-at", "-id"), name="note_of_customer")]

    def __str__(self) -> str:
        return self.text[:60]


class NoteVersion(models.Model):
    """What a note said until it was corrected. Rows are only added."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, models.PROTECT, related_name="versions")
    text = models.TextField(_("texte"))
    until = models.DateTimeField(_("jusqu'au"))
    by = models.CharField(_("corrigée par"), max_length=200)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("version d'une note")
        verbose_name_plural = _("versions des notes")

    def __str__(self) -> str:
        return self.text[:60]


class NotedReceivable(models.Model):
    """A receivable that a note bears on."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, models.PROTECT, related_name="parts")
    receivable = models.ForeignKey("receivables.Receivable", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        verbose_name = _("créance d'une note")
        verbose_name_plural = _("créances des notes")
        constraints = [
            models.UniqueConstraint(fields=("note", "receivable"), name="receivable_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} {self.receivable_id}"


class Mention(models.Model):
    """A colleague named in a note; unread until that person says so."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, models.PROTECT, related_name="mentions")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))
    read_at = models.DateTimeField(_("lue le"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=("note", "person"), name="mentioned_once")]
        indexes = [
            models.Index(
                fields=("person", "company", "-id"), condition=models.Q(read_at=None),
                name="mention_unread",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.note_id}"
