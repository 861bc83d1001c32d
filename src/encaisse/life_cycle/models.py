"""The statuses of invoices, as they were told, and what each one entailed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from encaisse.life_cycle.rules.codes import HELD, Entails, label_of, who_of, words_of


class Source(models.TextChoices):
    """How a status came."""

    MESSAGE = "message", _("message de cycle de vie")
    HAND = "hand", _("noté par une personne")


class InvoiceStatus(models.Model):
    """What a platform, a buyer or a person said of an invoice, never rewritten. ``digest`` tells
    the same status twice; amounts are in cents, VAT included; ``at`` is the hour that was said."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    number = models.CharField(_("facture"), max_length=120)
    issued_on = models.DateField(_("émise le"), null=True, blank=True)
    code = models.CharField(_("statut"), max_length=10)
    on = models.DateField(_("jour"))
    at = models.CharField(_("heure"), max_length=19, blank=True)
    cents = models.BigIntegerField(_("montant"), null=True, blank=True)
    approved_cents = models.BigIntegerField(_("montant approuvé"), null=True, blank=True)
    contested_cents = models.BigIntegerField(_("montant contesté"), null=True, blank=True)
    currency = models.CharField(_("devise"), max_length=3, blank=True)
    paid_on = models.DateField(_("payée le"), null=True, blank=True)
    reason_code = models.CharField(_("code du motif"), max_length=60, blank=True)
    reason = models.TextField(_("motif"), blank=True)
    action = models.TextField(_("action attendue"), blank=True)
    said_by = models.CharField(_("dit par"), max_length=200, blank=True)
    role = models.CharField(_("rôle"), max_length=10, blank=True)
    source = models.CharField(_("origine"), max_length=20, choices=Source)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.CharField(_("noté par"), max_length=200)
    noted_at = models.DateTimeField(_("noté"), auto_now_add=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("on", "at", "id")
        verbose_name = _("statut de facture")
        verbose_name_plural = _("statuts de facture")
        constraints = [
            models.UniqueConstraint(fields=("company", "digest"), name="invoice_status_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.code}"

    @property
    def label(self) -> str:
        """The status, in French."""
        return label_of(self.code)

    @property
    def words(self) -> str:
        """Why, in words."""
        return words_of(self.reason_code, self.reason)

    @property
    def who(self) -> str:
        """Who says it."""
        return who_of(self.said_by, self.role) or self.by


class Withdrawal(models.Model):
    """A status that counts no more, as if it had not been told (retrait): the import that brought
    it was undone. The status itself is not rewritten."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    status = models.OneToOneField(InvoiceStatus, models.PROTECT, related_name="withdrawal")
    by = models.CharField(_("retiré par"), max_length=200)
    on = models.DateField(_("retiré le"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("retrait de statut")
        verbose_name_plural = _("retraits de statuts")

    def __str__(self) -> str:
        return f"{self.status} {self.on}"


class Effect(models.TextChoices):
    """What a status made of its invoice."""

    NOTHING = Entails.NOTHING.value, _("sans effet")
    DISPUTED = Entails.DISPUTED.value, _("litige")
    PROMISED = Entails.PROMISED.value, _("promesse")
    SUSPENDED = Entails.SUSPENDED.value, _("suspendue")
    REFUSED = Entails.REFUSED.value, _("refusée")
    REJECTED = Entails.REJECTED.value, _("rejetée")


class Consequence(models.Model):
    """Which invoice a status is about, and what it entailed there (suite). ``told`` says it in
    French; ``ended_on`` is the first day on which it counts no more."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    status = models.OneToOneField(InvoiceStatus, models.PROTECT, related_name="consequence")
    invoice = models.ForeignKey("receivables.Invoice", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Effect, blank=True)
    told = models.CharField(_("suite"), max_length=400, blank=True)
    dispute = models.ForeignKey(
        "disputes.Dispute", models.PROTECT, null=True, blank=True, related_name="+"
    )
    promise = models.ForeignKey(
        "promises.Promise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("depuis le"))
    noted_on = models.DateField(_("appliquée le"))
    ended_on = models.DateField(_("levée le"), null=True, blank=True)
    ended_by = models.CharField(_("levée par"), max_length=200, blank=True)
    ended_why = models.CharField(_("motif de la levée"), max_length=250, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("suite d'un statut")
        verbose_name_plural = _("suites de statuts")
        constraints = [
            models.CheckConstraint(
                name="consequence_kind_known", condition=Q(kind__in=Effect.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "invoice"), condition=Q(kind__in=HELD), name="consequence_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.kind}"

    @property
    def stands(self) -> bool:
        """Whether it still counts, as far as it says itself."""
        return bool(self.kind) and self.ended_on is None
