"""Invoices and receivables."""

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

# What all the spellings of an invoice's number share: its digits without the zeros, I, S and B for
# 1, 5 and 8. A payer's words find the invoice by it. It is a column: behind the wall between
# companies an index on an expression is not used.
NUMBER_DIGITS = Func(
    Func(Upper("number"), Value("ISB"), Value("158"), function="translate"),
    Value("[^1-9]"), Value(""), Value("g"), function="regexp_replace",
)  # fmt: skip


class InvoiceKind(models.TextChoices):
    """What the document is. Credit notes are credits (see payments), not invoices."""

    INVOICE = "invoice", _("facture")
    OPENING = "opening", _("solde d'ouverture")
    RETURN = "return", _("impayé")
    DIFFERENCE = "difference", _("écart de règlement")
    OTHER = "other", _("autre débit")


class Invoice(models.Model):
    """The document. ``entry_key`` says which accounting entry made it; unique within a company."""

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, related_name="invoices", db_index=False
    )
    kind = models.CharField(max_length=20, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    number = models.CharField(_("numéro"), max_length=120)
    number_digits = models.GeneratedField(
        expression=NUMBER_DIGITS, output_field=models.CharField(max_length=120), db_persist=True
    )
    entry_key = models.CharField(_("écriture"), max_length=200)
    issued_on = models.DateField(_("émise le"))
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    total_cents = models.BigIntegerField(_("total TTC"))
    label = models.CharField(_("libellé"), max_length=250, blank=True)
    is_draft = models.BooleanField(_("brouillon"), default=False)
    cancelled_on = models.DateField(_("annulée le"), null=True, blank=True)
    grace_until = models.DateField(_("délai accordé jusqu'au"), null=True, blank=True)
    contact = models.ForeignKey(
        "parties.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-issued_on", "-id")
        verbose_name = _("facture")
        verbose_name_plural = _("factures")
        constraints = [
            models.UniqueConstraint(fields=("company", "entry_key"), name="invoice_entry_once"),
            models.CheckConstraint(
                name="invoice_kind_known", condition=Q(kind__in=InvoiceKind.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "number"),
                opclasses=("int8_ops", "text_pattern_ops"),
                name="invoice_by_number",
            ),
            models.Index(fields=("company", "number_digits"), name="invoice_by_digits"),
            models.Index(fields=("customer", "issued_on"), name="invoice_of_customer"),
            models.Index(fields=("company", "issued_on", "id"), name="invoice_by_day"),
            models.Index(
                fields=("company", "cancelled_on"),
                name="invoice_set_aside",
                condition=Q(is_draft=True) | Q(cancelled_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DueSource(models.TextChoices):
    """Where a due date comes from; all but the first two are estimates."""

    STATED = "stated", _("indiquée par le fichier")
    TYPED = "typed", _("saisie")
    TERMS = "terms", _("conditions du client")
    LEARNED = "learned", _("estimée d'après ses paiements")
    DEFAULT = "default", _("estimée d'après le délai habituel de la société")


class Receivable(models.Model):
    """One amount due on one day by one customer (créance).

    ``open_cents`` = ``face_cents`` − Σ allocations; kept here for speed, re-derived and compared
    by matching.queries.drift after each import and by ``encaisse doctor``.
    """

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey(
        "parties.Customer",
        models.PROTECT,
        related_name="receivables",
        db_index=False,
        db_constraint=False,
    )
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="receivables", db_index=False)
    rank = models.PositiveSmallIntegerField(_("rang"), default=1)
    due_on = models.DateField(_("échéance"))
    due_source = models.CharField(max_length=20, choices=DueSource)
    due_estimated = models.BooleanField(_("échéance estimée"))
    face_cents = models.BigIntegerField(_("montant"))
    open_cents = models.BigIntegerField(_("restant dû"))
    currency = models.CharField(_("devise"), max_length=3, default="EUR")

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("créance")
        verbose_name_plural = _("créances")
        constraints = [
            models.UniqueConstraint(fields=("invoice", "rank"), name="receivable_rank_once"),
            models.CheckConstraint(name="receivable_face_positive", condition=Q(face_cents__gt=0)),
            models.CheckConstraint(
                name="receivable_open_within_face",
                condition=Q(open_cents__gte=0, open_cents__lte=models.F("face_cents")),
            ),
        ]
        indexes = [
            models.Index(
                fields=("company", "customer", "due_on"),
                include=("open_cents", "currency"),
                name="receivable_open",
                condition=Q(open_cents__gt=0),
            ),
            models.Index(fields=("customer", "due_on"), name="receivable_of_customer"),
            models.Index(
                fields=("company", "open_cents"),
                name="receivable_of_amount",
                condition=Q(open_cents__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}/{self.rank}"


class SideAccount(models.TextChoices):
    """Customer accounts kept apart from what is collected here."""

    BILLS = "413", _("effets à recevoir (413)")
    DOUBTFUL = "416", _("clients douteux (416)")
    UNBILLED = "418", _("factures à établir (418)")
    ADVANCES = "4191", _("avances et acomptes reçus (4191)")


class SideBalance(models.Model):
    """Balance of a customer's account kept apart (413, 416, 418, 4191), as the latest file says.

    Debit balances are positive."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.CASCADE, related_name="side_balances")
    account = models.CharField(max_length=4, choices=SideAccount)
    balance_cents = models.BigIntegerField(_("solde"))
    on = models.DateField(_("au"))

    class Meta:
        ordering = ("customer_id", "account", "id")
        verbose_name = _("solde à part")
        verbose_name_plural = _("soldes à part")
        constraints = [
            models.UniqueConstraint(fields=("customer", "account"), name="side_balance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.balance_cents}"
