"""Links to the portal, what customers say there."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from encaisse.portal.rules import LINK_DAYS
from encaisse.portal.rules.policy import DAYS_LEAST, DAYS_MOST, PAID_DAYS, PAID_DAYS_MOST


class PortalLink(models.Model):
    """A secret address that opens the portal of one customer, until it expires or is revoked.
    Put in mails, its token is made of ``seed`` and of the key of the installation."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.CASCADE, related_name="+")
    contact = models.ForeignKey(
        "parties.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    seed = models.CharField(max_length=32, blank=True)
    issued_by = models.CharField(_("créé par"), max_length=200)
    issued_at = models.DateTimeField(_("créé le"))
    expires_at = models.DateTimeField(_("expire le"))
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    revoked_by = models.CharField(_("révoqué par"), max_length=200, blank=True)
    visited_at = models.DateTimeField(_("dernière visite"), null=True, blank=True)

    class Meta:
        ordering = ("-issued_at", "-id")
        verbose_name = _("lien vers l'espace client")
        verbose_name_plural = _("liens vers l'espace client")
        constraints = [
            models.CheckConstraint(
                name="portal_link_expires_later", condition=Q(expires_at__gt=F("issued_at"))
            ),
        ]
        indexes = [
            models.Index(fields=("customer", "-issued_at"), name="portal_link_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.issued_at:%d/%m/%Y}"


class PortalPolicy(models.Model):
    """What a company decides of its portal. ``payment_address`` is the page of its card payments,
    with {montant}, {devise} and {reference} to fill in; empty when it has none. ``paid_days``: how
    long reminders wait while a payment is looked for; 0, they do not."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    link_days = models.PositiveSmallIntegerField(_("durée d'un lien, en jours"), default=LINK_DAYS)
    payment_address = models.CharField(_("page de paiement"), max_length=500, blank=True)
    paid_days = models.PositiveSmallIntegerField(
        _("jours ouvrés sans relance après «\u00a0j'ai déjà payé\u00a0»"), default=PAID_DAYS
    )

    class Meta:
        ordering = ("company_id", "id")
        verbose_name = _("réglages de l'espace client")
        verbose_name_plural = _("réglages de l'espace client")
        constraints = [
            models.CheckConstraint(
                name="portal_policy_days_bearable",
                condition=Q(link_days__gte=DAYS_LEAST, link_days__lte=DAYS_MOST),
            ),
            models.CheckConstraint(
                name="portal_policy_paid_days_bearable",
                condition=Q(paid_days__lte=PAID_DAYS_MOST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.link_days} j"


class RequestKind(models.TextChoices):
    """What a customer says or asks for on its page."""

    PAID = "paid", _("dit avoir payé")
    DISPUTE = "dispute", _("conteste")
    PROMISE = "promise", _("s'engage à payer")
    INSTALLMENTS = "installments", _("demande à payer en plusieurs fois")
    DUPLICATE = "duplicate", _("demande un duplicata")
    CONTACT = "contact", _("propose une personne à qui écrire")
    PLAN = "plan", _("accepte un échéancier")


class PortalRequest(models.Model):
    """Something that a customer did on its page, until somebody of the company has dealt with it.
    ``about``: the dispute, promise or plan that it made; ``on``: the day that the customer said."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    link = models.ForeignKey(PortalLink, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=RequestKind)
    receivable = models.ForeignKey(
        "receivables.Receivable", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cents = models.BigIntegerField(_("montant"), null=True, blank=True)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    on = models.DateField(_("jour dit"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("échéances"), null=True, blank=True)
    reference = models.CharField(_("référence"), max_length=140, blank=True)
    words = models.TextField(_("ce qui est dit"), blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    about = models.CharField(max_length=40, blank=True)
    proposed = models.JSONField(_("coordonnées proposées"), default=dict, blank=True)
    by = models.CharField(_("par"), max_length=200)
    made_at = models.DateTimeField(_("reçue le"))
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    closed_by = models.CharField(_("close par"), max_length=200, blank=True)
    outcome = models.CharField(_("suite"), max_length=250, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("demande de l'espace client")
        verbose_name_plural = _("demandes de l'espace client")
        constraints = [
            models.CheckConstraint(
                name="portal_request_kind_known", condition=Q(kind__in=RequestKind.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "id"), condition=Q(closed_on=None), name="portal_request_open"
            ),
            models.Index(fields=("link", "-made_at"), name="portal_request_of_link"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind}"


class PortalCode(models.Model):
    """A code sent by mail, for one act (``purpose``, ``asked``) of whoever has a link."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    link = models.ForeignKey(PortalLink, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    asked = models.JSONField(_("ce qui est demandé"), default=dict)
    number = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64)
    sent_to = models.CharField(_("envoyé à"), max_length=254)
    sent_at = models.DateTimeField(_("envoyé le"))
    expires_at = models.DateTimeField(_("expire le"))
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        verbose_name = _("code de l'espace client")
        verbose_name_plural = _("codes de l'espace client")
        indexes = [models.Index(fields=("link", "-sent_at"), name="portal_code_of_link")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.purpose}"
