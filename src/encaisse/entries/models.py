"""The chart of accounts used, and what left."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.entries.rules.formats import FORMATS

CHOICES = [(key, each.label) for key, each in FORMATS.items()]


class AccountChart(models.Model):
    """The accounts and journals that a company changed from the usual ones."""

    company = models.OneToOneField("accounts.Company", models.CASCADE, related_name="+")
    accounts = models.JSONField(_("comptes"), default=dict)
    journals = models.JSONField(_("journaux"), default=dict)

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("plan de comptes")
        verbose_name_plural = _("plans de comptes")

    def __str__(self) -> str:
        return f"{self.company_id}"


class EntryBatch(models.Model):
    """One file of entries: kept for ever, never made again."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("numéro"))
    format = models.CharField(_("format"), max_length=10, choices=CHOICES)
    first_on = models.DateField(_("du"))
    last_on = models.DateField(_("au"))
    count = models.PositiveIntegerField(_("écritures"))
    total_cents = models.BigIntegerField(_("total des débits"))
    made_at = models.DateTimeField(_("faite le"))
    by = models.CharField(_("par"), max_length=250)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    undone_on = models.DateField(_("défaite le"), null=True, blank=True)
    undone_by = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ("-number", "-id")
        verbose_name = _("remise d'écritures")
        verbose_name_plural = _("remises d'écritures")
        constraints = [
            models.UniqueConstraint(fields=("company", "number"), name="entry_batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ExportedEntry(models.Model):
    """One fact whose entry left. It leaves once, unless its batch is undone."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    batch = models.ForeignKey(EntryBatch, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=60)
    cents = models.BigIntegerField(_("montant"))
    is_undone = models.BooleanField(_("défaite"), default=False)

    class Meta:
        ordering = ("batch_id", "id")
        verbose_name = _("écriture exportée")
        verbose_name_plural = _("écritures exportées")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "key"), condition=Q(is_undone=False), name="entry_leaves_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key
