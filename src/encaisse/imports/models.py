"""Files taken in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    REVIEW = "review", _("à vérifier")
    DONE = "done", _("terminé")
    REFUSED = "refused", _("refusé")
    UNDONE = "undone", _("défait")
    LEFT = "left", _("laissé")


class FileImport(models.Model):
    """One file given to Encaisse and what became of it.

    ``report`` is the document of `encaisse import --json` for that file. ``lines`` are the lines on
    customer accounts (Parquet): what the books are made of again when another file comes. One to be
    reviewed has the report of what it would give; ``decided_by`` then took or left it."""

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
    asked = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    written = models.JSONField(null=True, blank=True)
    decided_at = models.DateTimeField(_("décidée à"), null=True, blank=True)
    decided_by = models.CharField(
        _("décidée par"), max_length=200, blank=True, default="", db_default=""
    )
    undone_at = models.DateTimeField(_("défaite à"), null=True, blank=True)
    undone_by = models.CharField(
        _("défaite par"), max_length=200, blank=True, default="", db_default=""
    )

    class Meta:
        ordering = ("-started_at", "-id")
        verbose_name = _("reprise de fichier")
        verbose_name_plural = _("reprises de fichiers")

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"


class ImportMapping(models.Model):
    """What the columns of a table say, as a person corrected them once: every file of the same
    header (``signature``) is read by it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    name = models.CharField(_("apprise de"), max_length=200)
    mapping = models.JSONField(_("colonnes"))
    by = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(_("le"))

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("disposition de tableau")
        verbose_name_plural = _("dispositions de tableaux")
        constraints = [
            models.UniqueConstraint(fields=("company", "signature"), name="mapping_once"),
        ]

    def __str__(self) -> str:
        return self.name


class StatementPeriod(models.Model):
    """Days of which a bank file gave every movement of the company's account: a movement of those
    days that it did not give, and that another format gives, is doubted."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.ForeignKey(FileImport, models.CASCADE, related_name="periods")
    first_on = models.DateField(_("du"))
    last_on = models.DateField(_("au"))

    class Meta:
        ordering = ("first_on", "id")
        verbose_name = _("période couverte")
        verbose_name_plural = _("périodes couvertes")
        indexes = [models.Index(fields=("company", "last_on"), name="statement_period_end")]

    def __str__(self) -> str:
        return f"{self.first_on} {self.last_on}"


class Sighting(models.Model):
    """A bank line seen again in a file of another format, under the key that it has there."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.ForeignKey(FileImport, models.CASCADE, related_name="+")
    line = models.ForeignKey("payments.BankLine", models.CASCADE, related_name="+")
    key = models.CharField(max_length=130)

    class Meta:
        ordering = ("id",)
        verbose_name = _("mouvement revu")
        verbose_name_plural = _("mouvements revus")
        constraints = [
            models.UniqueConstraint(fields=("company", "key", "line"), name="sighting_once")
        ]

    def __str__(self) -> str:
        return self.key


class BatchNotice(models.Model):
    """What a notice (CAMT.054) details of an entry that the statement gives in one amount.

    ``parts`` are its payments, as they are said; they become bank lines when the statement books
    the entry (``entry_key``), or at once when it already has."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.ForeignKey(FileImport, models.CASCADE, related_name="+")
    key = models.CharField(max_length=130)
    on = models.DateField(_("date"))
    cents = models.BigIntegerField(_("montant"))
    currency = models.CharField(_("devise"), max_length=3)
    parts = models.JSONField(default=list)
    entry_key = models.CharField(max_length=130, blank=True)

    class Meta:
        ordering = ("on", "id")
        verbose_name = _("avis détaillé")
        verbose_name_plural = _("avis détaillés")
        constraints = [models.UniqueConstraint(fields=("company", "key"), name="batch_notice_once")]
        indexes = [models.Index(fields=("company", "cents"), name="batch_notice_amount")]

    def __str__(self) -> str:
        return self.key


class ImportSource(models.Model):
    """How a source of files stands: ``trouble`` is why its last pass failed, with the remedy.

    ``seen`` are the files that may still be written, with their marks of the last pass;
    ``validity`` and ``uid`` say how far a mailbox was read."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("source"), max_length=300)
    checked_at = models.DateTimeField(_("relevée"), null=True, blank=True)
    brought_at = models.DateTimeField(_("dernier fichier"), null=True, blank=True)
    trouble = models.CharField(_("ennui"), max_length=500, blank=True)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    seen = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("kind", "name", "id")
        verbose_name = _("source de fichiers")
        verbose_name_plural = _("sources de fichiers")
        constraints = [
            models.UniqueConstraint(fields=("company", "kind", "name"), name="import_source_once")
        ]

    def __str__(self) -> str:
        return self.name


class SourceFate(models.TextChoices):
    """What became of a file that a source brought."""

    TAKEN = "taken", _("repris")
    KNOWN = "known", _("déjà repris")
    REVIEW = "review", _("à vérifier")
    REFUSED = "refused", _("refusé")
    LEFT = "left", _("laissé")


class SourceFile(models.Model):
    """A file that a source brought, once: ``fingerprint`` tells it from any other there."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.ForeignKey(ImportSource, models.CASCADE, related_name="files")
    fingerprint = models.CharField(max_length=400)
    name = models.CharField(_("fichier"), max_length=250)
    at = models.DateTimeField(_("relevé"))
    fate = models.CharField(_("résultat"), max_length=20, choices=SourceFate)
    reason = models.CharField(_("motif"), max_length=500, blank=True)
    taken_as = models.ForeignKey(
        FileImport, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("fichier relevé")
        verbose_name_plural = _("fichiers relevés")
        constraints = [
            models.UniqueConstraint(fields=("source", "fingerprint"), name="source_file_once")
        ]
        indexes = [models.Index(fields=("company", "-at", "-id"), name="source_file_latest")]

    def __str__(self) -> str:
        return self.name


class Trace(models.Model):
    """What an import wrote in a table, noted by the database (store.traces): new rows (``ids``), or
    what a row was ``before``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    source = models.ForeignKey(FileImport, models.CASCADE, related_name="+")
    table = models.CharField(max_length=63)
    ids = models.JSONField(default=list)
    before = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("trace d'import")
        verbose_name_plural = _("traces d'import")

    def __str__(self) -> str:
        return f"{self.source_id} {self.table}"
