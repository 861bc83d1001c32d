"""Credits of customers, and the bank lines that brought them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CreditKind(models.TextChoices):
    """Why the customer owes less."""

    PAYMENT = "payment", _("règlement")
    CREDIT_NOTE = "credit_note", _("avoir")
    DISCOUNT = "discount", _("escompte ou remise")
    WRITE_OFF = "write_off", _("passage en perte")
    DIFFERENCE = "difference", _("écart de règlement")
    BILL = "bill", _("effet accepté")
    EXCHANGE_DIFFERENCE = "exchange_difference", _("écart de change ou de règlement")
    SET_OFF = "set_off", _("compensation ou virement de compte à compte")
    OPENING = "opening", _("crédit d'ouverture")
    OTHER = "other", _("autre crédit")


class Credit(models.Model):
    """One credit on a customer's account; ``open_cents`` = ``face_cents`` − Σ allocations −
    ``charges_cents``, the part of it that paid late charges (the ledger of claims says which).

    ``is_left``: a person left what stands of it on the account, so that nobody is asked again.
    ``gave_way_to`` is the bank line of which a payment that a list supposed was a part: cancelled
    on its own day as long as the line is about another.
    ``returned_on`` is the day a payment came back (impayé): its allocations are then reversed by
    counter-entries and nothing of it is open. ``cancelled_on`` likewise for a credit note or a
    write-off that is withdrawn.
    """

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, related_name="credits", db_index=False
    )
    kind = models.CharField(max_length=20, choices=CreditKind)
    reference = models.CharField(_("référence"), max_length=120)
    entry_key = models.CharField(_("écriture"), max_length=200)
    on = models.DateField(_("date"))
    face_cents = models.BigIntegerField(_("montant"))
    open_cents = models.BigIntegerField(_("non affecté"))
    charges_cents = models.BigIntegerField(_("affecté aux accessoires"), default=0, db_default=0)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    method = models.CharField(_("mode"), max_length=20, blank=True)
    label = models.CharField(_("libellé"), max_length=250, blank=True)
    reason = models.CharField(_("motif"), max_length=250, blank=True)
    returned_on = models.DateField(_("revenu impayé le"), null=True, blank=True)
    cancelled_on = models.DateField(_("annulé le"), null=True, blank=True)
    is_left = models.BooleanField(_("laissé sur le compte"), default=False, db_default=False)
    gave_way_to = models.ForeignKey(
        "payments.BankLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supposed",
        db_index=False,
        verbose_name=_("remplacé par la ligne"),
    )

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("crédit")
        verbose_name_plural = _("crédits")
        constraints = [
            models.UniqueConstraint(fields=("company", "entry_key"), name="credit_entry_once"),
            models.CheckConstraint(name="credit_face_positive", condition=Q(face_cents__gt=0)),
            models.CheckConstraint(
                name="credit_open_within_face",
                condition=Q(open_cents__gte=0, open_cents__lte=models.F("face_cents")),
            ),
            models.CheckConstraint(
                name="credit_kind_known", condition=Q(kind__in=CreditKind.values)
            ),
        ]
        indexes = [
            models.Index(fields=("customer", "on"), name="credit_of_customer"),
            models.Index(
                fields=("company", "customer"),
                include=("open_cents", "currency", "on"),
                name="credit_open",
                condition=Q(open_cents__gt=0),
            ),
            models.Index(
                fields=("company",),
                name="credit_void",
                condition=Q(returned_on__isnull=False) | Q(cancelled_on__isnull=False),
            ),
            models.Index(fields=("company", "on", "id"), name="credit_by_day"),
            models.Index(
                fields=("gave_way_to",),
                name="credit_gave_way",
                condition=Q(gave_way_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BankLine(models.Model):
    """One movement of the company's bank account, as the bank gave it (ligne de relevé).

    ``credit`` is the payment that it brought, or took back when it is a debit; without one it waits
    for a person, unless ``set_aside`` says why no customer is concerned. ``key`` makes the same
    movement known again in any other file. ``doubt`` says why it may be one that a file of another
    format gave: only a person places it. ``batch`` is the entry of which it is a part.
    """

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    key = models.CharField(max_length=130)
    account = models.CharField(_("compte"), max_length=34)
    on = models.DateField(_("date"))
    value_on = models.DateField(_("date de valeur"), null=True, blank=True)
    cents = models.BigIntegerField(_("montant"))
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    label = models.CharField(_("libellé"), max_length=250, blank=True)
    counterparty = models.CharField(_("donneur d'ordre"), max_length=140, blank=True)
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    said = models.TextField(_("motif du virement"), blank=True)
    returned = models.CharField(_("motif de rejet"), max_length=10, blank=True)
    end_to_end = models.CharField(
        _("référence de bout en bout"), max_length=140, blank=True, default="", db_default=""
    )
    creditor_reference = models.CharField(
        _("référence du créancier"), max_length=140, blank=True, default="", db_default=""
    )
    counterparty_iban = models.CharField(
        _("compte du donneur d'ordre"), max_length=34, blank=True, default="", db_default=""
    )
    credit = models.ForeignKey(
        Credit, models.PROTECT, null=True, blank=True, related_name="bank_lines"
    )
    set_aside = models.CharField(_("écartée"), max_length=250, blank=True)
    doubt = models.CharField(_("doute"), max_length=250, blank=True, default="", db_default="")
    batch = models.IntegerField(_("opération groupée"), default=0, db_default=0)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("ligne de relevé")
        verbose_name_plural = _("lignes de relevé")
        constraints = [
            models.UniqueConstraint(fields=("company", "key"), name="bank_line_once"),
            models.CheckConstraint(name="bank_line_moves", condition=~Q(cents=0)),
            models.CheckConstraint(
                name="bank_line_one_fate", condition=Q(credit__isnull=True) | Q(set_aside="")
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "on", "id"),
                name="bank_line_waiting",
                condition=Q(credit__isnull=True, set_aside=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key

    @property
    def suspicion(self) -> str:
        """``twin`` when it may be one that another format gave; empty once a person has decided."""
        return "twin" if self.doubt and self.fate == "waiting" else ""

    @property
    def fate(self) -> str:
        """What became of it: ``payment``, ``returned``, ``aside`` or ``waiting``."""
        if self.credit_id:
            return "payment" if self.cents > 0 else "returned"
        return "aside" if self.set_aside else "waiting"
