"""Files taken in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    REFUSED = "refused", _("refusé")


class FileImport(models.Model):
    """One file given to Encaisse and what became of it.

    ``report`` is the document of `encaisse import --json` for that file. ``lines`` are the lines on
    customer accounts (Parquet): what the books are made of again when another file comes."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.WAITING)
    by = models.CharField(_("par"), max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    taken = models.IntegerField(_("lignes prises"), default=0)
    ignored = models.IntegerField(_("lignes ignorées"), default=0)
    refused = models.IntegerField(_("lignes refusées"), default=0)
    report = models.JSONField(default=dict, blank=True)
    lines = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ("-started_at", "-id")
        verbose_name = _("reprise de fichier")
        verbose_name_plural = _("reprises de fichiers")

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"
